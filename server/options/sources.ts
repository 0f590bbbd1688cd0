// Where tokens and pages come from: key sets and origins.
import { readFileSync } from 'node:fs'
import * as v from 'valibot'
import { not, text } from './option.ts'

const NO_ORIGIN = not('is an origin like https://school.example')

/** An origin as browsers send it; an address is taken for its origin. */
export const Origin = v.pipe(
  v.string(NO_ORIGIN),
  v.check((value) => originOf(value) !== null, NO_ORIGIN),
  v.transform((value) => originOf(value) ?? value),
)

/** Pages of an app have origins that the URL standard does not know: `capacitor://localhost`. */
const originOf = (address: string): string | null => {
  if (!URL.canParse(address)) return null
  const { origin } = new URL(address)
  if (origin !== 'null') return origin
  return /^[a-z][a-z\d+.-]*:\/\/[^/?#]+$/i.test(address) ? address : null
}

/** An http(s) URL, or a file with a JSON Web Key Set that can be read. */
export const KeySetSource = v.pipe(
  text,
  v.rawCheck(({ dataset, addIssue }) => {
    const message = dataset.typed ? keySetFault(dataset.value) : null
    if (message !== null) addIssue({ message })
  }),
)

const keySetFault = (source: string): string | null => {
  if (/^https?:\/\//.test(source)) return URL.canParse(source) ? null : `is no URL: ${source}`
  try {
    const keys: unknown = JSON.parse(readFileSync(source, 'utf8')).keys
    return Array.isArray(keys) ? null : `has no "keys" in ${source}`
  } catch (error) {
    return `cannot be read: ${error instanceof Error ? error.message : error}`
  }
}
