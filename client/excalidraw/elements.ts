import type * as Y from 'yjs'
import { type BoardElement, beats, packElement, readElement } from './element.ts'
import type { Fields } from './fields.ts'
import { arranged, spread } from './order.ts'

/** A page shows so many, the first in the order. */
const MOST_ELEMENTS = 20_000

/** So long an element that was taken away is kept, in ms: a day. */
const KEPT_MS = 24 * 60 * 60 * 1000

export interface ElementsOptions {
  readonly doc: Y.Doc
  /** The name of the map. */
  readonly name: string
  /** Whether the relay would take what is written now. */
  readonly mayWrite: () => boolean
  readonly random?: () => number
}

/** What has changed in the document. */
interface Change {
  readonly isOwn: boolean
  /** What was there before, by id. */
  readonly before: ReadonlyMap<string, BoardElement | undefined>
}

/**
 * The elements of a board, in a `Y.Map` by their ids. The document is right: what it has is what everybody shows. Of two people
 * who change the same element at the same time Yjs lets one through, by no rule that people know. So each client looks at what
 * became of its own last change of an element: where another one that does not count by the rule of Excalidraw took its place, it says its own again.
 */
export class Elements {
  readonly #options: ElementsOptions
  readonly #map: Y.Map<unknown>
  readonly #known = new Map<string, BoardElement>()
  /** What this client wrote last, by id. */
  readonly #own = new Map<string, BoardElement>()
  readonly #listeners = new Set<(change: Change) => void>()
  #arranged: readonly BoardElement[] | null = null

  constructor(options: ElementsOptions) {
    this.#options = options
    this.#map = options.doc.getMap(options.name)
    for (const id of this.#map.keys()) this.#take(id)
    this.#map.observe(this.#changed)
  }

  /** Those that are there and can be read, also those that were taken away. */
  get size(): number {
    return this.#known.size
  }

  /** How many of them are shown: those of {@link all}, which need not be put in order for that. */
  get shownCount(): number {
    return Math.min(this.#known.size, MOST_ELEMENTS)
  }

  get(id: string): BoardElement | undefined {
    return this.#known.get(id)
  }

  /** As it stands in the map; it has been read. */
  packed(id: string): Fields | undefined {
    return this.#known.has(id) ? (this.#map.get(id) as Fields) : undefined
  }

  /** All in their order, each with an index of its own. */
  all(): readonly BoardElement[] {
    this.#arranged ??= arranged(this.#known.values(), (element, index) => ({ ...element, index })).slice(
      0,
      MOST_ELEMENTS,
    )
    return this.#arranged
  }

  subscribe(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /**
   * Writes elements as this client has them now, where they count more than those that are there. What can be no element is not
   * written; gives their ids.
   */
  put(changed: readonly BoardElement[]): readonly string[] {
    const refused: string[] = []
    const elements = changed.filter((element) => {
      const known = this.#known.get(element.id)
      return known === undefined ? !element.isDeleted : beats(element, known)
    })
    const order = this.all()
    // An index is one of the order as it is shown: so that becomes the one that is written.
    const isMoved = elements.some(({ id, index }) => this.#known.get(id)?.index !== index)
    const shown = isMoved
      ? order.filter((element) => this.#known.get(element.id)?.index !== element.index)
      : []
    const random = this.#options.random ?? Math.random
    this.#transact(() => {
      const ids = new Set(elements.map(({ id }) => id))
      for (const element of shown) if (!ids.has(element.id)) this.#map.set(element.id, packElement(element))
      for (const element of elements) {
        const isNew = !this.#known.has(element.id)
        const index = isNew ? spread(element.index, above(order, element.index), random) : element.index
        const read = readElement(element.id, { ...element, index })
        if (read === null) refused.push(element.id)
        else this.#write(read)
      }
    })
    return refused
  }

  /** Takes away what was deleted a day before `nowMs`. */
  prune(nowMs: number): void {
    const old = [...this.#known.values()].filter(
      ({ isDeleted, updated }) => isDeleted && updated < nowMs - KEPT_MS,
    )
    if (old.length > 0)
      this.#transact(() => {
        for (const { id } of old) this.#map.delete(id)
      })
  }

  stop(): void {
    this.#map.unobserve(this.#changed)
    this.#listeners.clear()
  }

  readonly #changed = (event: Y.YMapEvent<unknown>, { origin }: Y.Transaction): void => {
    this.#arranged = null
    const before = new Map([...event.keysChanged].map((id) => [id, this.#known.get(id)]))
    for (const id of event.keysChanged) this.#take(id)
    if (origin !== this) this.#insist(event.keysChanged)
    for (const listener of this.#listeners) listener({ isOwn: origin === this, before })
  }

  #take(id: string): void {
    const element = this.#map.has(id) ? readElement(id, this.#map.get(id)) : null
    if (element === null) this.#known.delete(id)
    else this.#known.set(id, element)
  }

  /** Says its own changes again where what took their place does not count. */
  #insist(ids: ReadonlySet<string>): void {
    const again: BoardElement[] = []
    for (const id of ids) {
      const own = this.#own.get(id)
      if (own === undefined) continue
      const known = this.#known.get(id)
      // One that is gone was deleted long ago: nobody brings it back by having missed that.
      if (!this.#map.has(id) || (known !== undefined && beats(known, own))) this.#own.delete(id)
      else if (known === undefined || beats(own, known)) again.push(own)
    }
    if (again.length > 0 && this.#options.mayWrite())
      this.#transact(() => {
        for (const element of again) this.#write(element)
      })
  }

  #write(element: BoardElement): void {
    this.#own.set(element.id, element)
    this.#map.set(element.id, packElement(element))
  }

  #transact(work: () => void): void {
    this.#options.doc.transact(work, this)
  }
}

/** The first index of the order that is above this one; null where there is none. */
const above = (order: readonly BoardElement[], index: string): string | null => {
  let [low, high] = [0, order.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((order[middle]?.index as string) <= index) low = middle + 1
    else high = middle
  }
  return order[low]?.index ?? null
}
