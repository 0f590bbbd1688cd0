// Which desk a newcomer gets. Pure.

import { type Desk, desksOf, grownLayout, type Layout } from './layout.ts'
import type { Seats } from './seats.ts'

/** Where each person sits by the host's plan: the id of their desk by {@link Member.key}. */
export type Plan = ReadonlyMap<string, string>

export interface Choice {
  /** As it was chosen for the room. */
  readonly layout: Layout
  readonly seats: Seats
  readonly plan: Plan
  /** Desks that somebody else was quicker at. */
  readonly tried: ReadonlySet<string>
}

/**
 * The desk of somebody who has none: that of the plan; else the first free one that the plan has for nobody; else one that
 * it has for somebody who is not here. Null where no more desks can be put up.
 */
export const freeDeskFor = (person: string, { layout, seats, plan, tried }: Choice): Desk | null => {
  const taken = new Set([...seats.keys(), ...tried])
  const free = desksOf(grownLayout(layout, taken)).filter(({ id }) => !taken.has(id))
  const planned = new Set(plan.values())
  return (
    free.find(({ id }) => id === plan.get(person)) ??
    free.find(({ id }) => !planned.has(id)) ??
    free[0] ??
    null
  )
}
