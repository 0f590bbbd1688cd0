// The host's plan of who sits where, for the next lesson too. It stands in the room's document: hosts write it, the store
// keeps it, and every page has read it before it seats its person.

import type { ReadonlyStore, Room } from 'homeroom/client'
import type * as Y from 'yjs'
import { createValue } from '../../common/page/value.ts'
import type { Plan } from './free-desk.ts'
import type { Seats } from './seats.ts'

/** A plan that anybody could have blown up is read this far. */
const MOST = 500

export interface SeatPlan extends ReadonlyStore<Plan> {
  /** Keeps where everybody sits now; the desks of people who are not here stay as they are. */
  keep(seats: Seats): void
  forget(): void
  stop(): void
}

/** Only a verified person is the same one in the next lesson: by a login, or by the link that they came by. */
const isLasting = (person: string): boolean => person.startsWith('id:')

/** Anybody who may write may have written anything. */
const read = (map: Y.Map<unknown>): Plan => {
  const plan = new Map<string, string>()
  for (const [person, desk] of map.entries()) {
    if (plan.size === MOST) break
    if (isLasting(person) && typeof desk === 'string') plan.set(person, desk)
  }
  return plan
}

export const createSeatPlan = ({ doc }: Pick<Room, 'doc'>): SeatPlan => {
  const map = doc.getMap<unknown>('plan')
  const plan = createValue(read(map))
  const onChange = () => plan.set(read(map))
  map.observe(onChange)
  return {
    get: plan.get,
    subscribe: plan.subscribe,
    keep: (seats) =>
      doc.transact(() => {
        const sitters = [...seats].filter(([, { key }]) => isLasting(key))
        const desks = new Set(sitters.map(([desk]) => desk))
        // A desk is one person's, in the plan too.
        for (const [person, desk] of plan.get()) if (desks.has(desk)) map.delete(person)
        for (const [desk, { key }] of sitters) map.set(key, desk)
      }),
    forget: () => doc.transact(() => map.clear()),
    stop: () => map.unobserve(onChange),
  }
}
