import type { ReadonlyStore, Room } from 'homeroom/client'
import type { News } from '../../common/news/news.ts'
import { createValue } from '../../common/page/value.ts'
import { holderName } from '../../common/people/marked-name.ts'
import type { Rights } from '../../common/room/rights.ts'
import { words } from '../../common/words/index.ts'
import { refusalInWords } from '../../common/words/refusal.ts'
import { type Desk, deskInReach, startOf } from './layout.ts'
import type { Seating } from './seating.ts'
import { seatState } from './seats.ts'
import { createWalker, type Walker } from './walker.ts'

/** Where this person is on the floor: their steps, and their seat. */
export interface OwnPlace {
  readonly walker: Walker
  /** The desk at which this person could sit down, or get up. */
  readonly inReach: ReadonlyStore<Desk | null>
  /** Tells the height of the floor by its width in this window. */
  setAspect(aspect: number): void
  /** Sits down at a desk, gets up from their own, or says why not. */
  toggleSeat(desk: Desk): void
  stand(): void
  stop(): void
}

export interface OwnPlaceOptions {
  readonly room: Pick<Room, 'self' | 'people' | 'welcome'>
  readonly sitter: string
  readonly seating: Seating
  readonly rights: ReadonlyStore<Rights>
  readonly news: News
}

/** Sits down, and says so, or why not. */
const sitDown = async ({ room, seating, news }: OwnPlaceOptions, desk: Desk) => {
  const taken = await seating.sit(desk)
  if (taken.ok) return news.say('own', words().floor.sit(desk.number))
  const { code } = taken.fault
  if (code === 'not-connected') return news.toast('own', words().floor.noConnection)
  if (code !== 'claim-taken') return news.toast('own', refusalInWords(taken.fault))
  const { sits, quicker } = words().floor
  const { name = null, person = null } = taken.by ?? {}
  news.toast('seat', name ? sits(desk.number, holderName(room, { person, name })) : quicker(desk.number))
}

export const createOwnPlace = (options: OwnPlaceOptions): OwnPlace => {
  const { room, sitter, seating, rights, news } = options
  const inReach = createValue<Desk | null>(null)
  let aspect = 0.625

  const look = () => inReach.set(deskInReach(seating.desks.get(), walker.place, aspect))
  const walker: Walker = createWalker({
    start: seating.ownDesk()?.chair ?? startOf(sitter),
    aspect: () => aspect,
    onMove(place) {
      room.self.set({ ...place })
      look()
    },
  })
  // On the whiteboard of the room x and y are other places.
  room.self.set({ ...walker.place, sitter, at: 'class' })

  /** A seated person is where their chair is, also after a reload or when their other tab sat down. */
  let ownDesk: Desk | null = null
  const followSeat = () => {
    const next = seating.ownDesk()
    if (next !== null && next !== ownDesk) walker.moveTo(next.chair)
    ownDesk = next
    look()
  }
  followSeat()
  const undo = [room.welcome, seating.seats, seating.desks].map(({ subscribe }) => subscribe(followSeat))

  const stand = () => {
    if (seating.ownDesk() === null) return
    seating.stand()
    news.say('own', words().floor.stand)
  }

  return {
    walker,
    inReach,
    setAspect(next) {
      aspect = next
      look()
    },
    toggleSeat(desk) {
      const off = rights.get().present
      if (off !== null) return news.toast('own', off)
      const state = seatState(seating.seats.get().get(desk.id))
      if (state.kind === 'own') return stand()
      if (state.kind === 'taken') {
        const { key: person, name } = state.sitter
        return news.toast('seat', words().floor.sits(desk.number, holderName(room, { person, name })))
      }
      void sitDown(options, desk)
    },
    stand,
    stop() {
      for (const unsubscribe of undo) unsubscribe()
      walker.stop()
    },
  }
}
