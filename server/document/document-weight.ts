import * as Y from 'yjs'
import type { Work } from '../base/turns.ts'
import { weightOf } from './struct-weight.ts'

/** What a struct takes in an update, about. */
const STRUCT_BYTES = 12

/** What a value takes in memory beside its text. */
const VALUE_BYTES = 32

/** So many structs are weighed in one step, and so many bytes of their contents. */
const STRUCTS_AT_ONCE = 5_000
const BYTES_AT_ONCE = 1024 * 1024

type Store = Pick<Y.Doc['store'], 'clients'>

/** How many structs a document has, as they count. */
export const structsIn = ({ store }: { readonly store: Store }): Work<number> => sumOf(store, weightOf)

/** What a document takes, in bytes: its contents as they stand in memory, without a part of it being encoded. */
export const bytesIn = ({ store }: { readonly store: Store }): Work<number> =>
  sumOf(store, (struct) => STRUCT_BYTES + (struct instanceof Y.Item ? bytesOfContent(struct.content) : 0))

/** What Yjs keeps of one struct in memory, about; measured with structs that it never joins. */
export const STRUCT_MEMORY = 200

/** What a document takes in memory, in bytes, about. */
export function* memoryOf(doc: Y.Doc): Work<number> {
  return (yield* bytesIn(doc)) + (yield* structsIn(doc)) * STRUCT_MEMORY
}

function* sumOf({ clients }: Store, sizeOf: (struct: Y.Item | Y.GC) => number): Work<number> {
  let sum = 0
  let structsInStep = 0
  let sumBefore = 0
  for (const structs of clients.values()) {
    for (const struct of structs) {
      sum += sizeOf(struct)
      structsInStep += 1
      if (structsInStep < STRUCTS_AT_ONCE && sum - sumBefore < BYTES_AT_ONCE) continue
      structsInStep = 0
      sumBefore = sum
      yield
    }
  }
  return sum
}

const bytesOfContent = (content: Y.Item['content']): number => {
  if (content instanceof Y.ContentString) return content.str.length
  if (content instanceof Y.ContentBinary) return content.content.length
  if (content instanceof Y.ContentAny || content instanceof Y.ContentJSON) return bytesOfValue(content.arr)
  if (content instanceof Y.ContentEmbed) return bytesOfValue(content.embed)
  if (content instanceof Y.ContentFormat) return content.key.length + bytesOfValue(content.value)
  return 0
}

/** It recurses as deep as the check of updates lets values be nested. */
const bytesOfValue = (value: unknown): number => {
  if (typeof value === 'string') return VALUE_BYTES + value.length
  if (typeof value !== 'object' || value === null) return VALUE_BYTES
  if (ArrayBuffer.isView(value)) return VALUE_BYTES + value.byteLength
  let bytes = VALUE_BYTES
  for (const [key, inner] of Object.entries(value)) bytes += key.length + bytesOfValue(inner)
  return bytes
}
