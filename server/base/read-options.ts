// How options of a host are read: whole, and each fault is told. A message of a schema goes behind the name of its option:
// `space is one of free, unit, not "cube"`.
import * as v from 'valibot'

/** A message that tells what was given instead. */
export const not =
  (what: string) =>
  ({ input }: { readonly input: unknown }): string =>
    `${what}, not ${shown(input)}`

const SHOWN_CHARS = 100

const shown = (value: unknown): string => {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, SHOWN_CHARS))
  if (Array.isArray(value)) return 'a list'
  if (isObject(value)) return 'an object'
  return typeof value === 'function' ? 'a function' : String(value)
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const oneOf = <const Values extends readonly string[]>(values: Values) =>
  v.picklist(values, not(`is one of ${values.join(', ')}`))

export const text = v.pipe(v.string(not('is a text')), v.nonEmpty('is empty'))

export const numberFrom = (min: number, max: number) =>
  v.custom<number>(isNumber(min, max), not(`is a number from ${min} to ${max}`))

/** `orElse` says what may stand in its place. */
export const wholeNumberFrom = (min: number, max: number, orElse = '') =>
  v.custom<number>(
    (value) => isNumber(min, max)(value) && Number.isInteger(value),
    not(`is a whole number from ${min} to ${max}${orElse}`),
  )

const isNumber =
  (min: number, max: number) =>
  (value: unknown): boolean =>
    typeof value === 'number' && value >= min && value <= max

/**
 * Reads the options of `reader`, such as `createRelay`. `alsoFaults` says what is wrong with them together.
 *
 * @throws TypeError that lists everything that is wrong.
 */
export const readOptions = <Entries extends v.ObjectEntries>(
  reader: string,
  entries: Entries,
  options: unknown,
  alsoFaults: (options: Record<string, unknown>) => readonly string[] = () => [],
): v.InferOutput<v.ObjectSchema<Entries, undefined>> => {
  if (!isObject(options)) throw faultsOf(reader, [`options ${not('are an object')({ input: options })}`])
  const parsed = v.safeParse(v.object(entries), options)
  const unknown = Object.keys(options).filter((name) => !Object.hasOwn(entries, name))
  const faults = [
    ...unknown.map((name) => `${name} is no option`),
    ...(parsed.issues ?? []).map((issue) => `${v.getDotPath(issue) ?? 'options'} ${issue.message}`),
    ...alsoFaults(options),
  ]
  if (!parsed.success || faults.length > 0) throw faultsOf(reader, faults)
  return parsed.output
}

const faultsOf = (reader: string, faults: readonly string[]): TypeError =>
  new TypeError(`The options of ${reader} are not valid:\n  ${faults.join('\n  ')}`)
