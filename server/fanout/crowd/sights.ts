import type { View } from '../../../shared/index.ts'
import type { Packet } from '../packet.ts'
import { toCells } from './grid.ts'
import { type CrowdedRoom, Sight, type Turn } from './sight.ts'

/** Views of a room that are held apart; a receiver with one more sees what those see that ask for none, until another one is free. */
const MOST_VIEWS = 128

/** All that receivers of a crowd see of it: one sight for each part of the room that somebody looks at, and one for all others. */
export class Sights {
  readonly everywhere: Sight
  readonly #room: CrowdedRoom
  /** By the edges of their views. */
  readonly #byView = new Map<string, Sight>()

  constructor(room: CrowdedRoom) {
    this.#room = room
    this.everywhere = new Sight(null, room)
  }

  /** Something waits for the next turn. */
  get hasMore(): boolean {
    return this.#all.some(({ hasMore }) => hasMore)
  }

  /** There is room for no further view. */
  get isFull(): boolean {
    return this.#byView.size >= MOST_VIEWS
  }

  of(view: View | null): Sight {
    if (view === null) return this.everywhere
    const cells = toCells(view)
    const key = `${cells.left} ${cells.top} ${cells.right} ${cells.bottom}`
    const known = this.#byView.get(key)
    if (known !== undefined) return known
    if (this.isFull) return this.everywhere
    const sight = new Sight(cells, this.#room)
    this.#byView.set(key, sight)
    return sight
  }

  /** Lets those go that nobody sees any more. */
  keep(places: Iterable<{ readonly sight: Sight }>): void {
    if (this.#byView.size === 0) return
    const used = new Set<Sight>()
    for (const { sight } of places) used.add(sight)
    for (const [key, sight] of this.#byView) if (!used.has(sight)) this.#byView.delete(key)
  }

  /** What the receivers of each are told. */
  take(turn: Turn): ReadonlyMap<Sight, Packet> {
    return new Map(this.#all.map((sight) => [sight, sight.take(turn)] as const))
  }

  get #all(): readonly Sight[] {
    return [this.everywhere, ...this.#byView.values()]
  }
}
