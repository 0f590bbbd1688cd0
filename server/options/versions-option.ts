// The option `versions`, and the flag `--versions hourly:24,daily:30`.
import * as v from 'valibot'
import { isObject, not } from '../base/read-options.ts'
import { PERIOD_NAMES, type Period, type VersionRule } from '../versions/rule.ts'

const MOST_OF_PERIOD = 1_000
const COUNT = `is a whole number from 1 to ${MOST_OF_PERIOD}`

const isPeriod = (name: string): name is Period => (PERIOD_NAMES as readonly string[]).includes(name)
const isCount = (value: unknown): boolean =>
  Number.isInteger(value) && Number(value) >= 1 && Number(value) <= MOST_OF_PERIOD

const badPeriods = (rule: Record<string, unknown>): readonly string[] =>
  Object.entries(rule).flatMap(([name, count]) => (count === undefined || isCount(count) ? [] : [name]))

export const VersionsOption: v.GenericSchema<unknown, VersionRule> = v.optional(
  v.pipe(
    v.custom<Record<string, unknown>>(isObject, not('is an object of numbers by period')),
    v.check(
      (rule) => Object.keys(rule).every(isPeriod),
      `has no other periods than ${PERIOD_NAMES.join(', ')}`,
    ),
    v.check(
      (rule) => badPeriods(rule).length === 0,
      ({ input }) => `${badPeriods(input).join(', ')} ${COUNT}`,
    ),
    v.transform((rule) => rule as VersionRule),
  ),
  {},
)

/** Reads `hourly:24,daily:30`. */
export const VersionsText = v.pipe(
  v.string(),
  v.rawTransform(({ dataset, addIssue }): VersionRule => {
    const rule = new Map<Period, number>()
    for (const text of dataset.value.split(',')) {
      const [period = '', count = ''] = text.trim().split(':', 2)
      if (!isPeriod(period))
        addIssue({ message: `${JSON.stringify(text)} is none of PERIOD:N, with ${PERIOD_NAMES.join(', ')}` })
      else if (rule.has(period)) addIssue({ message: `${period} was given twice` })
      else if (!/^\d+$/.test(count) || !isCount(Number(count))) addIssue({ message: `${period} ${COUNT}` })
      else rule.set(period, Number(count))
    }
    return Object.fromEntries(rule)
  }),
)
