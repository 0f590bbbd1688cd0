import type { RoomId } from '../../shared/index.ts'
import type { Room } from '../rooms/room.ts'
import type { RoomWatcher } from '../rooms/room-watcher.ts'

/** The names under which everybody sees those who are in rooms. */
export class ShownNames implements RoomWatcher {
  readonly #byRoom = new Map<RoomId, Map<string, string>>()

  opened(room: Room): void {
    const byConnection = new Map<string, string>()
    this.#byRoom.set(room.id, byConnection)
    room.listen({
      changed({ owner, state: { name } }) {
        if (owner.source === 'client' && typeof name === 'string') byConnection.set(owner.id, name)
      },
      left(who) {
        byConnection.delete(who.id)
      },
      missed() {
        // The next change of that person says the name again.
      },
    })
  }

  closed({ id }: Room): void {
    this.#byRoom.delete(id)
  }

  /** The latest name of a connection in a room; null where it has shown none, or is not there. */
  of(room: RoomId, connection: string | null): string | null {
    return this.#byRoom.get(room)?.get(connection ?? '') ?? null
  }
}
