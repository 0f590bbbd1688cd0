import type { ReadonlyStore, Room } from 'homeroom/client'
import type * as Y from 'yjs'
import { isConnected } from './connection-state.ts'
import { type Desk, desksOf, type Layout, MOST_COLUMNS, MOST_ROWS, readLayout } from './layout.ts'
import { deskOf, leaveSeat, readSeats, type Seats, type Sitter, takenFrom, takeSeat } from './seats.ts'
import { createValue } from './value.ts'

/** Somebody who is gone keeps their seat this long, in ms: as long as the client shows them as reconnecting. */
const GRACE_MS = 10_000

/** Desks and who sits at them, as the room's document has it. */
export interface Seating {
  readonly layout: ReadonlyStore<Layout>
  readonly desks: ReadonlyStore<readonly Desk[]>
  readonly seats: ReadonlyStore<Seats>
  /** True once it can be said who is gone for good: this client has been connected for the grace time. */
  readonly isKnown: ReadonlyStore<boolean>
  /** The own desk; null while standing. */
  ownDesk(): Desk | null
  sit(desk: Desk): void
  stand(): void
  setLayout(layout: Layout): void
  stop(): void
}

export interface SeatingOptions {
  readonly room: Pick<Room, 'doc' | 'self' | 'status' | 'serverMs'>
  readonly own: () => string
  readonly onTaken: (desk: Desk, by: Sitter) => void
}

export const createSeating = ({ room, own, onTaken }: SeatingOptions): Seating => {
  const seatMap = room.doc.getMap('seats')
  const settings = room.doc.getMap('settings')
  const readDesks = () => readLayout(settings.get('rows'), settings.get('columns'))
  const layout = createValue(readDesks())
  const desks = createValue(desksOf(layout.get()))
  const seats = createValue(readSeats(seatMap.entries()))
  const isKnown = createValue(false)
  let grace: ReturnType<typeof setTimeout> | undefined

  const onSettings = () => {
    const next = readDesks()
    const { rows, columns } = layout.get()
    if (next.rows === rows && next.columns === columns) return
    layout.set(next)
    desks.set(desksOf(next))
  }
  const onSeats = (event: Y.YMapEvent<unknown>) => {
    const taken = event.transaction.local ? null : takenFrom(own(), event)
    seats.set(readSeats(seatMap.entries()))
    const desk = desks.get().find(({ id }) => id === taken?.desk)
    if (taken !== null && desk !== undefined) onTaken(desk, taken.by)
  }
  const onStatus = () => {
    clearTimeout(grace)
    if (isConnected(room.status.get())) grace = setTimeout(() => isKnown.set(true), GRACE_MS)
    else isKnown.set(false)
  }
  settings.observe(onSettings)
  seatMap.observe(onSeats)
  const stopStatus = room.status.subscribe(onStatus)
  onStatus()

  return {
    layout,
    desks,
    seats,
    isKnown,
    ownDesk: () => {
      const id = deskOf(seats.get(), own())
      return desks.get().find((desk) => desk.id === id) ?? null
    },
    sit: ({ id }) =>
      takeSeat(seatMap, id, {
        who: own(),
        name: room.self.get().name ?? 'unnamed',
        at: Math.round(room.serverMs()),
      }),
    stand: () => leaveSeat(seatMap, own()),
    setLayout: ({ rows, columns }) =>
      room.doc.transact(() => {
        settings.set('rows', Math.min(MOST_ROWS, Math.max(1, rows)))
        settings.set('columns', Math.min(MOST_COLUMNS, Math.max(1, columns)))
      }),
    stop() {
      clearTimeout(grace)
      stopStatus()
      settings.unobserve(onSettings)
      seatMap.unobserve(onSeats)
    },
  }
}
