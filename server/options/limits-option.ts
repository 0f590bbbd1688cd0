// The option `limits`, and the flag `--limit NAME=N`.
import * as v from 'valibot'
import { DEFAULT_LIMITS, LIMITS, type LimitName, type Limits, presetOf } from '../base/limits.ts'
import { not } from '../base/read-options.ts'
import { numberText } from './option.ts'

const NAMES = Object.keys(LIMITS) as LimitName[]
const NO_LIMIT = `is no limit; the limits are ${NAMES.join(', ')}`

const Limit = v.custom<number>(
  (value) => Number.isSafeInteger(value) && Number(value) > 0,
  not('is a whole number above 0'),
)
const LimitText = v.pipe(numberText, Limit)

export const LimitsOption: v.GenericSchema<unknown, Limits> = v.pipe(
  v.optional(
    v.record(v.picklist(NAMES, NO_LIMIT), v.optional(Limit), not('is an object of numbers by name')),
    {},
  ),
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
      if (!Object.hasOwn(LIMITS, name)) addIssue({ message: `${JSON.stringify(name)} ${NO_LIMIT}` })
      else if (Object.hasOwn(limits, name)) addIssue({ message: `${name} was given twice` })
      else if (!number.success) addIssue({ message: `${name} ${number.issues[0].message}` })
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
