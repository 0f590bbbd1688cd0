import { fault, ok, parseRoomId, type Result, type RoomId } from '../../shared/index.ts'
import type { Context } from '../base/context.ts'
import type { Room } from '../rooms/room.ts'
import { identityOf, type ServerIdentity } from './identity.ts'
import { Mirror } from './mirror.ts'
import { handleOf } from './open-handle.ts'
import { OpenRoom, type OpenRoomDeps } from './open-room.ts'
import { unwrap } from './room-error.ts'
import type { RoomHandle } from './room-handle.ts'

/**
 * How a room is opened by server code.
 *
 * @example
 * ```ts
 * import { createRelay, type RoomHandleOptions } from 'homeroom/server'
 *
 * const asBot: RoomHandleOptions = { by: { id: 'bot', name: 'Bot' } }
 * const relay = createRelay()
 * const room = await relay.room('lesson', asBot)
 * room.presence.set({ x: 0.5, y: 0.5 })
 * await relay.close()
 * ```
 */
export interface RoomHandleOptions {
  /** Whom the handle is told as: a nameless host by default. */
  readonly by?: ServerIdentity
}

export interface RoomHandlesDeps extends Context, Pick<OpenRoomDeps, 'hub' | 'turns' | 'roles'> {}

/** The rooms that server code has open: the host's, and the routes of the HTTP API. */
export class RoomHandles {
  readonly #deps: RoomHandlesDeps
  readonly #open = new Set<OpenRoom>()
  /** For as long as the room is in memory, which has one clientID for all that server code writes. */
  readonly #mirrorByRoom = new WeakMap<Room, Mirror>()
  /** Those that may have a copy. */
  readonly #mirrors = new Set<Mirror>()
  #isDraining = false

  constructor(deps: RoomHandlesDeps) {
    this.#deps = deps
    deps.metrics.measure('room_handles', 'Rooms that server code has open.', () => this.#open.size)
  }

  /** Opens a room for the host; rejects with a `RoomError` where it cannot be. */
  readonly open = async (id: string, { by = {} }: RoomHandleOptions = {}): Promise<RoomHandle> => {
    const identity = identityOf(by, this.#deps.roles)
    return handleOf(unwrap(await this.keep(unwrap(parseRoomId(id)))), identity)
  }

  /** Keeps a room open, until it is ended. */
  async keep(id: RoomId): Promise<Result<OpenRoom, OpenFault>> {
    if (this.#isDraining) return DRAINING
    const { hub } = this.#deps
    const open = new OpenRoom({
      ...this.#deps,
      mirrorOf: (room) => this.#mirrorOf(room),
      isDraining: () => this.#isDraining,
    })
    const kept = await hub.keep(id, open)
    if (!kept.ok) return kept
    // It may have been replaced since it was loaded.
    if (open.ended !== null) return this.keep(id)
    open.opened(kept.value)
    this.#open.add(open)
    open.onEnd(() => this.#open.delete(open))
    // The relay may have begun to go down since.
    if (this.#isDraining) {
      open.end('draining')
      return DRAINING
    }
    return ok(open)
  }

  /** Keeps a room open for as long as `work` takes. */
  async use<Value, Code extends string>(
    id: RoomId,
    work: (open: OpenRoom) => Promise<Result<Value, Code>>,
  ): Promise<Result<Value, Code | OpenFault>> {
    const kept = await this.keep(id)
    if (!kept.ok) return kept
    try {
      return await work(kept.value)
    } finally {
      kept.value.end('closed')
    }
  }

  sweep(): void {
    for (const mirror of this.#mirrors) {
      if (!mirror.isIdle) continue
      mirror.drop()
      this.#mirrors.delete(mirror)
    }
  }

  /** Ends all of them, and opens no more. */
  drain(): void {
    this.#isDraining = true
    for (const open of this.#open) open.end('draining')
  }

  /** What is not stored by now will not be: nobody waits for it any more. */
  abandon(): void {
    for (const { journal } of this.#deps.hub.rooms()) journal?.abandon()
  }

  #mirrorOf(room: Room): Mirror {
    const { hub, turns, clock } = this.#deps
    const mirror =
      this.#mirrorByRoom.get(room) ?? new Mirror(room, { memory: hub.documentMemory, turns, clock })
    this.#mirrorByRoom.set(room, mirror)
    this.#mirrors.add(mirror)
    return mirror
  }
}

type OpenFault = 'draining' | 'relay-full' | 'room-not-found' | 'room-set-aside' | 'store-unavailable'

const DRAINING = fault('draining', 'The relay is closed: it opens no rooms any more.')
