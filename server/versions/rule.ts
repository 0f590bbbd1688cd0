const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const WEEK_MS = 7 * DAY_MS

/** 1970 began on a Thursday. */
const FIRST_MONDAY_MS = 4 * DAY_MS

/**
 * When versions are made by themselves, and which of them are kept: of each of the last hours, days and weeks that have versions, the
 * last one. Versions are made in the shortest of these periods. `{ hourly: 24, daily: 30 }` keeps at most 54.
 */
export interface VersionRule {
  /** Of so many hours, 1 to 1000; of none by default. */
  readonly hourly?: number | undefined
  /** Of so many days. */
  readonly daily?: number | undefined
  /** Of so many weeks, which begin on Monday. */
  readonly weekly?: number | undefined
}

export type Period = keyof VersionRule

/** How long each period is, and when one began; all of them in UTC. */
const PERIODS = {
  hourly: { ms: HOUR_MS, beganMs: 0 },
  daily: { ms: DAY_MS, beganMs: 0 },
  weekly: { ms: WEEK_MS, beganMs: FIRST_MONDAY_MS },
} as const satisfies Record<Period, object>

export const PERIOD_NAMES = Object.keys(PERIODS) as readonly Period[]

/** Why a version was made. */
export const CAUSES = ['hand', 'schedule', 'restore', 'import'] as const

interface Dated {
  readonly id: string
  readonly name: string | null
  readonly cause: (typeof CAUSES)[number]
  readonly atMs: number
}

/** Of those that were made before something was replaced, so many stay whatever the rule says. */
const KEPT_BEFORE = 10

const numberOf = (period: Period, atMs: number): number => {
  const { ms, beganMs } = PERIODS[period]
  return Math.floor((atMs - beganMs) / ms)
}

/** The shortest period of a rule; undefined where nothing is made by itself. */
const shortestOf = (rule: VersionRule): Period | undefined =>
  PERIOD_NAMES.find((name) => (rule[name] ?? 0) > 0)

/** Whether versions are made by themselves. */
export const isScheduling = (rule: VersionRule): boolean => shortestOf(rule) !== undefined

/** Whether a version of a room is to be made by itself: none was made within the present period, the shortest of the rule. */
export const isDue = (rule: VersionRule, lastMs: number, nowMs: number): boolean => {
  const shortest = shortestOf(rule)
  return shortest !== undefined && numberOf(shortest, lastMs) !== numberOf(shortest, nowMs)
}

/** One that a person has made, or has given a name, stays until it is deleted. */
export const staysUntilDeleted = ({ cause, name }: Dated): boolean => cause === 'hand' || name !== null

/** Versions that the rule keeps no more. */
export const outdatedBy = <Version extends Dated>(
  rule: VersionRule,
  versions: readonly Version[],
): readonly Version[] => {
  const made = versions.filter((version) => !staysUntilDeleted(version))
  made.sort((one, other) => other.atMs - one.atMs)
  const kept = new Set(made.filter(({ cause }) => cause !== 'schedule').slice(0, KEPT_BEFORE))
  for (const period of PERIOD_NAMES) {
    const lastOfEach = new Map<number, Version>()
    for (const version of made.toReversed()) lastOfEach.set(numberOf(period, version.atMs), version)
    const most = rule[period] ?? 0
    if (most > 0) for (const version of [...lastOfEach.values()].slice(-most)) kept.add(version)
  }
  return made.filter((version) => !kept.has(version))
}
