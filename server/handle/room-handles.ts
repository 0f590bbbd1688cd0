import { fault, ok, parseRoomId, type Result, type RoomId } from '../../shared/index.ts'
import type { Context } from '../base/context.ts'
import type { Room } from '../rooms/room.ts'
import type { ServerIdentity } from './identity.ts'
import { Mirror } from './mirror.ts'
import { handleOf } from './open-handle.ts'
import { OpenRoom, type OpenRoomDeps } from './open-room.ts'
import { readRoomOptions } from './read-act.ts'
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

/** What is known of rooms on other nodes. */
interface OtherNodes {
  readonly isAlone: boolean
  /** Settles once a room in memory has heard of those who are in it elsewhere; null where that is so. */
  met(room: RoomId): Promise<void> | null
}

export interface RoomHandlesDeps
  extends Context,
    Pick<OpenRoomDeps, 'hub' | 'turns' | 'roles' | 'versions' | 'chat'> {
  /** Null where the relay has its rooms to itself. */
  readonly others: OtherNodes | null
}

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
  readonly open = async (id: string, options: RoomHandleOptions = {}): Promise<RoomHandle> => {
    const identity = readRoomOptions(options, this.#deps.roles)
    const room = unwrap(typeof id === 'string' ? parseRoomId(id) : NO_TEXT)
    const handle = unwrap(await this.#keep(room, (open) => handleOf(open, identity)))
    await this.#deps.others?.met(room)
    return handle
  }

  /** Keeps a room open for as long as `work` takes. */
  async use<Value, Code extends string>(
    id: RoomId,
    work: (open: OpenRoom) => Promise<Result<Value, Code>>,
  ): Promise<Result<Value, Code | OpenFault>> {
    for (;;) {
      const begun = await this.#keep(id, (open) => {
        const met = this.#deps.others?.met(id) ?? null
        return { open, met, done: met === null ? work(open) : null }
      })
      if (!begun.ok) return begun
      const { open, met, done } = begun.value
      try {
        if (done !== null) return await done
        await met
        if (open.ended === null) return await work(open)
      } finally {
        open.end('closed')
      }
      // It was replaced, or has failed, since it was opened.
    }
  }

  /** Where there are other nodes, has a room in memory that has heard of those who are in it there; else does nothing. */
  async meet(id: RoomId): Promise<void> {
    if (this.#deps.others?.isAlone === false) await this.use(id, async () => ok(undefined))
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
    for (const { journal } of this.#deps.hub.rooms()) journal?.waiters.discard()
  }

  /** Keeps a room open until that is ended, and gives what `begin` gives, which is called in the turn in which it is opened. */
  async #keep<Value>(id: RoomId, begin: (open: OpenRoom) => Value): Promise<Result<Value, OpenFault>> {
    if (this.#isDraining) return DRAINING
    const open = new OpenRoom({
      ...this.#deps,
      mirrorOf: (room) => this.#mirrorOf(room),
      isDraining: () => this.#isDraining,
    })
    const kept = await this.#deps.hub.keep(id, open, (room) => {
      open.opened(room)
      this.#open.add(open)
      open.onEnd(() => this.#open.delete(open))
      // The relay may have begun to go down since.
      if (this.#isDraining) open.end('draining')
      return open.ended === null ? ok(begin(open)) : DRAINING
    })
    return kept.ok ? kept.value : kept
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

/** Without types a name that is missing would be the room `undefined`. */
const NO_TEXT = fault('bad-room', 'The room id is no text.')
const DRAINING = fault('draining', 'The relay is closed: it opens no rooms any more.')
