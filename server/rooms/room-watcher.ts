import type { RoomId } from '../../shared/index.ts'
import type { Room } from './room.ts'

/** Is told which rooms are in memory, in the turn in which that changes. */
export interface RoomWatcher {
  /** The room has been loaded; nobody has entered it yet. */
  opened(room: Room): void
  /** The room leaves memory; everybody has left it. */
  closed(room: Room): void
  /** The store holds another document of the room, or none, under this epoch; a room that is in memory is closed next. */
  replaced?(room: RoomId, epoch: string): void
  /** Whether a room in which nobody is has to stay, as long as there is memory for others. */
  holds?(room: Room): boolean
}
