import type { HybridClock } from '../base/clock.ts'
import type { Context } from '../base/context.ts'
import type { Turns } from '../base/turns.ts'
import type { Here, NodeMessage } from '../bus/node-message.ts'
import type { RoomChannel, RoomChannelEvents } from '../bus/room-channel.ts'
import type { Scheduler } from '../fanout/scheduler.ts'
import type { Room } from '../rooms/room.ts'
import { Acquaintance } from './acquaintance.ts'
import { Healing } from './healing.ts'
import type { HealingTries } from './healing-tries.ts'
import { HeardUpdates } from './heard-updates.ts'
import { LinkVoice } from './link-voice.ts'
import { LostLooks } from './lost-looks.ts'
import type { NodeMetrics } from './node-metrics.ts'
import { hearHand, hearNodeOrder } from './node-orders.ts'
import { RemotePeople } from './remote-people.ts'
import type { StoredSide } from './stored-side.ts'

export interface RoomLinkDeps extends Pick<Context, 'clock'> {
  /** This node's own id. */
  readonly node: string
  readonly hybridClock: HybridClock
  readonly scheduler: Scheduler
  readonly turns: Turns
  readonly nodeMetrics: NodeMetrics
  /** Null where people stay on the node that they came to. */
  readonly tries: HealingTries | null
}

/** One open room and the same room on other nodes: what happens here is told to them, and what they tell is brought in. */
export class RoomLink implements RoomChannelEvents {
  readonly #node: string
  readonly #room: Room
  readonly #stored: StoredSide
  readonly #voice: LinkVoice
  readonly #people: RemotePeople
  readonly #updates: HeardUpdates
  readonly #acquaintance: Acquaintance
  readonly #lostLooks: LostLooks
  readonly #healing: Healing | null

  constructor(room: Room, stored: StoredSide, deps: RoomLinkDeps) {
    const { node, hybridClock, nodeMetrics, tries } = deps
    this.#node = node
    this.#room = room
    this.#stored = stored
    this.#voice = new LinkVoice({ ...deps, room, stored, onFreed: (clientId) => this.#freed(clientId) })
    this.#people = new RemotePeople({
      ...{ node, room, hybridClock },
      send: (to, message) => this.#voice.send(to, message),
      onClamped: () => nodeMetrics.clamped.inc(),
    })
    this.#updates = new HeardUpdates(room, stored, deps.clock, (from) => this.#voice.ask(from))
    this.#acquaintance = new Acquaintance(deps.clock)
    this.#lostLooks = new LostLooks(deps.clock)
    this.#healing = tries && new Healing({ ...deps, room, stored, tries })
    room.listen(this.#voice)
  }

  /** How many of the nodes that have the room come before this one, by their ids. */
  get rank(): number {
    return [...this.#voice.others].filter((other) => other < this.#node).length
  }

  /** From now on others hear of the room here. */
  open(channel: RoomChannel): void {
    this.#voice.open(channel)
  }

  /** Settles once the nodes that have the room have said what they have; null where they have. */
  met(): Promise<void> | null {
    return this.#acquaintance.made()
  }

  sweep(): void {
    if (this.#lostLooks.take()) this.#stored.look()
    this.#healing?.sweep(this.#peopleByNode())
    if (!this.#voice.isShared) return
    this.#updates.sweep()
    this.#voice.follow.apply()
    this.#voice.sweep()
  }

  /** The room was deleted or replaced here. */
  replaced(epoch: string): void {
    this.#voice.reset(epoch)
  }

  close(): void {
    this.#voice.close()
  }

  subscribed(): void {
    this.#voice.hello()
    this.#acquaintance.greeted()
  }

  missed(from: string): void {
    this.#updates.want(from)
    this.#room.moderation.missedSignals()
  }

  vanished(from: string, why: 'bye' | 'dead'): void {
    if (why === 'dead') this.#lostLooks.lost()
    this.#people.gone(from)
    this.#updates.gone(from)
    this.#voice.vanished()
  }

  thawed(): void {
    // Orders that were missed are told of in each `here`.
    this.#stored.look()
  }

  heard(from: string, message: NodeMessage): void {
    const node = this.#people.node(from)
    switch (message.kind) {
      case 'hello':
        this.#compare(message)
        this.#voice.here(from)
        return
      case 'ask':
        if (message.stateVector === null) this.#voice.here(from)
        else this.#voice.answer(from, message.stateVector)
        return
      case 'here':
        this.#here(from, message)
        return
      case 'order':
        this.#voice.follow.hear(message.rules.follow, message.followClock)
        this.#compare({ epoch: node.epoch ?? this.#room.epoch, policyVersion: message.policyVersion })
        return
      case 'reset':
        node.epoch = message.epoch
        if (message.epoch !== this.#room.epoch) this.#stored.look()
        return
    }
    // Before its `here` it is not known which life of the room it speaks of: what it said until then is asked for.
    if (node.epoch === this.#room.epoch) this.#take(from, message)
  }

  #take(from: string, message: NodeMessage): void {
    const node = this.#people.node(from)
    switch (message.kind) {
      case 'presence':
        this.#people.news(from, message)
        break
      case 'update':
        this.#updates.take(node, message.update, message.upTo)
        break
      case 'diff':
        this.#updates.answered(node, message.update)
        break
      case 'stored':
        this.#updates.storedBy(from, message.upTo)
        break
      case 'signals':
        this.#people.signalled(from, message.signals)
        break
      default:
        hearNodeOrder(this.#room, node, message, (verdict) => this.#voice.send(from, verdict))
    }
  }

  #here(from: string, message: Here): void {
    this.#compare(message)
    const node = this.#people.node(from)
    const isNews = node.epoch !== message.epoch
    node.epoch = message.epoch
    if (message.epoch !== this.#room.epoch) return
    this.#people.whole(from, message)
    for (const hand of message.hands) hearHand(this.#room, hand)
    this.#updates.storedBy(from, message.stored)
    this.#voice.follow.apply()
    // Of what it told before this node listened.
    if (!isNews) return
    this.#updates.want(from)
    this.#room.moderation.missedSignals()
  }

  #peopleByNode(): ReadonlyMap<string, number> {
    const others = [...this.#people.nodes].map(({ id, connections }) => [id, connections] as const)
    return new Map([[this.#node, this.#voice.count], ...others])
  }

  /** The store decides which of two epochs, and of two versions of orders, is the present one. */
  #compare({ epoch, policyVersion }: Pick<Here, 'epoch' | 'policyVersion'>): void {
    if (epoch !== this.#room.epoch) this.#stored.look()
    if (policyVersion > this.#stored.policyVersion) this.#stored.reread(policyVersion)
  }

  #freed(clientId: number): void {
    if (this.#room.presence.get(clientId) === undefined) this.#people.reclaim(clientId)
  }
}
