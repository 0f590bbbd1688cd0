import * as Y from 'yjs'
import type { Work } from '../base/turns.ts'

/** Nesting that is shown: reading JSON recurses. A root and its value are two levels more. */
const DEPTH = 256 + 2

/** So many characters are written in one step, and so many values. */
const STEP_CHARS = 256 * 1024
const STEP_VALUES = 5_000

/** A value of a Yjs document as JSON, in pieces of UTF-8, written in steps. Throws a RangeError where it is nested too deep. */
export function* jsonOf(value: unknown): Work<readonly Uint8Array[]> {
  const text = new Text()
  yield* write(text, value, 0)
  return text.end()
}

export const isXml = (value: unknown): boolean => value instanceof Y.XmlFragment || value instanceof Y.XmlText

class Text {
  readonly #pieces: Uint8Array[] = []
  #text = ''
  #values = 0

  put(text: string): void {
    this.#text += text
  }

  /** Makes a piece of what was put, up to the end of a value or of a part of one, where that is enough for a step. */
  settle(): boolean {
    this.#values += 1
    if (this.#text.length < STEP_CHARS && this.#values < STEP_VALUES) return false
    this.#pieces.push(Buffer.from(this.#text))
    this.#text = ''
    this.#values = 0
    return true
  }

  end(): readonly Uint8Array[] {
    return [...this.#pieces, Buffer.from(this.#text)]
  }
}

function* write(text: Text, value: unknown, depth: number): Work<void> {
  if (depth > DEPTH) throw new RangeError('nested too deep')
  const shown = shownAs(value)
  if (typeof shown === 'string') yield* writeString(text, shown)
  else if (typeof shown !== 'object' || shown === null) text.put(JSON.stringify(shown) ?? 'null')
  else if (shown instanceof Y.Array || Array.isArray(shown)) yield* writeList(text, shown, depth)
  else yield* writeObject(text, shown, depth)
  if (text.settle()) yield
}

function* writeString(text: Text, value: string): Work<void> {
  text.put('"')
  for (let from = 0; from < value.length; ) {
    const end = endOf(value, from + STEP_CHARS)
    text.put(JSON.stringify(value.slice(from, end)).slice(1, -1))
    from = end
    if (text.settle()) yield
  }
  text.put('"')
}

const HIGH_SURROGATE = 0xd800

/** No character is divided. */
const endOf = (value: string, at: number): number =>
  (value.charCodeAt(at - 1) & 0xfc00) === HIGH_SURROGATE ? at + 1 : at

function* writeList(text: Text, list: Iterable<unknown>, depth: number): Work<void> {
  let before = '['
  for (const one of list) {
    text.put(before)
    before = ','
    yield* write(text, one, depth + 1)
  }
  text.put(before === '[' ? '[]' : ']')
}

function* writeObject(text: Text, object: object, depth: number): Work<void> {
  let before = '{'
  for (const [key, one] of object instanceof Map || object instanceof Y.Map
    ? object.entries()
    : Object.entries(object)) {
    if (one === undefined) continue
    text.put(`${before}${JSON.stringify(key)}:`)
    before = ','
    yield* write(text, one, depth + 1)
  }
  text.put(before === '{' ? '{}' : '}')
}

/** Values that JSON lacks: bytes are base64, large integers their digits, a document within the document its id. */
const shownAs = (value: unknown): unknown => {
  if (typeof value === 'bigint') return `${value}`
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  if (value instanceof Y.Doc) return value.guid
  if (value instanceof Y.XmlHook) return [...value.entries()]
  return isXml(value) || value instanceof Y.Text ? `${value}` : value
}
