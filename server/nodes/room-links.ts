import type { RoomId } from '../../shared/index.ts'
import type { HybridClock } from '../base/clock.ts'
import type { Context } from '../base/context.ts'
import type { Turns } from '../base/turns.ts'
import type { RoomChannel, RoomChannelEvents } from '../bus/room-channel.ts'
import type { Scheduler } from '../fanout/scheduler.ts'
import type { Room } from '../rooms/room.ts'
import type { RoomWatcher } from '../rooms/room-watcher.ts'
import { createNodeMetrics } from './node-metrics.ts'
import { RoomLink, type RoomLinkDeps } from './room-link.ts'
import type { StoredSide } from './stored-side.ts'

/** What opens rooms to other nodes. */
interface Bus {
  readonly id: string
  join(room: RoomId, events: RoomChannelEvents): RoomChannel
}

interface RoomLinksDeps extends Context {
  readonly bus: Bus
  readonly hybridClock: HybridClock
  readonly scheduler: Scheduler
  readonly turns: Turns
  readonly storedSideOf: (room: Room) => StoredSide
}

/** The rooms of this node, each on the bus for as long as it is in memory. */
export class RoomLinks implements RoomWatcher {
  readonly #deps: RoomLinksDeps
  readonly #linkDeps: RoomLinkDeps
  readonly #linkByRoom = new Map<Room, RoomLink>()

  constructor(deps: RoomLinksDeps) {
    this.#deps = deps
    this.#linkDeps = { ...deps, node: deps.bus.id, nodeMetrics: createNodeMetrics(deps.metrics) }
  }

  opened(room: Room): void {
    const link = new RoomLink(room, this.#deps.storedSideOf(room), this.#linkDeps)
    this.#linkByRoom.set(room, link)
    link.open(this.#deps.bus.join(room.id, link))
  }

  replaced(room: Room, epoch: string): void {
    this.#linkByRoom.get(room)?.replaced(epoch)
  }

  closed(room: Room): void {
    this.#linkByRoom.get(room)?.close()
    this.#linkByRoom.delete(room)
  }

  sweep(): void {
    const { fence } = this.#deps
    for (const [{ id: room }, link] of this.#linkByRoom) fence.run('bus', { room }, () => link.sweep())
  }
}
