import type { ReadonlyStore, Room } from 'homeroom/client'
import type * as Y from 'yjs'
import { createValue } from '../page/value.ts'
import { type Desk, desksOf, type Layout, MOST_COLUMNS, MOST_ROWS, readLayout } from './layout.ts'
import { deskOf, leaveSeat, readSeats, type Seats, type Sitter, takenFrom, takeSeat } from './seats.ts'

/** How long absent people keep their seat, in ms: as long as the client shows them as reconnecting. */
const GRACE_MS = 10_000

/** The desks and the people at them, as the room's document has them. */
export interface Seating {
  readonly layout: ReadonlyStore<Layout>
  readonly desks: ReadonlyStore<readonly Desk[]>
  readonly seats: ReadonlyStore<Seats>
  /** Whether absences are certain: this client has been connected for the grace time. */
  readonly isKnown: ReadonlyStore<boolean>
  /** This person's desk; null while they stand. */
  ownDesk(): Desk | null
  sit(desk: Desk): void
  stand(): void
  setLayout(layout: Layout): void
  stop(): void
}

export interface SeatingOptions {
  readonly room: Pick<Room, 'doc' | 'self' | 'status' | 'serverMs'>
  readonly own: () => string
  /** Called when somebody else took this person's seat. */
  readonly onTaken: (desk: Desk, by: Sitter) => void
}

export const createSeating = ({ room, own, onTaken }: SeatingOptions): Seating => {
  const seatMap = room.doc.getMap('seats')
  const { layout, desks, setLayout, stop: stopLayout } = createLayout(room.doc)
  const seats = createValue(readSeats(seatMap.entries()))
  const isKnown = createGrace(room)

  const onSeats = (event: Y.YMapEvent<unknown>) => {
    const taken = event.transaction.local ? null : takenFrom(own(), event)
    seats.set(readSeats(seatMap.entries()))
    const desk = desks.get().find(({ id }) => id === taken?.desk)
    if (taken !== null && desk !== undefined) onTaken(desk, taken.by)
  }
  seatMap.observe(onSeats)

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
    setLayout,
    stop() {
      stopLayout()
      isKnown.stop()
      seatMap.unobserve(onSeats)
    },
  }
}

const createLayout = (doc: Y.Doc) => {
  const settings = doc.getMap('settings')
  const read = () => readLayout(settings.get('rows'), settings.get('columns'))
  const layout = createValue(read())
  const desks = createValue(desksOf(layout.get()))
  const onSettings = () => {
    const next = read()
    const { rows, columns } = layout.get()
    if (next.rows === rows && next.columns === columns) return
    layout.set(next)
    desks.set(desksOf(next))
  }
  settings.observe(onSettings)
  return {
    layout,
    desks,
    setLayout: ({ rows, columns }: Layout) =>
      doc.transact(() => {
        settings.set('rows', Math.min(MOST_ROWS, Math.max(1, rows)))
        settings.set('columns', Math.min(MOST_COLUMNS, Math.max(1, columns)))
      }),
    stop: () => settings.unobserve(onSettings),
  }
}

/** True once the client has been connected for the grace time. */
const createGrace = ({ status }: Pick<Room, 'status'>): ReadonlyStore<boolean> & { stop(): void } => {
  const isOver = createValue(false)
  let timer: ReturnType<typeof setTimeout> | undefined
  const onStatus = () => {
    clearTimeout(timer)
    if (status.get().state === 'connected') timer = setTimeout(() => isOver.set(true), GRACE_MS)
    else isOver.set(false)
  }
  const unsubscribe = status.subscribe(onStatus)
  onStatus()
  return {
    get: isOver.get,
    subscribe: isOver.subscribe,
    stop() {
      clearTimeout(timer)
      unsubscribe()
    },
  }
}
