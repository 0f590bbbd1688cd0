import * as Y from 'yjs'

/** What a struct takes in an update, about. */
const STRUCT_BYTES = 12

/** What a value takes in memory beside its text. */
const VALUE_BYTES = 32

/** How many structs a document has. */
export const structsIn = (doc: Y.Doc): number => {
  let structs = 0
  for (const ofClient of doc.store.clients.values()) structs += ofClient.length
  return structs
}

/** What a document takes, in bytes: its contents as they stand in memory, without a part of it being encoded. */
export const bytesIn = (doc: Y.Doc): number => {
  let bytes = 0
  for (const structs of doc.store.clients.values())
    for (const struct of structs)
      bytes += STRUCT_BYTES + (struct instanceof Y.Item ? bytesOfContent(struct.content) : 0)
  return bytes
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
