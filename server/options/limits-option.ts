// The option `limits`, and the flag `--limit NAME=N`.
import * as v from 'valibot'
import { DEFAULT_LIMITS, LIMITS, type LimitName, type Limits, mostOf, presetOf } from '../base/limits.ts'
import { not } from '../base/read-options.ts'
import { numberText } from './option.ts'

const NAMES = Object.keys(LIMITS) as LimitName[]
const NO_LIMIT = `is no limit; the limits are ${NAMES.join(', ')}`

const Limit = v.custom<number>(
  (value) => Number.isSafeInteger(value) && Number(value) > 0,
  not('is a whole number above 0'),
)
const LimitText = v.pipe(numberText, Limit)

const isLimit = (name: string): name is LimitName => Object.hasOwn(LIMITS, name)

/** What is wrong with a number that is too large for its limit; null where it is not. */
const tooMuch = (name: LimitName, value: number): string | null =>
  value > mostOf(name) ? `is at most ${mostOf(name)}, not ${value}` : null

export const LimitsOption: v.GenericSchema<unknown, Limits> = v.pipe(
  v.optional(
    v.record(v.picklist(NAMES, NO_LIMIT), v.optional(Limit), not('is an object of numbers by name')),
    {},
  ),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return
    const input = dataset.value
    for (const key of NAMES) {
      const value = input[key]
      const message = value === undefined ? null : tooMuch(key, value)
      if (message !== null)
        addIssue({ message, path: [{ type: 'object', origin: 'value', input, key, value }] })
    }
  }),
  v.transform(
    (given): Limits =>
      Object.fromEntries(NAMES.map((name) => [name, given[name] ?? DEFAULT_LIMITS[name]])) as Limits,
  ),
)

/** Reads `NAME=N`, several times. */
export const LimitTexts = v.pipe(
  v.array(v.string()),
  v.rawTransform(({ dataset, addIssue }): unknown => {
    const limits: Record<string, number> = {}
    for (const text of dataset.value) {
      const [, name = '', value = ''] = /^([^=]*)=?(.*)$/s.exec(text) ?? []
      const number = v.safeParse(LimitText, value)
      const excess = number.success && isLimit(name) ? tooMuch(name, number.output) : null
      if (!isLimit(name)) addIssue({ message: `${JSON.stringify(name)} ${NO_LIMIT}` })
      else if (Object.hasOwn(limits, name)) addIssue({ message: `${name} was given twice` })
      else if (!number.success) addIssue({ message: `${name} ${number.issues[0].message}` })
      else if (excess !== null) addIssue({ message: `${name} ${excess}` })
      else limits[name] = number.output
    }
    return limits
  }),
  LimitsOption,
)

/** Under the flag's own column: a line for each limit. */
const INDENT = ' '.repeat(36)

export const LIMIT_HELP = [
  'what the relay bears, by name:',
  ...NAMES.map((name) => `${name.padEnd(12)}${LIMITS[name].help} (${presetOf(name)})`),
].join(`\n${INDENT}`)
