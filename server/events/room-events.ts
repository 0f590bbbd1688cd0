import type { RoomId } from '../../shared/index.ts'
import type { Context } from '../base/context.ts'
import type { Room } from '../rooms/room.ts'
import type { RoomWatcher } from '../rooms/room-watcher.ts'
import { EventMaker } from './event-maker.ts'
import type { RoomEvent } from './room-event.ts'

export type EventListener = (event: RoomEvent) => void

/** The events of all rooms of a relay, told to those who listen, each behind the fence. */
export class RoomEvents implements RoomWatcher {
  readonly #context: Pick<Context, 'clock' | 'fence'>
  readonly #listeners = new Set<EventListener>()

  constructor(context: Pick<Context, 'clock' | 'fence'>) {
    this.#context = context
  }

  /** False: nothing is made of what happens. */
  get isHeard(): boolean {
    return this.#listeners.size > 0
  }

  /** Tells `listener` what happens from now on, in the turn in which it happens; gives the end of that. */
  listen(listener: EventListener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  tell(event: RoomEvent): void {
    const { fence } = this.#context
    for (const listener of this.#listeners) fence.run('listener', { room: event.room }, () => listener(event))
  }

  opened(room: Room): void {
    room.listen(new EventMaker(room.id, this, this.#context.clock))
    this.#tellOf(room.id, 'room.opened')
  }

  closed(room: Room): void {
    this.#tellOf(room.id, 'room.closed')
  }

  replaced(room: RoomId): void {
    this.#tellOf(room, 'document.replaced')
  }

  #tellOf(room: RoomId, type: 'room.opened' | 'room.closed' | 'document.replaced'): void {
    if (this.isHeard) this.tell({ type, room, atMs: this.#context.clock.wallMs() })
  }
}
