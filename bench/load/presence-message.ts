import * as encoding from 'lib0/encoding'
import { Cursor, encode } from './bytes.ts'
import type { Person } from './person.ts'
import { toCoordinate, toStep, xStep, yStep } from './place.ts'
import type { Seen } from './seen.ts'
import { MESSAGE } from './sync-message.ts'

/** The awareness message of y-protocols with somebody's newest state. */
export const writePresence = (person: Person): Uint8Array =>
  encode((encoder) => {
    encoding.writeVarUint(encoder, MESSAGE.awareness)
    encoding.writeVarUint8Array(
      encoder,
      encode((update) => {
        encoding.writeVarUint(update, 1)
        encoding.writeVarUint(update, person.clientId)
        encoding.writeVarUint(update, person.clock)
        encoding.writeVarString(update, stateOf(person))
      }),
    )
  })

const stateOf = ({ seq, jsonRest }: Person): string =>
  `{"x":${toCoordinate(xStep(seq))},"y":${toCoordinate(yStep(seq))},${jsonRest}}`

/**
 * Reads awareness messages as `applyAwarenessUpdate` of y-protocols does: an entry counts when its clock is newer than
 * any before, a removal also at the same clock.
 */
export class StockPresence {
  readonly #seen: Seen
  readonly #clocks = new Map<number, number>()

  constructor(seen: Seen) {
    this.#seen = seen
  }

  /** The message from behind its type. */
  read(bytes: Uint8Array, start: number, end: number): void {
    this.#seen.frames += 1
    const cursor = new Cursor(bytes, start, end)
    cursor.varUint()
    for (let count = cursor.varUint(); count > 0; count--) {
      const clientId = cursor.varUint()
      const clock = cursor.varUint()
      const length = cursor.varUint()
      const at = cursor.skip(length)
      const known = this.#clocks.get(clientId) ?? -1
      const isRemoval = length === NULL.length && bytes[at] === NULL[0]
      if (clock < known || (clock === known && !isRemoval)) continue
      this.#clocks.set(clientId, clock)
      if (isRemoval) this.#seen.gone(clientId)
      else readPlace(bytes, at, length, clientId, this.#seen)
    }
  }
}

const NULL = Buffer.from('null')
const X_KEY = Buffer.from('{"x":')
const Y_KEY = Buffer.from(',"y":')
const DOT = 0x2e
const ZERO = 0x30
const NINE = 0x39

const startsWith = (bytes: Uint8Array, at: number, key: Uint8Array): boolean => {
  for (let i = 0; i < key.length; i++) if (bytes[at + i] !== key[i]) return false
  return true
}

/** A relay that keeps x and y in front is read without JSON, which would be most of the generator's work. */
const readPlace = (bytes: Uint8Array, at: number, length: number, clientId: number, seen: Seen): void => {
  if (startsWith(bytes, at, X_KEY)) {
    const x = readDecimal(bytes, at + X_KEY.length)
    if (startsWith(bytes, x.end, Y_KEY)) {
      const xValue = x.value
      const y = readDecimal(bytes, x.end + Y_KEY.length)
      seen.heard(clientId, toStep(xValue), toStep(y.value))
      return
    }
  }
  const state = JSON.parse(Buffer.from(bytes.subarray(at, at + length)).toString()) as {
    x?: unknown
    y?: unknown
  }
  if (typeof state.x === 'number' && typeof state.y === 'number')
    seen.heard(clientId, toStep(state.x), toStep(state.y))
}

/** Given again and again: there are millions of numbers to read. */
const decimal = { value: 0, end: 0 }

/** A number of 0 to 1 as JSON writes it; one on the grid of places is never so small that it has an exponent. */
const readDecimal = (bytes: Uint8Array, start: number): typeof decimal => {
  let at = start
  let value = 0
  let unit = 1
  let isFraction = false
  for (;;) {
    const byte = bytes[at] as number
    if (byte === DOT) isFraction = true
    else if (byte >= ZERO && byte <= NINE) {
      if (isFraction) {
        unit /= 10
        value += (byte - ZERO) * unit
      } else value = value * 10 + byte - ZERO
    } else break
    at += 1
  }
  decimal.value = value
  decimal.end = at
  return decimal
}
