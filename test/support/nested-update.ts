import * as Y from 'yjs'

/** A document that cannot be given as JSON: values in types are nested too deep, each of them not. */
export const nestedUpdate = (): Uint8Array => {
  const doc = new Y.Doc()
  let at = doc.getArray<unknown>('deep')
  for (let depth = 0; depth < 200; depth++) {
    const next = new Y.Array<unknown>()
    at.push([next])
    at = next
  }
  let value: unknown = 0
  for (let depth = 0; depth < 200; depth++) value = [value]
  at.push([value])
  return Y.encodeStateAsUpdate(doc)
}
