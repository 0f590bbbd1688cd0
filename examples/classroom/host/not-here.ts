// The people whom a host expects: those of the last lesson and of today, without those who are here.

import type { Attender } from '../../common/people/attender.ts'

/** Somebody who was here before. */
export interface Missing {
  readonly id: string
  /** The verified name, else the one that everybody saw; empty where there was none. */
  readonly name: string
  /** When they were seen last. */
  readonly lastMs: number
  /** Whether that was on this day. */
  readonly isToday: boolean
}

const dayOf = (ms: number): string => new Date(ms).toDateString()

/** Those of `rows` who take part, were there today or in the last lesson before, and are none of `here`: by name. */
export const missingOf = (
  rows: readonly Attender[],
  here: ReadonlySet<string>,
  nowMs: number,
): readonly Missing[] => {
  const today = dayOf(nowMs)
  const earlier = rows.filter(({ lastMs }) => dayOf(lastMs) !== today).map(({ lastMs }) => lastMs)
  const lesson = earlier.length === 0 ? today : dayOf(Math.max(...earlier))
  const byId = new Map<string, Missing>()
  for (const { id, name, shownName, role, lastMs } of rows) {
    const day = dayOf(lastMs)
    if (id === null || here.has(id) || role === 'host' || role === 'viewer') continue
    if ((day !== today && day !== lesson) || lastMs < (byId.get(id)?.lastMs ?? 0)) continue
    byId.set(id, { id, name: name ?? shownName ?? '', lastMs, isToday: day === today })
  }
  return [...byId.values()].toSorted((a, b) => a.name.localeCompare(b.name))
}
