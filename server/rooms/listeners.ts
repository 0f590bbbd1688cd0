import type { RoomId } from '../../shared/index.ts'
import type { Fence } from '../base/fence.ts'
import type { RoomListener } from '../fanout/room-listener.ts'

/** Those who hear what happens in a room, each behind a fence. */
export class Listeners {
  readonly #room: RoomId
  readonly #fence: Fence
  readonly #onBroken: () => void
  #all: readonly RoomListener[] = []

  /** `onBroken` is called where a listener has missed something and cannot find out what. */
  constructor(room: RoomId, fence: Fence, onBroken: () => void) {
    this.#room = room
    this.#fence = fence
    this.#onBroken = onBroken
  }

  /** Tells `listener` what happens from now on, until what this gives is called. */
  add(listener: RoomListener): () => void {
    this.#all = [...this.#all, listener]
    return () => {
      this.#all = this.#all.filter((one) => one !== listener)
    }
  }

  /** A listener that throws has missed something and finds out what. */
  tell<Told extends unknown[]>(tell: (listener: RoomListener, ...told: Told) => void, ...told: Told): void {
    for (const listener of this.#all) {
      try {
        tell(listener, ...told)
      } catch (error) {
        this.#fence.failed('listener', error, { room: this.#room })
        this.mend(() => listener.missed())
      }
    }
  }

  mend(work: () => void): void {
    if (!this.#fence.run('listener', { room: this.#room }, work)) this.#onBroken()
  }
}
