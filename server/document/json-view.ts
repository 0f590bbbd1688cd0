import * as Y from 'yjs'
import { fault, ok, type Result } from '../../shared/index.ts'
import type { Work } from '../base/turns.ts'
import { isXml, jsonOf } from './json-pieces.ts'
import { loneDocument } from './whole-update.ts'

/** What a root type was taken for; `unknown` is one in which nothing is left. */
type RootKind = 'text' | 'array' | 'map' | 'xml' | 'unknown'

/**
 * A document as JSON, by the names of its root types, in pieces of text. Of each: its type and its value, which is null where
 * nothing is known of it. An update does not say of which type they are: that is guessed from
 * what they hold ([HT6] of docs/protocol.md). Made of a copy, since looking at a root type makes it one of that type.
 */
export function* jsonViewOf(update: Uint8Array): Work<Result<readonly Uint8Array[], 'too-deep'>> {
  const document = loneDocument()
  try {
    const loaded = yield* document.load([update])
    // What is nested too deep is no update that can be put in.
    if (!loaded.ok || loaded.value > 0 || document.brokenBy !== null) return TOO_DEEP
    const names = document.edit(({ share }) => [...share.keys()], null)
    const roots = function* (): Iterable<[string, object]> {
      for (const name of names) yield [name, document.edit((doc) => rootOf(doc, name), null)]
    }
    return ok(yield* jsonOf(new Map(roots())))
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

const rootOf = (doc: Y.Doc, name: string) => {
  const type = kindOf(doc.get(name))
  return { type, value: READERS[type](doc, name) }
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
