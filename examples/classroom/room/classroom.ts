import { chatOf, type RoomChat } from 'homeroom/chat'
import { createValue, type Value } from '../../common/page/value.ts'
import { openRoomState, type RoomState, type RoomStateOptions } from '../../common/room/room-state.ts'
import { reportChat } from '../chat/chat-news.ts'
import { type ChatOrders, createChatOrders } from '../chat/chat-orders.ts'
import type { Receivers } from '../chat/receivers.ts'
import { warnUnsent } from '../chat/warn-unsent.ts'
import { createOwnPlace, type OwnPlace } from '../floor/own-place.ts'
import { seatMemoryIn } from '../floor/seat-memory.ts'
import { createSeating, type Seating } from '../floor/seating.ts'
import { type Board, createBoard } from '../stage/board.ts'
import { createTabs, type Tabs } from './tab.ts'

/** The state of a classroom, without React: the room, and what its document, presence and signals mean here. */
export interface Classroom extends RoomState {
  readonly seating: Seating
  readonly ownPlace: OwnPlace
  readonly board: Board
  readonly chat: RoomChat
  readonly chatOrders: ChatOrders
  /** Those whom the next message is for. */
  readonly receivers: Value<Receivers>
  readonly tabs: Tabs
}

export const openClassroom = (options: RoomStateOptions): Classroom => {
  const state = openRoomState(options)
  const { room, claims, rights, news, pen, following } = state
  const { name, tab } = options
  const chat = chatOf(room)
  const chatOrders = createChatOrders(room, chat, news)
  const memory = seatMemoryIn(name, tab.sitter)
  const seating = createSeating({ room, claims, rights, news, memory })
  const ownPlace = createOwnPlace({ room, sitter: tab.sitter, seating, rights, news })
  const board = createBoard({ room, rights, pen, lead: following.lead })
  const undo = [
    warnUnsent(chat),
    reportChat(chat, { news, isHost: () => rights.get().isHost }),
    ...[board, ownPlace, seating, chatOrders].map(({ stop }) => stop),
    state.close,
  ]

  return {
    ...state,
    ...{ seating, ownPlace, board, chat, chatOrders },
    receivers: createValue<Receivers>('everyone'),
    tabs: createTabs(),
    close() {
      for (const work of undo) work()
    },
  }
}
