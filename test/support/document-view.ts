import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'

/**
 * All that two documents have in common which are made of the same updates, whatever way Yjs has joined their structs: what
 * each client has written, what is deleted, what is collected, and of each type its items in their order, with their contents.
 */
export type DocumentView = ReadonlyMap<string, string>

export const viewOf = (doc: Y.Doc): DocumentView => {
  const view = new Map<string, string>()
  for (const [client, structs] of doc.store.clients) {
    const last = structs.at(-1)
    if (last === undefined) continue
    view.set(`known of ${client}`, `${last.id.clock + last.length}`)
    view.set(
      `deleted of ${client}`,
      rangesOf(structs, (struct) => struct.deleted),
    )
    view.set(
      `collected of ${client}`,
      rangesOf(structs, (struct) => struct instanceof Y.GC),
    )
    for (const struct of structs)
      if (struct instanceof Y.Item && struct.content instanceof Y.ContentType)
        addType(view, `type ${client}:${struct.id.clock}`, struct.content.type)
  }
  for (const [name, type] of doc.share) addType(view, `type ${name}`, type)
  return view
}

/** The first thing in which two views differ; null where they are the same. */
export const differenceOf = (one: DocumentView, other: DocumentView): string | null => {
  for (const name of new Set([...one.keys(), ...other.keys()])) {
    const [left = 'nothing', right = 'nothing'] = [one.get(name), other.get(name)]
    if (left === right) continue
    let at = 0
    while (left[at] === right[at]) at += 1
    const from = Math.max(0, at - 40)
    return `${name}: ${left.slice(from, at + 80)} and ${right.slice(from, at + 80)}`
  }
  return null
}

const rangesOf = (structs: readonly (Y.Item | Y.GC)[], isIn: (struct: Y.Item | Y.GC) => boolean): string => {
  const ranges: { start: number; end: number }[] = []
  for (const struct of structs) {
    if (!isIn(struct)) continue
    const last = ranges.at(-1)
    const end = struct.id.clock + struct.length
    if (last !== undefined && last.end === struct.id.clock) last.end = end
    else ranges.push({ start: struct.id.clock, end })
  }
  return ranges.map(({ start, end }) => `${start}-${end}`).join(' ')
}

const addType = (view: Map<string, string>, name: string, type: Y.ContentType['type']): void => {
  if (type._start !== null) view.set(`${name} list`, listOf(type._start))
  for (const [key, last] of type._map) {
    let first = last
    while (first.left !== null) first = first.left
    view.set(`${name} key ${key}`, listOf(first))
  }
}

/** Items from left to right: their ids, and their contents; neighbours that Yjs may join stand as one. */
const listOf = (first: Y.Item): string => {
  const parts: string[] = []
  let end = ''
  for (let item: Y.Item | null = first; item !== null; item = item.right) {
    const { client, clock } = item.id
    const kind = item.content.constructor.name
    const mark = `${kind}${item.deleted ? ' deleted' : ''}`
    if (end !== `${client}:${clock} ${mark}`) parts.push(` [${client}:${clock} ${mark}]`)
    parts.push(contentOf(item.content))
    end = `${client}:${clock + item.length} ${mark}`
  }
  return parts.join('')
}

const contentOf = (content: Y.Item['content']): string => {
  if (content instanceof Y.ContentString) return content.str
  if (content instanceof Y.ContentDeleted) return ''
  if (content instanceof Y.ContentType) return `${content.type.constructor.name};`
  if (content instanceof Y.ContentDoc) return `${content.doc.guid};`
  if (content instanceof Y.ContentFormat) return `${content.key}=${bytesOf(content.value)};`
  if (content instanceof Y.ContentEmbed) return `${bytesOf(content.embed)};`
  if (content instanceof Y.ContentBinary) return `${bytesOf(content.content)};`
  return content
    .getContent()
    .map((value: unknown) => `${bytesOf(value)};`)
    .join('')
}

const bytesOf = (value: unknown): string =>
  Buffer.from(
    encoding.encode((encoder) =>
      encoding.writeAny(encoder, value as Parameters<typeof encoding.writeAny>[1]),
    ),
  ).toString('base64')
