import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import {
  CONTENT,
  Deletions,
  type Id,
  OrderedParts,
  type PartSize,
  type Piece,
  type PieceQueue,
} from '../../shared/index.ts'

/** All parts of an update, each of which can be applied after those before it. Throws where the bytes are no update. */
export const splitUpdate = (update: Uint8Array, size: PartSize): Uint8Array[] => {
  const { ds, structs } = Y.decodeUpdate(update)
  const queueByClient = new Map<number, DecodedQueue>()
  for (const struct of structs) {
    const { client } = struct.id
    const queue = queueByClient.get(client) ?? new DecodedQueue(client)
    queueByClient.set(client, queue)
    queue.structs.push(struct)
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

/** What one client has written, as Yjs reads it. The relay has a reader of its own: it reads what it does not trust, in turns. */
class DecodedQueue implements PieceQueue {
  readonly client: number
  readonly structs: Struct[] = []
  isAwaited = false
  #index = 0
  /** How much of the next struct was given, in clocks. */
  #given = 0

  constructor(client: number) {
    this.client = client
  }

  get isEmpty(): boolean {
    return this.#index >= this.structs.length
  }

  get clock(): number {
    return this.#next.id.clock + this.#given
  }

  get needs(): readonly Id[] {
    const struct = this.#next
    if (!(struct instanceof Y.Item)) return []
    const { origin, parent, rightOrigin } = struct
    const needs = this.#given > 0 ? [rightOrigin] : [origin, rightOrigin, parent]
    return needs.filter((need) => need instanceof Y.ID)
  }

  peek(bytes: number): Piece {
    const struct = this.#next
    const begin = this.#given
    let end = struct.length
    let written = write(struct, begin, end)
    while (written.length > bytes && end > begin + 1 && isDivisible(struct)) {
      const share = Math.floor(((end - begin) * bytes) / written.length)
      end = wholeCharacters(struct, begin, begin + Math.max(1, share))
      const before = written.length
      written = write(struct, begin, end)
      if (written.length === before) break
    }
    return {
      client: this.client,
      clock: this.clock,
      length: end - begin,
      kind: kindOf(struct),
      bytes: written.length,
      write: struct instanceof Y.Skip ? null : (encoder) => encoding.writeUint8Array(encoder, written),
      rest: end < struct.length ? end : null,
    }
  }

  take({ rest }: Piece): void {
    this.#given = rest ?? 0
    if (rest === null) this.#index += 1
  }

  get #next(): Struct {
    return this.structs[this.#index] as Struct
  }
}

const kindOf = (struct: Struct): number => {
  if (struct instanceof Y.Item) return struct.content.getRef()
  return struct instanceof Y.GC ? CONTENT.garbage : CONTENT.skip
}

/** What a content has that is a list of elements, each a clock; null of any other. */
const elementsOf = (struct: Struct): string | readonly unknown[] | null => {
  const content = struct instanceof Y.Item ? struct.content : null
  if (content instanceof Y.ContentString) return content.str
  return content instanceof Y.ContentAny || content instanceof Y.ContentJSON ? content.arr : null
}

const isDivisible = (struct: Struct): boolean => elementsOf(struct) !== null

/** The end of a piece, where the one at hand would be in the middle of a character: half of one would be lost to Yjs. */
const wholeCharacters = (struct: Struct, begin: number, end: number): number => {
  const text = elementsOf(struct)
  if (typeof text !== 'string' || !/[\uD800-\uDBFF]/.test(text.charAt(end - 1))) return end
  return end > begin + 1 ? end - 1 : end + 1
}

/** A struct from one of its clocks to another one; what begins inside of it has what is before for its origin. */
const write = (struct: Struct, begin: number, end: number): Uint8Array => {
  const encoder = new Y.UpdateEncoderV1()
  const elements = end < struct.length ? elementsOf(struct) : null
  if (elements === null) struct.write(encoder, begin)
  else {
    const Content = (struct as Y.Item).content.constructor as new (elements: unknown) => Y.Item['content']
    const content = new Content(elements.slice(0, end))
    Object.create(struct, { content: { value: content } }).write(encoder, begin)
  }
  return encoding.toUint8Array(encoder.restEncoder)
}
