import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import {
  Deletions,
  type Id,
  OrderedParts,
  type PartSize,
  type Piece,
  type PieceQueue,
} from '../../shared/index.ts'

/** What can be divided goes in pieces of at most such a part of one, so that parts become nearly full. */
const PIECES_IN_PART = 4

/** All parts of an update, each of which can be applied after those before it. Throws where the bytes are no update. */
export const splitUpdate = (update: Uint8Array, size: PartSize): Uint8Array[] => {
  const { ds, structs } = Y.decodeUpdate(update)
  const queueByClient = new Map<number, DecodedQueue>()
  for (const struct of structs) {
    const { client } = struct.id
    const queue = queueByClient.get(client) ?? new DecodedQueue(client)
    queueByClient.set(client, queue)
    queue.put(struct, size.bytes / PIECES_IN_PART)
  }
  const deletions = new Deletions()
  for (const [client, runs] of ds.clients)
    for (const { clock, len } of runs) deletions.put({ client, clock, length: len })
  const parts = new OrderedParts(queueByClient, deletions)
  const all: Uint8Array[] = []
  for (let part = parts.next(size); part !== null; part = parts.next(size)) all.push(part)
  return all
}

type Struct = Y.Item | Y.GC | Y.Skip

interface DecodedPiece extends Piece {
  readonly needs: readonly Id[]
}

/** What one client has written, as Yjs reads it. The relay has a reader of its own: it reads what it does not trust, in turns. */
class DecodedQueue implements PieceQueue {
  readonly client: number
  readonly #pieces: DecodedPiece[] = []
  isAwaited = false
  #index = 0

  constructor(client: number) {
    this.client = client
  }

  get isEmpty(): boolean {
    return this.#index >= this.#pieces.length
  }

  get clock(): number {
    return this.peek().clock
  }

  get needs(): readonly Id[] {
    return this.peek().needs
  }

  peek(): DecodedPiece {
    return this.#pieces[this.#index] as DecodedPiece
  }

  take(): void {
    this.#index += 1
  }

  /** Takes a struct, or what is in it from one of its clocks to another one, in pieces of so many bytes. */
  put(struct: Struct, bytes: number, begin = 0, end = struct.length): void {
    const written = write(struct, begin, end)
    const middle = written.length > bytes ? middleOf(struct, begin, end) : begin
    if (middle > begin) {
      this.put(struct, bytes, begin, middle)
      this.put(struct, bytes, middle, end)
      return
    }
    this.#pieces.push({
      client: this.client,
      clock: struct.id.clock + begin,
      length: end - begin,
      isMark: struct instanceof Y.Item && struct.content instanceof Y.ContentFormat,
      bytes: written.length,
      needs: needsOf(struct, begin),
      write: struct instanceof Y.Skip ? null : (encoder) => encoding.writeUint8Array(encoder, written),
      rest: null,
    })
  }
}

/** What begins inside of a struct has what is before it for its origin. */
const needsOf = (struct: Struct, begin: number): readonly Id[] => {
  if (!(struct instanceof Y.Item)) return []
  const { origin, parent, rightOrigin } = struct
  return (begin > 0 ? [rightOrigin] : [origin, rightOrigin, parent]).filter((need) => need instanceof Y.ID)
}

/** What a content has that is a list of elements, each a clock; nothing where it cannot be divided. */
const elementsOf = (struct: Struct): string | readonly unknown[] => {
  const content = struct instanceof Y.Item ? struct.content : null
  if (content instanceof Y.ContentString) return content.str
  return content instanceof Y.ContentAny || content instanceof Y.ContentJSON ? content.arr : ''
}

/** Where what is between can be divided; `begin` where it cannot. Half of a character would be lost to Yjs. */
const middleOf = (struct: Struct, begin: number, end: number): number => {
  const elements = elementsOf(struct)
  if (elements.length === 0) return begin
  const middle = Math.floor((begin + end) / 2)
  const isInside = typeof elements === 'string' && /[\uDC00-\uDFFF]/.test(elements.charAt(middle))
  return isInside ? middle - 1 : middle
}

const write = (struct: Struct, begin: number, end: number): Uint8Array => {
  const encoder = new Y.UpdateEncoderV1()
  if (end === struct.length) struct.write(encoder, begin)
  else {
    const Content = (struct as Y.Item).content.constructor as new (elements: unknown) => Y.Item['content']
    const content = new Content(elementsOf(struct).slice(0, end))
    Object.create(struct, { content: { value: content } }).write(encoder, begin)
  }
  return encoding.toUint8Array(encoder.restEncoder)
}
