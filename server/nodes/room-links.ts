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
  readonly #linkByRoom = new Map<RoomId, RoomLink>()

  constructor(deps: RoomLinksDeps) {
    this.#deps = deps
    this.#linkDeps = { ...deps, node: deps.bus.id, nodeMetrics: createNodeMetrics(deps.metrics) }
  }

  opened(room: Room): void {
    const link = new RoomLink(room, this.#deps.storedSideOf(room), this.#linkDeps)
    this.#linkByRoom.set(room.id, link)
    link.open(this.#deps.bus.join(room.id, link))
  }

  replaced(room: RoomId, epoch: string): void {
    this.#linkByRoom.get(room)?.replaced(epoch)
  }

  closed({ id }: Room): void {
    this.#linkByRoom.get(id)?.close()
    this.#linkByRoom.delete(id)
  }

  sweep(): void {
    const { fence } = this.#deps
    for (const [room, link] of this.#linkByRoom) fence.run('bus', { room }, () => link.sweep())
  }
}
