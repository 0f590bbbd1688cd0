import { chatOf, type RoomChat } from 'homeroom/chat'
import { claimsOf } from 'homeroom/claims'
import { type ReadonlyStore, type Room, warnUnsaved } from 'homeroom/client'
import { type ChatOrders, createChatOrders } from '../chat/chat-orders.ts'
import type { Receivers } from '../chat/receivers.ts'
import { warnUnsent } from '../chat/warn-unsent.ts'
import { createOwnPlace, type OwnPlace } from '../floor/own-place.ts'
import { seatMemoryIn } from '../floor/seat-memory.ts'
import { createSeating, type Seating } from '../floor/seating.ts'
import { createGestures, type Gestures } from '../gestures/gestures.ts'
import { createFollowing, type Following } from '../host/following.ts'
import { createModeration, type Moderation } from '../host/moderation.ts'
import { createNews, type News } from '../news/news.ts'
import { reportNews } from '../news/report.ts'
import type { TabIds } from '../page/tab.ts'
import { createValue, type Value } from '../page/value.ts'
import { createPen, type Pen } from '../pen/pen.ts'
import { type Cast, createCast } from '../people/cast.ts'
import { type Board, createBoard } from '../stage/board.ts'
import { createRights, type LastRole, type Rights } from './rights.ts'
import { createTabs, type Tabs } from './tab.ts'

/** The state of a classroom, without React: the room, and what its document, presence and signals mean here. */
export interface Classroom {
  readonly room: Room
  readonly cast: ReadonlyStore<Cast>
  readonly rights: ReadonlyStore<Rights>
  readonly seating: Seating
  readonly ownPlace: OwnPlace
  readonly pen: Pen
  readonly board: Board
  readonly chat: RoomChat
  readonly chatOrders: ChatOrders
  /** Those whom the next message is for. */
  readonly receivers: Value<Receivers>
  readonly news: News
  readonly gestures: Gestures
  readonly following: Following
  readonly moderation: Moderation
  readonly tabs: Tabs
  close(): void
}

export interface ClassroomOptions {
  readonly room: Room
  /** The room's name. */
  readonly name: string
  readonly tab: TabIds
  readonly lastRole: LastRole
}

export const openClassroom = ({ room, name, tab, lastRole }: ClassroomOptions): Classroom => {
  const news = createNews()
  const cast = createCast(room)
  const chat = chatOf(room)
  const chatOrders = createChatOrders(room, chat, news)
  const rights = createRights(room, lastRole)
  const claims = claimsOf(room, { secret: tab.secret })
  const pen = createPen({ room, claims, news })
  const memory = seatMemoryIn(name, tab.sitter)
  const seating = createSeating({ room, claims, rights, news, memory })
  const ownPlace = createOwnPlace({ room, sitter: tab.sitter, seating, rights, news })
  const gestures = createGestures(room, news)
  const following = createFollowing(room)
  const board = createBoard({ room, rights, pen, lead: following.lead })
  const undo = [
    warnUnsaved(room),
    warnUnsent(chat),
    reportNews({ room, cast, chat, news }),
    ...[board, ownPlace, pen, seating, rights, gestures, following, chatOrders, cast].map(({ stop }) => stop),
  ]

  return {
    room,
    cast,
    rights,
    seating,
    ownPlace,
    pen,
    board,
    chat,
    chatOrders,
    receivers: createValue<Receivers>('everyone'),
    news,
    gestures,
    following,
    moderation: createModeration(room, news),
    tabs: createTabs(),
    close() {
      for (const work of undo) work()
    },
  }
}
