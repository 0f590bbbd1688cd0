import * as Y from 'yjs'

type SharedType = Y.ContentType['type']

/** All that can be seen of a document: of each type its kind, its list with the formatting of texts, and its values by key. */
export const contentOf = (doc: Y.Doc): unknown =>
  Object.fromEntries(
    [...doc.share]
      .map(([name, type]) => [name, partsOf(type)] as const)
      .filter(([, { list, map }]) => list.length > 0 || Object.keys(map).length > 0),
  )

const partsOf = (type: SharedType) => ({ list: listOf(type), map: mapOf(type) })

const listOf = (type: SharedType): readonly unknown[] => {
  const list: { value: unknown; format: string }[] = []
  const format = new Map<string, unknown>()
  for (let item = type._start; item !== null; item = item.right) {
    if (item.deleted) continue
    if (item.content instanceof Y.ContentFormat) {
      const { key, value } = item.content
      if (value === null) format.delete(key)
      else format.set(key, value)
      continue
    }
    const now = JSON.stringify([...format].sort())
    const values = item.content instanceof Y.ContentString ? [...item.content.str] : item.content.getContent()
    for (const value of values) list.push({ value: shown(value), format: now })
  }
  return list
}

const mapOf = (type: SharedType) =>
  Object.fromEntries(
    [...type._map]
      .filter(([, item]) => !item.deleted)
      .map(([key, { content }]) => [key, shown(content.getContent().at(-1))])
      .sort(([one], [other]) => (String(one) < String(other) ? -1 : 1)),
  )

const shown = (value: unknown): unknown => {
  if (value instanceof Y.Doc) return { subdocument: value.guid }
  if (!(value instanceof Y.AbstractType)) return value
  const name = value instanceof Y.XmlElement ? value.nodeName : null
  return { kind: value.constructor.name, name, ...partsOf(value) }
}
