import { type ReadonlyStore, type Room, warnUnsaved } from 'homeroom/client'
import { type Cast, createCast } from './cast.ts'
import { type Message, readMessages, writeMessage } from './chat.ts'
import { createFollowing, type Following } from './following.ts'
import { createGestures, type Gestures } from './gestures.ts'
import { type Desk, deskInReach, startOf } from './layout.ts'
import { createModeration, type Moderation } from './moderation.ts'
import { createNews, type News } from './news.ts'
import { createOwnRights, type LastRole } from './own-rights.ts'
import { randomId } from './random-id.ts'
import { reportReactions } from './reaction-news.ts'
import { reportNews } from './reporter.ts'
import type { Rights } from './rights.ts'
import { reportRules } from './rule-news.ts'
import { createSeating, type Seating } from './seating.ts'
import { seatState } from './seats.ts'
import { createValue } from './value.ts'
import { createWalker, type Walker } from './walker.ts'

/** Everything that happens in a classroom, without a page: the room, and what its document and people mean here. */
export interface Classroom {
  readonly room: Room
  readonly cast: ReadonlyStore<Cast>
  readonly rights: ReadonlyStore<Rights>
  readonly seating: Seating
  readonly messages: ReadonlyStore<readonly Message[]>
  readonly news: News
  readonly walker: Walker
  readonly gestures: Gestures
  readonly following: Following
  readonly moderation: Moderation
  /** The desk at which this person could sit down, or get up. */
  readonly inReach: ReadonlyStore<Desk | null>
  /** Who this person is in seats and chat; see `sitterKey`. */
  own(): string
  /** The room's height by its width, as this window shows it. */
  setAspect(aspect: number): void
  /** Sits down at a desk, gets up from the own one, or says why not. */
  toggleSeat(desk: Desk): void
  stand(): void
  write(text: string): void
  close(): void
}

export interface ClassroomOptions {
  readonly room: Room
  readonly sitter: string
  /** The role that this browser had in the room last: without a network nobody else says it. */
  readonly lastRole: LastRole
}

export const openClassroom = ({ room, sitter, lastRole }: ClassroomOptions): Classroom => {
  const own = () => {
    const id = room.welcome.get()?.identity.id ?? null
    return id === null ? `tab:${sitter}` : `id:${id}`
  }
  const news = createNews()
  const cast = createCast(room)
  const messages = room.doc.getArray('chat')
  const shownMessages = createValue(readMessages(messages.toArray()))
  const inReach = createValue<Desk | null>(null)
  let aspect = 0.625

  const seating = createSeating({
    room,
    own,
    onTaken: ({ number }, { name }) =>
      news.toast('seat', `Seat taken: ${name} was quicker at desk ${number}.`),
  })

  const rights = createOwnRights(room, lastRole)

  const look = () => inReach.set(deskInReach(seating.desks.get(), walker.place, aspect))
  const walker: Walker = createWalker({
    start: seating.ownDesk()?.chair ?? startOf(sitter),
    aspect: () => aspect,
    onMove(place) {
      room.self.set({ ...place })
      look()
    },
  })
  room.self.set({ ...walker.place, sitter })

  /** Who sits is where their chair is: after a reload, too, and when their other tab sat down. */
  let ownDesk: Desk | null = null
  const followSeat = () => {
    const next = seating.ownDesk()
    if (next !== null && next !== ownDesk) walker.moveTo(next.chair)
    ownDesk = next
    look()
  }
  followSeat()

  const gestures = createGestures(room, news)
  const following = createFollowing(room)

  const onMessages = () => shownMessages.set(readMessages(messages.toArray()))
  messages.observe(onMessages)
  const undo = [
    () => messages.unobserve(onMessages),
    room.welcome.subscribe(followSeat),
    seating.seats.subscribe(followSeat),
    seating.desks.subscribe(followSeat),
    warnUnsaved(room),
    reportRules(room, news),
    reportReactions(room, news),
    reportNews({ room, cast, messages: shownMessages, news, own }),
    rights.stop,
    gestures.stop,
    following.stop,
    cast.stop,
    seating.stop,
    walker.stop,
  ]

  const stand = () => {
    if (seating.ownDesk() === null) return
    seating.stand()
    news.say('own', 'You stand.')
  }

  return {
    room,
    cast,
    rights,
    seating,
    messages: shownMessages,
    news,
    walker,
    gestures,
    following,
    moderation: createModeration(room, news),
    inReach,
    own,
    setAspect(next) {
      aspect = next
      look()
    },
    toggleSeat(desk) {
      const off = rights.get().write
      if (off !== null) return news.toast('own', off)
      const present = new Set(cast.get().members.map((member) => member.sitter))
      const attendance = { own: own(), present, isKnown: seating.isKnown.get() }
      const state = seatState(seating.seats.get().get(desk.id), attendance)
      if (state.kind === 'own') return stand()
      if (state.kind === 'taken')
        return news.toast('seat', `Seat taken: ${state.sitter.name} sits at desk ${desk.number}.`)
      seating.sit(desk)
      news.say('own', `You sit at desk ${desk.number}.`)
    },
    stand,
    write: (text) =>
      writeMessage(messages, {
        id: randomId(),
        who: own(),
        name: room.self.get().name ?? 'unnamed',
        text,
        at: Math.round(room.serverMs()),
      }),
    close() {
      for (const work of undo) work()
    },
  }
}
