import type { Room } from './room.ts'

/** Is told which rooms are in memory, in the turn in which that changes. */
export interface RoomWatcher {
  /** The room has been loaded; nobody has entered it yet. */
  opened(room: Room): void
  /** The room was deleted or replaced here, and has this epoch from now on; it is closed next. */
  replaced?(room: Room, epoch: string): void
  /** The room leaves memory; everybody has left it. */
  closed(room: Room): void
  /** Whether a room in which nobody is has to stay, as long as there is memory for others. */
  holds?(room: Room): boolean
}
