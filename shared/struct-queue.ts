import * as encoding from 'lib0/encoding'
import { decodeUtf8 } from 'lib0/string'
import { createDecoder, readUint } from './bytes.ts'
import type { Piece, PieceQueue } from './ordered-parts.ts'
import {
  CONTENT,
  contentOf,
  HAS_KEY,
  HAS_ORIGIN,
  HAS_RIGHT_ORIGIN,
  type Id,
  readElement,
  type Struct,
} from './update-structs.ts'

/** What a struct takes beside its content: its first byte, and at most four integers of up to eight bytes each. */
const HEAD_BYTES = 33

/** What was given of the struct that comes next: clocks, and where the rest of its elements stands. */
interface Given {
  readonly clocks: number
  readonly at: number
}

/** Elements of a struct: their bytes, up to `end`, and how many clocks they are. */
interface Run {
  readonly end: number
  readonly length: number
}

/** What one client has written in an update, to be taken from the beginning, a struct or a piece of one at a time. */
export class StructQueue implements PieceQueue {
  readonly client: number
  isAwaited = false
  readonly #update: Uint8Array
  readonly #structs: Struct[] = []
  #index = 0
  #given: Given | null = null

  constructor(update: Uint8Array, client: number) {
    this.#update = update
    this.client = client
  }

  get isEmpty(): boolean {
    return this.#index >= this.#structs.length
  }

  get clock(): number {
    return this.#next.clock + (this.#given?.clocks ?? 0)
  }

  get needs(): readonly Id[] {
    const { needs, rightOrigin } = this.#next
    if (this.#given === null) return needs
    return rightOrigin === null ? [] : [rightOrigin]
  }

  put(struct: Struct): void {
    this.#structs.push(struct)
  }

  peek(bytes: number): Piece {
    const struct = this.#next
    const whole = struct.end - struct.start
    if (this.#given === null && (whole <= bytes || !isDivisible(struct))) return this.#whole(struct)
    return this.#pieceOf(struct, this.#given, Math.max(1, bytes - HEAD_BYTES))
  }

  take({ length, rest }: Piece): void {
    if (rest !== null) this.#given = { clocks: (this.#given?.clocks ?? 0) + length, at: rest }
    else {
      this.#given = null
      this.#index += 1
    }
  }

  get #next(): Struct {
    return this.#structs[this.#index] as Struct
  }

  #whole(struct: Struct): Piece {
    const { client, clock, length, start, end } = struct
    const bytes = this.#update.subarray(start, end)
    const kind = contentOf(struct)
    const isGap = kind === CONTENT.skip
    const write = isGap ? null : (encoder: encoding.Encoder) => encoding.writeUint8Array(encoder, bytes)
    return {
      client,
      clock,
      length,
      isMark: kind === CONTENT.format,
      bytes: bytes.length,
      write,
      rest: null,
    }
  }

  #pieceOf(struct: Struct, given: Given | null, bytes: number): Piece {
    const begin = given?.at ?? bodyOf(this.#update, struct)
    const run = runOf(this.#update, struct, begin, bytes)
    const clock = struct.clock + (given?.clocks ?? 0)
    const elements = this.#update.subarray(begin, run.end)
    const kind = contentOf(struct)
    const write = (encoder: encoding.Encoder) => {
      if (given === null)
        encoding.writeUint8Array(encoder, this.#update.subarray(struct.start, struct.content))
      else writeHeadOfRest(encoder, struct, clock)
      encoding.writeVarUint(encoder, kind === CONTENT.string ? elements.length : run.length)
      encoding.writeUint8Array(encoder, elements)
    }
    return {
      client: struct.client,
      clock,
      length: run.length,
      isMark: kind === CONTENT.format,
      bytes: elements.length + HEAD_BYTES,
      write,
      rest: run.end < struct.end ? run.end : null,
    }
  }
}

const isDivisible = (struct: Struct): boolean => {
  const kind = contentOf(struct)
  return struct.length > 1 && (kind === CONTENT.string || kind === CONTENT.json || kind === CONTENT.any)
}

/** Where the elements of a struct begin: their number, or that of their bytes, stands before them. */
const bodyOf = (update: Uint8Array, { content }: Struct): number => {
  const decoder = createDecoder(update)
  decoder.pos = content
  readUint(decoder)
  return decoder.pos
}

const runOf = (update: Uint8Array, struct: Struct, begin: number, bytes: number): Run =>
  contentOf(struct) === CONTENT.string
    ? textOf(update, begin, Math.min(begin + bytes, struct.end), struct.end)
    : elementsOf(update, struct, begin, bytes)

/** Text is cut between two characters: half of one would be lost to Yjs. */
const textOf = (update: Uint8Array, begin: number, upTo: number, last: number): Run => {
  let end = upTo
  while (end > begin && isInsideOfCharacter(update, end, last)) end -= 1
  if (end === begin) {
    end = begin + 1
    while (isInsideOfCharacter(update, end, last)) end += 1
  }
  return { end, length: decodeUtf8(update.subarray(begin, end)).length }
}

/** In UTF-8, each byte of a character but the first begins with the bits 10. */
const isInsideOfCharacter = (update: Uint8Array, at: number, last: number): boolean =>
  at < last && ((update[at] as number) & 0xc0) === 0x80

const elementsOf = (update: Uint8Array, struct: Struct, begin: number, bytes: number): Run => {
  const decoder = createDecoder(update)
  decoder.pos = begin
  let run: Run = { end: begin, length: 0 }
  while (run.end < struct.end) {
    readElement(decoder, contentOf(struct))
    if (run.length > 0 && decoder.pos - begin > bytes) break
    run = { end: decoder.pos, length: run.length + 1 }
  }
  return run
}

/** What follows in the same struct has what was before it for its origin. */
const writeHeadOfRest = (encoder: encoding.Encoder, struct: Struct, clock: number): void => {
  const { client, info, rightOrigin } = struct
  const right = rightOrigin === null ? 0 : HAS_RIGHT_ORIGIN
  encoding.writeUint8(encoder, contentOf(struct) | HAS_ORIGIN | right | (info & HAS_KEY))
  encoding.writeVarUint(encoder, client)
  encoding.writeVarUint(encoder, clock - 1)
  if (rightOrigin === null) return
  encoding.writeVarUint(encoder, rightOrigin.client)
  encoding.writeVarUint(encoder, rightOrigin.clock)
}
