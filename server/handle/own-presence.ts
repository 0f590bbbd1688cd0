import { randomInt } from 'node:crypto'
import {
  changeBetween,
  fault,
  type Identity,
  isJsonObject,
  type JsonObject,
  may,
  ok,
  parseState,
  type RawEntry,
  type Result,
} from '../../shared/index.ts'
import type { OpenRoom } from './open-room.ts'
import type { RoomErrorCode } from './room-error.ts'
import { ServerParticipant } from './server-participant.ts'

/** What a clientID is below: 32 bits, as those of Yjs. */
const CLIENT_IDS = 2 ** 32

/** The presence of server code: a participant of the room for as long as there is an entry of it. */
export class OwnPresence {
  readonly clientId = randomInt(1, CLIENT_IDS)
  readonly #open: OpenRoom
  readonly #participant: ServerParticipant
  /** What was said last; null where it has no presence. */
  #said: JsonObject | null = null

  constructor(open: OpenRoom, identity: Identity) {
    this.#open = open
    this.#participant = new ServerParticipant('server', identity, open, {
      onLowered: () => {
        if (this.#said !== null) this.#said = { ...this.#said, hand: false }
      },
      onClose: (reason) => this.#leave(reason === 'removed' ? 'removed' : 'left'),
    })
    open.onEnd(() => this.#leave('left'))
  }

  /** True while it has an entry. */
  get isThere(): boolean {
    return this.#said !== null
  }

  /** Takes the place of what was said before; null takes it away. */
  set(state: unknown): Result<void, RoomErrorCode> {
    // Throws where the handle is over.
    const { room } = this.#open
    if (state === null) return ok(this.#leave('left'))
    if (!may(this.#participant.identity, 'present'))
      return fault('role-forbidden', `The role ${this.#participant.identity.role} has no presence.`)
    const stateBytes = bytesOf(state)
    if (stateBytes === null) return fault('bad-json', 'A presence state is JSON.')
    const parsed = parseState(stateBytes)
    if (!parsed.ok) return parsed
    const next = parsed.value
    if (next === null || !isJsonObject(next))
      return fault('state-not-object', 'A presence state is no object.')
    if (this.#said === null) return this.#enter(next, { clientId: this.clientId, clock: 1, stateBytes })
    const change = changeBetween(this.#said, next)
    const done = change === null ? ok(undefined) : room.change(this.#participant, change)
    if (done.ok) this.#said = next
    return done
  }

  #enter(state: JsonObject, entry: RawEntry): Result<void, RoomErrorCode> {
    const { room } = this.#open
    room.enter(this.#participant)
    this.#said = state
    const done = room.awareness(this.#participant, [entry], true)
    if (!done.ok) this.#leave('left')
    return done
  }

  #leave(reason: 'left' | 'removed'): void {
    if (this.#said === null) return
    this.#said = null
    this.#open.lastRoom?.leave(this.#participant, reason)
  }
}

/** Null for what JSON has no way to say, such as a cycle. */
const bytesOf = (state: unknown): Buffer | null => {
  try {
    return Buffer.from(JSON.stringify(state) ?? 'null')
  } catch {
    return null
  }
}
