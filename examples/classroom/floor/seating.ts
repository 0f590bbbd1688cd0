import type { ClaimResult, Claims } from 'homeroom/claims'
import type { ReadonlyStore, Room } from 'homeroom/client'
import type { News } from '../../common/news/news.ts'
import { createValue } from '../../common/page/value.ts'
import { holderName } from '../../common/people/marked-name.ts'
import type { Rights } from '../../common/room/rights.ts'
import type { SeatMemory } from '../../common/room/seat-memory.ts'
import { seatKey } from '../../common/room/seat-memory.ts'
import { words } from '../../common/words/index.ts'
import { refusalInWords } from '../../common/words/refusal.ts'
import { type ChosenLayout, createChosenLayout } from './chosen-layout.ts'
import { type Desk, desksOf, grownLayout, type Layout } from './layout.ts'
import { seatNewcomer } from './newcomer.ts'
import { createOwnSeat, ownKey } from './own-seat.ts'
import { createSeatPlan, type SeatPlan } from './plan.ts'
import { seatAll } from './seat-all.ts'
import { deskOf, ownDeskIn, type Seats, seatsOf } from './seats.ts'

/** The desks and the people at them: the relay settles who has a seat, and everybody sees it. */
export interface Seating {
  /** As it was chosen for the room. */
  readonly chosen: ReadonlyStore<Layout> & Pick<ChosenLayout, 'set'>
  /** As it is: with the rows that the class needs. */
  readonly layout: ReadonlyStore<Layout>
  readonly desks: ReadonlyStore<readonly Desk[]>
  readonly seats: ReadonlyStore<Seats>
  /** The plan of seats, which holds in the next lesson, too. */
  readonly plan: SeatPlan
  /** This person's desk; null while they stand. */
  ownDesk(): Desk | null
  sit(desk: Desk): Promise<ClaimResult>
  stand(): void
  /** This person leaves, and is a newcomer when they come again. */
  leave(): void
  /** For hosts: moves a person to a desk; somebody who sits there gets the desk that becomes free, or the next free one. */
  move(person: string, desk: Desk): Promise<void>
  /** For hosts: seats all who stand, but hosts, by name. */
  seatAll(): Promise<void>
  stop(): void
}

export interface SeatingOptions {
  readonly room: Pick<Room, 'doc' | 'status' | 'welcome' | 'people' | 'others'>
  readonly claims: Claims
  readonly rights: ReadonlyStore<Rights>
  readonly news: News
  readonly memory: SeatMemory
}

export const createSeating = (options: SeatingOptions): Seating => {
  const { room, claims, news, memory } = options
  const chosen = createChosenLayout(room.doc)
  const plan = createSeatPlan(room)
  const numberOf = (id: string) => desks.get().find((desk) => desk.id === id)?.number ?? 0
  const ownSeat = createOwnSeat({
    room,
    claims,
    memory,
    onLost(desk, { person, name }) {
      const taker = holderName(room, { person, name: name ?? words().people.unnamed })
      news.toast('seat', words().floor.lost(numberOf(desk), taker))
    },
    onGiven: (desk) => news.toast('seat', words().floor.moved(numberOf(desk))),
  })

  const readSeats = (): Seats => {
    const own = { own: ownKey(room), desk: ownSeat.desk.get() }
    const seats = seatsOf(claims.get(), own)
    return ownSeat.isLeaving.get() ? new Map([...seats].filter(([, { isSelf }]) => !isSelf)) : seats
  }
  const seats = createValue(readSeats())
  const layout = createValue(grownLayout(chosen.get(), seats.get().keys()))
  const desks = createValue(desksOf(layout.get()))
  const update = () => {
    const next = readSeats()
    if (!isSameSeats(next, seats.get())) seats.set(next)
    const grown = grownLayout(chosen.get(), next.keys())
    const { rows, columns } = layout.get()
    if (grown.rows === rows && grown.columns === columns) return
    layout.set(grown)
    desks.set(desksOf(grown))
  }
  const undo = [claims, ownSeat.desk, ownSeat.isLeaving, chosen, room.people].map(({ subscribe }) =>
    subscribe(update),
  )
  const stopNewcomer = seatNewcomer({
    ...{ room, rights: options.rights, chosen, seats, plan, ownSeat, memory },
    onSeated: (desk) => news.say('own', words().floor.sit(numberOf(desk))),
  })

  return {
    ...{ chosen, layout, desks, seats, plan },
    ownDesk: () => {
      const id = ownDeskIn(seats.get())
      return desks.get().find((desk) => desk.id === id) ?? null
    },
    sit: ({ id }) => ownSeat.take(id),
    stand: () => void ownSeat.stand(),
    leave: () => memory.set(null),
    async move(person, { id }) {
      const fault = await moveTo(person, id, { room, claims, seats: seats.get(), desks: desks.get() })
      if (fault !== null) news.toast('own', fault)
    },
    seatAll: async () => news.toast('own', await seatAll({ room, claims, chosen, seats, plan })),
    stop() {
      for (const work of [stopNewcomer, ...undo, ownSeat.stop, plan.stop, chosen.stop]) work()
    },
  }
}

interface Moving {
  readonly room: Pick<Room, 'people'>
  readonly claims: Claims
  readonly seats: Seats
  readonly desks: readonly Desk[]
}

/** What a host orders to move somebody; why not, where the relay refuses it. */
const moveTo = async (
  person: string,
  desk: string,
  { room, claims, seats, desks }: Moving,
): Promise<string | null> => {
  const personOf = (key: string) => room.people.get().find((one) => one.key === key)
  const moved = personOf(person)
  const before = deskOf(seats, person)
  const sitter = seats.get(desk)
  if (moved === undefined || before === desk) return null
  const given = await claims.give(seatKey(desk), moved)
  if (!given.ok) return refusalInWords(given.fault)
  // The desks tell where there is another one: one at least is free.
  const next = before ?? desks.find(({ id }) => id !== desk && !seats.has(id))?.id
  const other = sitter === undefined ? undefined : personOf(sitter.key)
  if (next === undefined || (before === null && other === undefined)) return null
  const left = await claims.give(seatKey(next), other ?? null)
  return left.ok ? null : refusalInWords(left.fault)
}

const isSameSeats = (one: Seats, other: Seats): boolean =>
  one.size === other.size &&
  [...one].every(([desk, sitter]) => {
    const before = other.get(desk)
    return (
      before !== undefined &&
      before.key === sitter.key &&
      before.name === sitter.name &&
      before.isSelf === sitter.isSelf &&
      before.isHeld === sitter.isHeld
    )
  })
