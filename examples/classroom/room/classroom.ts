import { openRoomState, type RoomState, type RoomStateOptions } from '../../common/room/room-state.ts'
import { seatMemoryIn } from '../../common/room/seat-memory.ts'
import { createOwnPlace, type OwnPlace } from '../floor/own-place.ts'
import { createSeating, type Seating } from '../floor/seating.ts'
import { type Board, createBoard } from '../stage/board.ts'
import { createTabs, type Tabs } from './tab.ts'

/** The state of a classroom, without React: the room, and what its document, presence and signals mean here. */
export interface Classroom extends RoomState {
  readonly seating: Seating
  readonly ownPlace: OwnPlace
  readonly board: Board
  readonly tabs: Tabs
}

export const openClassroom = (options: RoomStateOptions): Classroom => {
  const state = openRoomState(options)
  const { room, claims, rights, news, pen, following } = state
  const { name, tab } = options
  const memory = seatMemoryIn(name, tab.sitter)
  const seating = createSeating({ room, claims, rights, news, memory })
  const ownPlace = createOwnPlace({ room, sitter: tab.sitter, seating, rights, news })
  const board = createBoard({ room, rights, pen, lead: following.lead })
  const undo = [...[board, ownPlace, seating].map(({ stop }) => stop), state.close]

  return {
    ...state,
    ...{ seating, ownPlace, board, tabs: createTabs() },
    close() {
      for (const work of undo) work()
    },
  }
}
