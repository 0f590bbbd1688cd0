import type { Cursor } from './bytes.ts'
import { toStep } from './place.ts'
import type { Seen } from './seen.ts'

const KIND = { move: 0, jump: 1, change: 2, other: 3 } as const
const KIND_COUNT = 4

/** The first byte of an item of kind `other`; above it stands the reason of a leave. */
const WHOLE = 0

const FORM_UINT16 = 0

/** No clientID. */
const NOBODY = -1

interface Place {
  xStep: number
  yStep: number
}

interface Entry extends Place {
  clientId: number
}

/**
 * Reads the items of message 113 of `homeroom.v1`, from the specification and not by the project's own reader, so that
 * the run checks the wire. Only x and y are kept.
 */
export class PresenceItems {
  readonly #seen: Seen
  readonly #entries: (Entry | undefined)[] = []

  constructor(seen: Seen) {
    this.#seen = seen
  }

  read(cursor: Cursor): void {
    this.#seen.frames += 1
    while (!cursor.isAtEnd) {
      const head = cursor.varUint()
      const kind = head % KIND_COUNT
      const slot = (head - kind) / KIND_COUNT
      if (kind === KIND.other) this.#readOther(cursor, slot)
      else this.#readKnown(cursor, slot, kind)
    }
  }

  #readKnown(cursor: Cursor, slot: number, kind: number): void {
    // A change of a slot that is not known is left alone: it is read over.
    const entry = this.#entries[slot] ?? { clientId: NOBODY, xStep: 0, yStep: 0 }
    if (kind === KIND.move) {
      entry.xStep = cursor.uint16()
      entry.yStep = cursor.uint16()
    } else if (kind === KIND.jump) {
      entry.xStep = toStep(cursor.float32())
      entry.yStep = toStep(cursor.float32())
    } else readFields(cursor, entry)
    this.#seen.heard(entry.clientId, entry.xStep, entry.yStep)
  }

  #readOther(cursor: Cursor, slot: number): void {
    if (cursor.byte() === WHOLE) {
      const entry: Entry = { clientId: cursor.varUint(), xStep: 0, yStep: 0 }
      readFields(cursor, entry)
      this.#entries[slot] = entry
      this.#seen.heard(entry.clientId, entry.xStep, entry.yStep)
      return
    }
    const entry = this.#entries[slot]
    this.#entries[slot] = undefined
    if (entry !== undefined) this.#seen.gone(entry.clientId)
  }
}

const skipString = (cursor: Cursor): void => {
  cursor.skip(cursor.varUint())
}

const readCoordinate = (cursor: Cursor): number =>
  cursor.byte() === FORM_UINT16 ? cursor.uint16() : toStep(cursor.float32())

/** How each field is read, in the order of the bits of the masks. */
const FIELDS: readonly ((cursor: Cursor, place: Place) => void)[] = [
  (cursor, place) => {
    place.xStep = readCoordinate(cursor)
  },
  (cursor, place) => {
    place.yStep = readCoordinate(cursor)
  },
  skipString, // emoji
  (cursor) => cursor.skip(1), // hand
  (cursor) => cursor.varUint(), // handAt
  skipString, // name
  skipString, // id
  skipString, // role
  skipString, // user
  (cursor) => {
    // The rest: keys with their values.
    for (let count = cursor.varUint(); count > 0; count--) {
      skipString(cursor)
      skipString(cursor)
    }
  },
]

const readFields = (cursor: Cursor, place: Place): void => {
  const set = cursor.varUint()
  cursor.varUint()
  FIELDS.forEach((readField, bit) => {
    if ((set & (1 << bit)) !== 0) readField(cursor, place)
  })
}
