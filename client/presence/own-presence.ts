import {
  changeBetween,
  encodeEntry,
  isPlaceAlone,
  type JsonObject,
  ok,
  type Result,
  writeAwareness,
  writeOwnChange,
} from '../../shared/index.ts'
import { type OwnStateFault, travelling } from './own-state.ts'

interface Telling {
  readonly clientId: number
  /** Null where this client is not present. */
  readonly state: JsonObject | null
  readonly clock: number
  /** The relay has welcomed this socket: it takes changes alone. */
  readonly isWelcome: boolean
  /** Nobody sees this client move: where that is all that is new, it is said later. */
  readonly isUnseen: boolean
}

/** This client's own presence, as it was said on the socket that is open. */
export class OwnPresenceSaid {
  readonly #stamps: () => JsonObject
  /** Null before anything was said, and after a goodbye: then there is no entry that could be changed. */
  #said: JsonObject | null = null

  /** `stamps` is what the relay stamped on the entry: said at the beginning, since the relay may have restarted. */
  constructor(stamps: () => JsonObject) {
    this.#stamps = stamps
  }

  /** The message that says what is new; null where nothing is. What cannot be said leaves what was said before. */
  tell({ clientId, state, clock, isWelcome, isUnseen }: Telling): Result<Uint8Array | null, OwnStateFault> {
    const before = this.#said
    if (state === null && before === null) return ok(null)
    // As it travels: an editor's state may hold objects that write themselves, and fields that are undefined.
    const read = state === null ? ok(null) : travelling(state)
    if (!read.ok) return read
    const now = before === null && read.value !== null ? { ...read.value, ...this.#stamps() } : read.value
    if (isWelcome && before !== null && now !== null) {
      const change = changeBetween(before, now)
      if (change === null || (isUnseen && isPlaceAlone(change))) return ok(null)
      this.#said = now
      return ok(writeOwnChange(change))
    }
    this.#said = now
    return ok(writeAwareness([encodeEntry({ clientId, clock, json: JSON.stringify(now) })]))
  }

  /** Nothing of it holds any more: what is said next is said whole. */
  forget(): void {
    this.#said = null
  }
}
