// Addresses: of key sets and of pages, and of the relay on a server.
import { readFileSync } from 'node:fs'
import * as v from 'valibot'
import { not, text } from '../base/read-options.ts'
import { ANY_ORIGIN } from '../gate/gate.ts'

const NO_ORIGIN = not('is an origin like https://school.example')

/** An origin as browsers send it, or `*` for all; an address is taken for its origin. */
export const Origin = v.pipe(
  v.string(NO_ORIGIN),
  v.check((value) => originOf(value) !== null, NO_ORIGIN),
  v.transform((value) => originOf(value) ?? value),
)

/** Pages of an app have origins that the URL standard does not know: `capacitor://localhost`. */
const originOf = (address: string): string | null => {
  if (address === ANY_ORIGIN) return address
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

/** A path of a server: `/`, or segments that stand for themselves in any URL. Gives it without a slash at its end. */
export const MountPath = v.pipe(
  v.string(not('is a path such as /rooms')),
  v.regex(/^\/$|^(\/(?!\.\.?(\/|$))[\w.~-]+)+\/?$/, not('is a path such as /rooms')),
  v.transform((path) => path.replace(/\/$/, '')),
)
