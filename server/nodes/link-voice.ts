// What this node says of one room to the other nodes that have it.
import type { Rules, Signal } from '../../shared/index.ts'
import type { HybridClock } from '../base/clock.ts'
import type { Turns } from '../base/turns.ts'
import type { NodeMessage } from '../bus/node-message.ts'
import type { RoomChannel } from '../bus/room-channel.ts'
import type { RoomListener } from '../fanout/room-listener.ts'
import type { Scheduler } from '../fanout/scheduler.ts'
import type { Participant } from '../presence/participant.ts'
import type { PresenceEntry, Removal } from '../presence/presence-entry.ts'
import type { Room } from '../rooms/room.ts'
import { DocumentAnswers } from './document-answers.ts'
import { FollowOrder } from './follow-order.ts'
import { LinkOutbox } from './link-outbox.ts'
import { LinkSignals } from './link-signals.ts'
import { handsOf } from './node-orders.ts'
import { OwnEntries } from './own-entries.ts'
import { OwnUpdates, tellable, UNTOLD } from './own-updates.ts'
import type { StoredSide } from './stored-side.ts'

/** The state vector of a node that knows nothing. */
const NOTHING = Uint8Array.of(0)

const NOBODY: ReadonlySet<string> = new Set()

export interface LinkVoiceDeps {
  readonly room: Room
  readonly stored: StoredSide
  readonly hybridClock: HybridClock
  readonly scheduler: Scheduler
  readonly turns: Turns
  /** Nobody here has the entry any more. */
  readonly onFreed: (clientId: number) => void
}

/** Collects what happens here while another node has the room, and tells it: presence and updates by the tick, signals each 100 ms. */
export class LinkVoice implements RoomListener {
  readonly #deps: LinkVoiceDeps
  readonly #entries: OwnEntries
  readonly #updates = new OwnUpdates()
  readonly #answers: DocumentAnswers
  readonly #outbox: LinkOutbox
  readonly #signals: LinkSignals
  /** Entries that have ended here. */
  readonly #ended = new Set<number>()
  readonly follow: FollowOrder
  #channel: RoomChannel | null = null
  #count = 0
  #toldStored = 0
  #toldPolicyVersion: number
  #toldEpoch: string
  #isOrderDue = false

  constructor(deps: LinkVoiceDeps) {
    const { room, turns, hybridClock, stored } = deps
    this.#deps = deps
    this.#toldPolicyVersion = stored.policyVersion
    this.#toldEpoch = room.epoch
    this.#entries = new OwnEntries(room.presence)
    this.#answers = new DocumentAnswers(room, turns)
    const publish = (message: NodeMessage) => this.#channel?.publish(message)
    this.#outbox = new LinkOutbox({
      ...{ room, hybridClock, publish, entries: this.#entries, updates: this.#updates },
      count: () => this.#count,
      last: () => this.#flushLast(),
      more: () => this.#request(),
    })
    this.#signals = new LinkSignals(room, publish)
    this.follow = new FollowOrder(room, (last) => this.#outbox.stamp(last))
  }

  /** From now on the others hear it. */
  open(channel: RoomChannel): void {
    this.#channel = channel
  }

  /** Says what is left, and nothing any more. */
  close(): void {
    if (this.isShared) this.#outbox.flush()
    this.#channel?.close()
    this.#channel = null
  }

  /** Whether another node has the room. Alone nothing is collected, and nothing is told. */
  get isShared(): boolean {
    return this.others.size > 0
  }

  get others(): ReadonlySet<string> {
    return this.#channel?.others ?? NOBODY
  }

  /** How many connections the room has here. */
  get count(): number {
    return this.#count
  }

  send(to: string, message: NodeMessage): void {
    this.#channel?.send(to, message)
  }

  hello(): void {
    const { room, stored } = this.#deps
    const { policyVersion } = stored
    this.#channel?.publish({ kind: 'hello', epoch: room.epoch, policyVersion })
  }

  /** The room has another epoch now. */
  reset(epoch: string): void {
    this.#toldEpoch = epoch
    this.#channel?.publish({ kind: 'reset', epoch })
  }

  /** Asks a node for what it has, and this one lacks. */
  ask(node: string): void {
    this.send(node, { kind: 'ask', stateVector: this.#deps.room.document.stateVector() })
  }

  /** Tells a node what it lacks of the document, and then all else. */
  answer(to: string, stateVector: Uint8Array): void {
    this.#answers.tell(stateVector, (updates) => {
      for (const update of updates) this.#diff(to, update)
      this.here(to)
    })
  }

  /** Tells a node all that this one has, beside the document. */
  here(to: string): void {
    const { room, stored } = this.#deps
    if (!this.others.has(to)) return
    // Entries of which nobody was told are told now: what comes later changes them.
    this.#entries.missed()
    this.#outbox.flush()
    this.#updates.countUnheard(stored.appended, stored.stored)
    // Before `here`, which tells what went before it: where this is lost, it is asked for again.
    if (this.follow.clock > 0) this.send(to, this.#order)
    this.send(to, {
      kind: 'here',
      presence: { clock: this.#outbox.stamp(0), entries: this.#entries.whole() },
      hands: handsOf(room),
      ...{ count: this.#count, updates: this.#updates.told, stored: this.#updates.stored },
      ...{ policyVersion: stored.policyVersion, epoch: room.epoch },
    })
    // Of many large entries it has told some.
    if (this.#entries.hasNews) this.#request()
  }

  /** Another node is gone. */
  vanished(): void {
    // It may have said whom to follow to some of the others alone, and the store does not know.
    if (this.follow.clock > 0) this.#orderIsDue()
    if (this.isShared) return
    this.#entries.forget()
    this.#updates.forget()
  }

  /** Says what is due by time. */
  sweep(): void {
    const { room, stored } = this.#deps
    this.#updates.storedBy(stored.stored)
    if (this.#updates.stored > this.#toldStored) {
      this.#toldStored = this.#updates.stored
      this.#channel?.publish({ kind: 'stored', upTo: this.#toldStored })
    }
    if (stored.policyVersion > this.#toldPolicyVersion) this.#orderIsDue()
    // A client has brought another one.
    if (room.epoch !== this.#toldEpoch) this.reset(room.epoch)
  }

  entered(who: Participant): void {
    if (who.source === 'client') this.#counts(1)
  }

  left(who: Participant): void {
    if (who.source === 'client') this.#counts(-1)
  }

  updated(update: Uint8Array, by: Participant | null): void {
    // What has waited here was told when it came, by the node of its writer.
    if (!this.isShared || by === null || by.source === 'node') return
    this.#updates.add(update, this.#deps.stored.appended)
    this.#request()
  }

  held(update: Uint8Array, by: Participant | null): void {
    this.updated(update, by)
  }

  changed(entry: PresenceEntry): void {
    if (this.isShared) this.#entries.changed(entry)
  }

  removed(removal: Removal): void {
    if (!this.isShared) return
    this.#entries.removed(removal)
    this.#ended.add(removal.clientId)
  }

  settled(): void {
    if (this.#entries.hasNews || this.#ended.size > 0) this.#request()
  }

  signalled(signal: Signal, by: Participant, to: ReadonlySet<Participant> | null): void {
    if (this.isShared && by.source !== 'node' && this.#signals.add(signal, to))
      this.#deps.scheduler.request(this.#signals)
  }

  ruled(rules: Rules): void {
    if (this.follow.ruled(rules)) this.#orderIsDue()
  }

  missed(): void {
    if (!this.isShared) return
    this.#entries.missed()
    this.#request()
    // What was not told of the document is in all of it.
    for (const node of this.others) this.answer(node, NOTHING)
  }

  #diff(to: string, update: Uint8Array): void {
    if (tellable(update) === update) {
      this.send(to, { kind: 'diff', update })
      return
    }
    const { stored } = this.#deps
    this.#updates.countUnheard(stored.appended, stored.stored)
    this.send(to, { kind: 'update', update: UNTOLD, upTo: this.#updates.told })
  }

  #flushLast(): void {
    const ended = [...this.#ended]
    this.#ended.clear()
    for (const clientId of ended) this.#deps.onFreed(clientId)
    if (!this.#isOrderDue) return
    this.#isOrderDue = false
    this.#toldPolicyVersion = this.#deps.stored.policyVersion
    this.#channel?.publish(this.#order)
  }

  get #order(): Extract<NodeMessage, { kind: 'order' }> {
    const { room, stored } = this.#deps
    const { policyVersion } = stored
    const rules = { ...room.rules, follow: this.follow.value }
    return { kind: 'order', policyVersion, followClock: this.follow.clock, rules }
  }

  #orderIsDue(): void {
    if (!this.isShared) return
    this.#isOrderDue = true
    this.#request()
  }

  #counts(change: number): void {
    this.#count += change
    if (this.isShared) this.#request()
  }

  #request(): void {
    this.#deps.scheduler.request(this.#outbox)
  }
}
