import type { Identity, OwnRoles } from '../../shared/index.ts'
import type { Context } from '../base/context.ts'
import type { Turns } from '../base/turns.ts'
import type { Chat } from '../chat/chat.ts'
import { WorkTime } from '../document/work-time.ts'
import type { Hub } from '../rooms/hub.ts'
import type { RoomKeeper } from '../rooms/keeper.ts'
import type { Room } from '../rooms/room.ts'
import type { Versions } from '../versions/versions.ts'
import type { Mirror } from './mirror.ts'
import { endFault, type RoomEnd, unwrap } from './room-error.ts'
import { ServerParticipant } from './server-participant.ts'

export interface OpenRoomDeps extends Pick<Context, 'clock' | 'limits' | 'fence'> {
  readonly hub: Hub
  readonly turns: Turns
  /** The relay's own words for roles. */
  readonly roles: OwnRoles
  /** The copy of a room's document that all handles of the room share. */
  readonly mirrorOf: (room: Room) => Mirror
  /** Null where the relay keeps none. */
  readonly chat: Chat | null
  /** Null where the store keeps none. */
  readonly versions: Versions | null
  /** True once the relay goes down. */
  readonly isDraining: () => boolean
}

/** A room that server code keeps in memory, and acts in, until it is ended. */
export class OpenRoom implements RoomKeeper {
  readonly deps: OpenRoomDeps
  /** The time of the relay that its updates may take. */
  readonly work: WorkTime
  readonly #onEnd: ((why: RoomEnd) => void)[] = []
  #room: Room | null = null
  #ended: RoomEnd | null = null

  constructor(deps: OpenRoomDeps) {
    this.deps = deps
    this.work = new WorkTime(deps.clock)
  }

  /** The room has it for a keeper. */
  opened(room: Room): void {
    this.#room = room
  }

  /** Why it is over; null while it is not. */
  get ended(): RoomEnd | null {
    return this.#ended
  }

  /** The room; throws a {@link RoomError} where it is over. */
  get room(): Room {
    if (this.#room === null || this.#ended !== null) return unwrap(endFault(this.#ended ?? 'closed'))
    return this.#room
  }

  /** The same, also where it is over; null before it was opened. */
  get lastRoom(): Room | null {
    return this.#room
  }

  /** Server code, or somebody who asks by HTTP, as `identity`: in the room with no presence. */
  speaker(source: 'server' | 'http', identity: Identity): ServerParticipant {
    return new ServerParticipant(source, identity, this)
  }

  /** Calls `then` when it is over, once. */
  onEnd(then: (why: RoomEnd) => void): void {
    this.#onEnd.push(then)
  }

  lost(why: RoomEnd): void {
    this.end(why)
  }

  /** Twice is once. */
  end(why: RoomEnd): void {
    if (this.#ended !== null) return
    this.#ended = why
    const { hub, fence } = this.deps
    if (this.#room !== null) hub.release(this.#room, this)
    for (const then of this.#onEnd) fence.run('leave', { room: this.#room?.id }, () => then(why))
  }
}
