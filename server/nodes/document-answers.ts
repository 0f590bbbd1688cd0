import { UpdateParts } from '../../shared/index.ts'
import type { Turns, Work } from '../base/turns.ts'
import type { Room } from '../rooms/room.ts'

/** So long this node works on one answer, in ms. */
const WORK_MS = 10_000

/** What is no larger is one message. */
const PART = { bytes: 4 * 1024 * 1024, structs: 100_000 }

/** So many structs are read in one step. */
const READ_STRUCTS = 2_000

/** What another node lacks of a room's document, as updates that fit into a message each. */
export class DocumentAnswers {
  readonly #room: Room
  readonly #turns: Turns

  constructor(room: Room, turns: Turns) {
    this.#room = room
    this.#turns = turns
  }

  /** Gives what the holder of `stateVector` lacks; nothing where that takes too long: it asks again. */
  tell(stateVector: Uint8Array, answered: (updates: readonly Uint8Array[]) => void): void {
    const nothing = () => undefined
    this.#turns.run(this.#missing(stateVector), {
      about: { room: this.#room.id },
      mostMs: WORK_MS,
      done: answered,
      failed: nothing,
      overdrawn: nothing,
    })
  }

  *#missing(stateVector: Uint8Array): Work<readonly Uint8Array[]> {
    const { document } = this.#room
    const known = yield* document.read(stateVector)
    const missing = yield* document.parts(known.ok ? known.value : undefined)
    const parts: Uint8Array[] = []
    for (const update of missing) {
      if (update.length <= PART.bytes) parts.push(update)
      else yield* divide(update, parts)
    }
    return parts
  }
}

function* divide(update: Uint8Array, into: Uint8Array[]): Work<void> {
  const parts = new UpdateParts(update)
  while (!parts.read(READ_STRUCTS)) yield
  for (let part = parts.next(PART); part !== null; part = parts.next(PART)) {
    into.push(part)
    yield
  }
}
