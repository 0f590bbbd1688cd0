import type { Claims } from 'homeroom/claims'
import type { ReadonlyStore, Room } from 'homeroom/client'
import { seatKey } from '../../common/room/seat-memory.ts'
import { words } from '../../common/words/index.ts'
import { refusalInWords } from '../../common/words/refusal.ts'
import { freeDeskFor, type Plan } from './free-desk.ts'
import type { Layout } from './layout.ts'
import { deskOf, type Seats } from './seats.ts'

interface SeatAllOptions {
  readonly room: Pick<Room, 'people'>
  readonly claims: Claims
  /** As it was chosen for the room. */
  readonly chosen: ReadonlyStore<Layout>
  readonly seats: ReadonlyStore<Seats>
  readonly plan: ReadonlyStore<Plan>
}

/** Pupil 2 comes before Pupil 10. */
const byName = new Intl.Collator(undefined, { numeric: true })

/**
 * Gives a desk to each who has none, in the order of their names, for a host; hosts themselves stand. Settles with what is
 * told to the host.
 */
export const seatAll = async ({ room, claims, chosen, seats, plan }: SeatAllOptions): Promise<string> => {
  const tried = new Set<string>()
  const people = room.people
    .get()
    .filter(({ rights, status }) => rights !== 'host' && status !== 'reconnecting')
    .toSorted((a, b) => byName.compare(a.name ?? '', b.name ?? ''))
  for (const person of people) {
    // Somebody may have sat down meanwhile.
    if (deskOf(seats.get(), person.key) !== null) continue
    const choice = { layout: chosen.get(), seats: seats.get(), plan: plan.get(), tried }
    const desk = freeDeskFor(person.key, choice)
    if (desk === null) return words().floor.noMoreDesks
    tried.add(desk.id)
    const given = await claims.give(seatKey(desk.id), person)
    if (!given.ok) return refusalInWords(given.fault)
  }
  return words().floor.allSeated
}
