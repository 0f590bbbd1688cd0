import { type ReadonlyStore, type Room, warnUnsaved } from 'homeroom/client'
import { type Chat, createChat } from '../chat/chat.ts'
import { createOwnPlace, type OwnPlace } from '../floor/own-place.ts'
import { createSeating, type Seating } from '../floor/seating.ts'
import { createGestures, type Gestures } from '../gestures/gestures.ts'
import { createFollowing, type Following } from '../host/following.ts'
import { createModeration, type Moderation } from '../host/moderation.ts'
import { createNews, type News } from '../news/news.ts'
import { reportNews } from '../news/report.ts'
import { type Cast, createCast } from '../people/cast.ts'
import { createRights, type LastRole, type Rights } from './rights.ts'
import { createTabs, type Tabs } from './tab.ts'

/** The state of a classroom, without React: the room, and what its document, presence and signals mean here. */
export interface Classroom {
  readonly room: Room
  readonly cast: ReadonlyStore<Cast>
  readonly rights: ReadonlyStore<Rights>
  readonly seating: Seating
  readonly ownPlace: OwnPlace
  readonly chat: Chat
  readonly news: News
  readonly gestures: Gestures
  readonly following: Following
  readonly moderation: Moderation
  readonly tabs: Tabs
  /** This person's key in seats and chat: {@link Member.sitter}. */
  own(): string
  close(): void
}

export interface ClassroomOptions {
  readonly room: Room
  /** The id of this tab's person, if the relay verifies nobody. */
  readonly sitter: string
  readonly lastRole: LastRole
}

export const openClassroom = ({ room, sitter, lastRole }: ClassroomOptions): Classroom => {
  const own = () => {
    const id = room.welcome.get()?.identity.id ?? null
    return id === null ? `tab:${sitter}` : `id:${id}`
  }
  const news = createNews()
  const cast = createCast(room)
  const chat = createChat(room, own)
  const rights = createRights(room, lastRole)
  const seating = createSeating({
    room,
    own,
    onTaken: ({ number }, { name }) =>
      news.toast('seat', `Seat taken: ${name} was quicker at desk ${number}.`),
  })
  const ownPlace = createOwnPlace({ room, sitter, own, seating, cast, rights, news })
  const gestures = createGestures(room, news)
  const following = createFollowing(room)
  const undo = [
    warnUnsaved(room),
    reportNews({ room, cast, messages: chat.messages, news, own }),
    ...[ownPlace, seating, rights, gestures, following, chat, cast].map(({ stop }) => stop),
  ]

  return {
    room,
    cast,
    rights,
    seating,
    ownPlace,
    chat,
    news,
    gestures,
    following,
    moderation: createModeration(room, news),
    tabs: createTabs(),
    own,
    close() {
      for (const work of undo) work()
    },
  }
}
