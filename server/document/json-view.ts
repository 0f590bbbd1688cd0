import * as Y from 'yjs'
import { fault, ok, type Result } from '../../shared/index.ts'
import type { Work } from '../base/turns.ts'
import { loneDocument } from './whole-update.ts'

/** Nesting that is shown: writing JSON recurses, and so does reading it. */
const VIEW_DEPTH = 256

/** What a root type was taken for; `unknown` is one in which nothing is left. */
type RootKind = 'text' | 'array' | 'map' | 'xml' | 'unknown'

/** A root type, as JSON; null where nothing is known of it. */
interface RootView {
  readonly type: RootKind
  readonly value: unknown
}

export type JsonView = Readonly<Record<string, RootView>>

/**
 * A document as JSON, by the names of its root types. An update does not say of which type they are: that is guessed from
 * what they hold ([HT6] of docs/protocol.md). Made of a copy, since looking at a root type makes it one of that type.
 */
export function* jsonViewOf(update: Uint8Array): Work<Result<JsonView, 'too-deep'>> {
  const document = loneDocument()
  try {
    const loaded = yield* document.load([update])
    // What is nested too deep is no update that can be put in.
    if (!loaded.ok || loaded.value > 0 || document.brokenBy !== null) return TOO_DEEP
    const names = document.edit(({ share }) => [...share.keys()], null)
    const view: Record<string, RootView> = {}
    for (const name of names) {
      yield
      view[name] = document.edit((doc) => viewOf(doc, name), null)
    }
    return ok(view)
  } catch (error) {
    // Yjs recurses too.
    if (error instanceof RangeError) return TOO_DEEP
    throw error
  } finally {
    document.close()
  }
}

const TOO_DEEP = fault('too-deep', 'The document is nested too deep for JSON.')

type Root = Y.Doc['share'] extends Map<string, infer One> ? One : never

const READERS: Readonly<Record<RootKind, (doc: Y.Doc, name: string) => unknown>> = {
  text: (doc, name) => doc.getText(name),
  array: (doc, name) => doc.getArray(name),
  map: (doc, name) => doc.getMap(name),
  xml: (doc, name) => doc.getXmlFragment(name),
  unknown: () => null,
}

const viewOf = (doc: Y.Doc, name: string): RootView => {
  const root = doc.get(name)
  const type = kindOf(root)
  return { type, value: toJson(READERS[type](doc, name), 0) }
}

/** The first thing in a list tells what the list is: only text holds characters and formats. */
const kindOf = (root: Root): RootKind => {
  for (let item = root._start; item !== null; item = item.right) {
    const kind = listKindOf(item.content)
    if (kind !== null) return kind
  }
  return root._map.size > 0 ? 'map' : 'unknown'
}

/** Null for what has been deleted. */
const listKindOf = (content: Y.Item['content']): RootKind | null => {
  if (content instanceof Y.ContentDeleted) return null
  if (content instanceof Y.ContentType) return isXml(content.type) ? 'xml' : 'array'
  const isText =
    content instanceof Y.ContentString ||
    content instanceof Y.ContentFormat ||
    content instanceof Y.ContentEmbed
  return isText ? 'text' : 'array'
}

const isXml = (value: unknown): boolean => value instanceof Y.XmlFragment || value instanceof Y.XmlText

/** Values that JSON lacks: bytes are base64, large integers their digits, a document within the document its id. */
const toJson = (value: unknown, depth: number): unknown => {
  if (depth > VIEW_DEPTH) throw new RangeError('nested too deep')
  if (typeof value === 'bigint') return `${value}`
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  if (value instanceof Y.Doc) return value.guid
  if (value instanceof Y.XmlHook) return toJson([...value.entries()], depth)
  if (isXml(value) || value instanceof Y.Text) return `${value}`
  if (value instanceof Y.Map) return objectOf(value.entries(), depth)
  if (value instanceof Y.Array || Array.isArray(value)) return [...value].map((one) => toJson(one, depth + 1))
  return objectOf(Object.entries(value), depth)
}

const objectOf = (entries: Iterable<[string, unknown]>, depth: number): object =>
  Object.fromEntries([...entries].map(([key, one]) => [key, toJson(one, depth + 1)]))
