import type { RoomId } from '../../shared/index.ts'
import type { HybridClock } from '../base/clock.ts'
import type { Context } from '../base/context.ts'
import type { Turns } from '../base/turns.ts'
import type { RoomChannel, RoomChannelEvents } from '../bus/room-channel.ts'
import type { Scheduler } from '../fanout/scheduler.ts'
import type { Room } from '../rooms/room.ts'
import type { RoomWatcher } from '../rooms/room-watcher.ts'
import { HealingTries } from './healing-tries.ts'
import { createNodeMetrics } from './node-metrics.ts'
import { ReplacementNotice } from './replacement-notice.ts'
import { RoomLink, type RoomLinkDeps } from './room-link.ts'
import type { StoredSide } from './stored-side.ts'

/** What opens rooms to other nodes. */
interface Bus {
  readonly id: string
  readonly isUp: boolean
  /** How many nodes there are, with this one. */
  readonly nodes: number
  join(room: RoomId, events: RoomChannelEvents): RoomChannel
}

interface RoomLinksDeps extends Context {
  readonly bus: Bus
  readonly hybridClock: HybridClock
  readonly scheduler: Scheduler
  readonly turns: Turns
  readonly storedSideOf: (room: Room) => StoredSide
  /** Whether people of a room that is on several nodes are brought together. */
  readonly heals: boolean
}

/** The rooms of this node, each on the bus for as long as it is in memory. */
export class RoomLinks implements RoomWatcher {
  readonly #deps: RoomLinksDeps
  readonly #linkDeps: RoomLinkDeps
  readonly #tries: HealingTries | null
  readonly #linkByRoom = new Map<RoomId, RoomLink>()
  readonly #noticeByRoom = new Map<RoomId, ReplacementNotice>()

  constructor(deps: RoomLinksDeps) {
    this.#deps = deps
    this.#tries = deps.heals ? new HealingTries(deps.clock) : null
    this.#linkDeps = {
      ...deps,
      node: deps.bus.id,
      nodeMetrics: createNodeMetrics(deps.metrics),
      tries: this.#tries,
    }
  }

  /** Whether nobody else can have a room, as far as is known. */
  get isAlone(): boolean {
    return this.#deps.bus.nodes === 1 || !this.#deps.bus.isUp
  }

  /** Settles once a room in memory has heard of those who are in it on other nodes; null where that is so. */
  met(room: RoomId): Promise<void> | null {
    return this.isAlone ? null : (this.#linkByRoom.get(room)?.met() ?? null)
  }

  /** How many of the other nodes that have the room come before this one: so they agree on who does what is to be done once. */
  rankOf(room: RoomId): number {
    return this.#linkByRoom.get(room)?.rank ?? 0
  }

  opened(room: Room): void {
    this.#endNotice(room.id)
    const link = new RoomLink(room, this.#deps.storedSideOf(room), this.#linkDeps)
    this.#linkByRoom.set(room.id, link)
    link.open(this.#deps.bus.join(room.id, link))
  }

  replaced(room: RoomId, epoch: string): void {
    const link = this.#linkByRoom.get(room)
    if (link === undefined) this.#notify(room, epoch)
    else link.replaced(epoch)
  }

  closed({ id }: Room): void {
    this.#linkByRoom.get(id)?.close()
    this.#linkByRoom.delete(id)
  }

  sweep(): void {
    const { fence, clock, bus } = this.#deps
    this.#tries?.sweep(bus.nodes)
    for (const [room, link] of this.#linkByRoom) fence.run('bus', { room }, () => link.sweep())
    for (const [room, { endsAtMs }] of this.#noticeByRoom)
      if (clock.monotonicMs() >= endsAtMs) this.#endNotice(room)
  }

  /** The room is not open here: others may have it. */
  #notify(room: RoomId, epoch: string): void {
    this.#endNotice(room)
    const { bus, clock } = this.#deps
    const notice = new ReplacementNotice(epoch, clock.monotonicMs())
    this.#noticeByRoom.set(room, notice)
    notice.open(bus.join(room, notice))
  }

  #endNotice(room: RoomId): void {
    this.#noticeByRoom.get(room)?.close()
    this.#noticeByRoom.delete(room)
  }
}
