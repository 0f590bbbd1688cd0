import { fault, ok, type Result } from './result.ts'

/** Whatever JSON can say. */
export type Json = null | boolean | number | string | Json[] | JsonObject
/** An object of JSON: a state of presence is one. */
export interface JsonObject {
  [key: string]: Json
}

export type JsonFault = 'too-deep' | 'bad-json'

/**
 * Parses JSON from outside: bounded in depth before it is built, and without `__proto__` keys, which
 * `JSON.parse` makes own properties that `Object.assign` would then take for a prototype.
 */
export const parseJson = (text: string, maxDepth: number): Result<Json, JsonFault> => {
  if (depthOf(text) > maxDepth) return fault('too-deep', `The JSON is nested deeper than ${maxDepth}.`)
  try {
    return ok(text.includes('__proto__') || text.includes('\\u') ? stripped(text) : JSON.parse(text))
  } catch (error) {
    if (error instanceof SyntaxError) return fault('bad-json', 'The JSON is broken.')
    throw error
  }
}

/** The same within a reader of bytes: throws where it is none. */
export const readJson = (text: string, maxDepth: number): Json => {
  const json = parseJson(text, maxDepth)
  if (!json.ok) throw new Error(json.fault.message)
  return json.value
}

export const isJsonObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Whether two values are the same as they travel. */
export const isSameJson = (one: unknown, other: unknown): boolean =>
  JSON.stringify(one) === JSON.stringify(other)

/** The key may be spelled with \u escapes, so the reviver looks at every key as it was read. */
const stripped = (text: string): Json =>
  JSON.parse(text, (key, value) => (key === '__proto__' ? undefined : value))

const QUOTE = 34
const BACKSLASH = 92

/** The deepest nesting of brackets outside of strings; one pass, no recursion. */
const depthOf = (text: string): number => {
  let depth = 0
  let deepest = 0
  let inString = false
  for (let i = 0; i < text.length; i++) {
    const char = text.charCodeAt(i)
    if (inString) {
      if (char === BACKSLASH) i++
      else if (char === QUOTE) inString = false
    } else if (char === QUOTE) inString = true
    else if (char === 0x7b || char === 0x5b) deepest = Math.max(deepest, ++depth)
    else if (char === 0x7d || char === 0x5d) depth--
  }
  return deepest
}
