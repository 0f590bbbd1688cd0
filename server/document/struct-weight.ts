import * as Y from 'yjs'

/** In structs, by the memory that they take (a struct is about 200 bytes): a type within the document, and a document. */
const TYPE = 3
const DOCUMENT = 12

/** As how many structs one counts. */
export const weightOf = (struct: Y.AbstractStruct): number => {
  if (!(struct instanceof Y.Item)) return 1
  if (struct.content instanceof Y.ContentType) return TYPE
  return struct.content instanceof Y.ContentDoc ? DOCUMENT : 1
}
