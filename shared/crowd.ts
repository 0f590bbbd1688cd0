// What a client asks for in a room of so many people that it is not told of all, and the count that it is told instead.
import {
  type Decoder,
  type Encoder,
  encode,
  readBytes,
  readEnd,
  readUint,
  writeByte,
  writeUint,
} from './bytes.ts'
import { WATCHED_PEOPLE } from './limits.ts'
import * as TYPE from './message-types.ts'
import { readFar, writeFar } from './presence-fields.ts'
import { fault, ok, type Result } from './result.ts'

/** A rectangle in the coordinates of presence (`x`, `y`), its edges included. */
export interface View {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

/** The people a client asks for, in the place of whatever it asked for before. */
export interface Watch {
  /** The part of the room that it looks at; null for none. */
  readonly view: View | null
  /** ClientIDs. */
  readonly people: readonly number[]
}

const NO_VIEW = 0
const VIEW = 1

/** Reads what a client asks for, of a decoder whose bytes end with it; throws at bytes that are none. */
export const decodeWatch = (decoder: Decoder): Result<Watch, 'too-many-watched'> => {
  const has = readUint(decoder)
  if (has !== NO_VIEW && has !== VIEW) throw new Error('a watch has a view, or none')
  const view = has === VIEW ? readView(decoder) : null
  const count = readUint(decoder)
  if (count > WATCHED_PEOPLE)
    return fault('too-many-watched', `One client watches at most ${WATCHED_PEOPLE} people.`)
  const people = Array.from({ length: count }, () => readUint(decoder))
  readEnd(decoder)
  // Each would be told of as often as it is named.
  return ok({ view, people: [...new Set(people)] })
}

const readView = (decoder: Decoder): View => {
  const [left, top, right, bottom] = [decoder, decoder, decoder, decoder].map(readFar) as Edges
  if (left > right || top > bottom) throw new Error('a view has its left edge left of its right one')
  return { left, top, right, bottom }
}

type Edges = [left: number, top: number, right: number, bottom: number]

/**
 * The message by which a client asks, of type `watch`; what it asked for before holds no more.
 *
 * @example
 * ```ts
 * import { writeWatch } from 'homeroom/protocol'
 *
 * const corner = { left: 0, top: 0, right: 0.5, bottom: 0.25 }
 * console.log(writeWatch({ view: corner, people: [300] }).length) // 21 bytes
 * ```
 */
export const writeWatch = ({ view, people }: Watch): Uint8Array =>
  encode((encoder) => {
    writeUint(encoder, TYPE.watch)
    if (view === null) writeByte(encoder, NO_VIEW)
    else writeView(encoder, view)
    writeUint(encoder, people.length)
    for (const clientId of people) writeUint(encoder, clientId)
  })

const writeView = (encoder: Encoder, { left, top, right, bottom }: View): void => {
  writeByte(encoder, VIEW)
  for (const edge of [left, top, right, bottom]) writeFar(encoder, edge)
}

/**
 * The message of the relay, of type `crowd`: how many entries of presence there are in the room, 0 where it tells of all of them.
 *
 * @example
 * ```ts
 * import { readCrowd, writeCrowd } from 'homeroom/protocol'
 *
 * const message = writeCrowd(5000)
 * console.log(readCrowd(message.subarray(1))) // { ok: true, value: 5000 }
 * ```
 */
export const writeCrowd = (total: number): Uint8Array =>
  encode((encoder) => {
    writeUint(encoder, TYPE.crowd)
    writeUint(encoder, total)
  })

/**
 * Reads the body of a `crowd` message; `bad-bytes` where it is none.
 *
 * @example
 * ```ts
 * import { readCrowd } from 'homeroom/protocol'
 *
 * const total = readCrowd(Uint8Array.of(0x88, 0x27))
 * console.log(total.ok && total.value) // 5000
 * ```
 */
export const readCrowd = (body: Uint8Array): Result<number, 'bad-bytes'> => readBytes(body, readUint)
