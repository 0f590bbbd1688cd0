import { expect, test } from 'vitest'
import { isDue, outdatedBy, type VersionRule } from '../../server/versions/rule.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const START_MS = Date.UTC(2030, 0, 7)

interface Made {
  readonly atMs: number
  readonly cause?: 'hand' | 'schedule' | 'restore' | 'import'
  readonly name?: string
}

const keptOf = (rule: VersionRule, made: readonly Made[]) => {
  const versions = made.map(({ atMs, cause = 'schedule', name = null }, index) => ({
    ...{ id: `${index}`, atMs, cause, name },
  }))
  const gone = new Set(outdatedBy(rule, versions).map(({ id }) => id))
  return versions.filter(({ id }) => !gone.has(id)).map(({ atMs }) => atMs - START_MS)
}

test('[VE3] of each of the last hours and days that have versions the last one is kept', () => {
  const everyHalfHour = Array.from({ length: 48 * 4 }, (_, half) => ({
    atMs: START_MS + (half * HOUR_MS) / 2,
  }))
  expect(keptOf({ hourly: 2, daily: 3 }, everyHalfHour)).toEqual([
    2 * DAY_MS - HOUR_MS / 2,
    3 * DAY_MS - HOUR_MS / 2,
    4 * DAY_MS - HOUR_MS - HOUR_MS / 2,
    4 * DAY_MS - HOUR_MS / 2,
  ])
  // However long ago: a room that is used once a week keeps as many as one that is used each hour.
  const weekly = [0, 7, 14, 21].map((day) => ({ atMs: START_MS + day * DAY_MS }))
  expect(keptOf({ hourly: 3 }, weekly)).toEqual([7, 14, 21].map((day) => day * DAY_MS))
  expect(keptOf({ weekly: 2 }, [...weekly, { atMs: START_MS + 27 * DAY_MS }])).toEqual([
    14 * DAY_MS,
    27 * DAY_MS,
  ])
})

test('[VE3] versions made by hand, and those with a name, stay; of those before a restore or an import the last ten', () => {
  const made: Made[] = Array.from({ length: 12 }, (_, index) => ({
    atMs: START_MS + index,
    cause: index % 2 === 0 ? 'restore' : 'import',
  }))
  made.push(
    { atMs: START_MS + 20, cause: 'hand' },
    { atMs: START_MS + 21, name: 'mine' },
    { atMs: START_MS + 22 },
  )
  expect(keptOf({}, made)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 20, 21])
})

test('[VE3] a version is due when the shortest period of the rule has begun since the last one, in UTC', () => {
  const at = (text: string) => Date.parse(text)
  expect(isDue({ hourly: 1 }, at('2030-01-07T10:59:59Z'), at('2030-01-07T11:00:00Z'))).toBe(true)
  expect(isDue({ hourly: 1 }, at('2030-01-07T10:00:00Z'), at('2030-01-07T10:59:59Z'))).toBe(false)
  expect(isDue({ daily: 1, weekly: 1 }, at('2030-01-07T10:00:00Z'), at('2030-01-07T23:59:59Z'))).toBe(false)
  expect(isDue({ daily: 1 }, at('2030-01-07T23:59:59Z'), at('2030-01-08T00:00:00Z'))).toBe(true)
  expect(isDue({ weekly: 1 }, at('2030-01-06T23:59:59Z'), at('2030-01-07T00:00:00Z'))).toBe(true)
  expect(isDue({ weekly: 1 }, at('2030-01-07T00:00:00Z'), at('2030-01-13T23:59:59Z'))).toBe(false)
  expect(isDue({}, 0, at('2030-01-13T23:59:59Z'))).toBe(false)
})
