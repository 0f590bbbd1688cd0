import { may, rightsOf } from '../../shared/index.ts'
import type { Other } from '../presence/people-lists.ts'
import type { ReadonlyStore } from '../store.ts'
import type { BoardElement } from './element.ts'
import type { Elements } from './elements.ts'
import { type Heard, HeardSketch, NOTHING_HEARD, type SketchFields } from './sketch.ts'

/** So long an element stays that is changed no more and has not come with the document, in ms. */
const LINGER_MS = 1_000

type Tab = Other<object>

export interface LiveOptions {
  readonly others: ReadonlyStore<readonly Tab[]>
  readonly elements: Pick<Elements, 'get' | 'packed'>
  /** Whether somebody is at this board. */
  readonly isHere: (tab: Tab) => boolean
  /** A stroke under a pen has changed. */
  readonly drawn: () => void
  /** Anything else has changed. */
  readonly moved: () => void
}

/** Elements that are told no more, until the document has them. */
class Lingering {
  readonly #byId = new Map<string, { element: BoardElement; timer: ReturnType<typeof setTimeout> }>()

  get elements(): readonly BoardElement[] {
    return [...this.#byId.values()].map(({ element }) => element)
  }

  add(element: BoardElement, ended: () => void): void {
    const { id } = element
    clearTimeout(this.#byId.get(id)?.timer)
    const timer = setTimeout(() => {
      this.#byId.delete(id)
      ended()
    }, LINGER_MS)
    this.#byId.set(id, { element, timer })
  }

  stop(): void {
    for (const { timer } of this.#byId.values()) clearTimeout(timer)
    this.#byId.clear()
  }
}

/** What the others are drawing, before it is in the document. Only those are heard who may write into it. */
export class Live {
  readonly #options: LiveOptions
  readonly #byTab = new Map<number, { readonly sketch: HeardSketch; heard: Heard }>()
  readonly #endedStrokes = new Lingering()
  readonly #endedMoves = new Lingering()
  readonly #unsubscribe: () => void

  constructor(options: LiveOptions) {
    this.#options = options
    this.#unsubscribe = options.others.subscribe((tabs) => this.#hear(tabs))
    this.#hear(options.others.get())
  }

  /** Strokes under pens, those alone that are not in the document. */
  strokes(): readonly BoardElement[] {
    const told = [...this.#byTab.values()].flatMap(({ heard }) => heard.stroke ?? [])
    return this.#news([...this.#endedStrokes.elements, ...told])
  }

  /** Other elements by their ids, those alone that are newer than what is in the document. */
  moves(): ReadonlyMap<string, BoardElement> {
    const told = [...this.#byTab.values()].flatMap(({ heard }) => heard.moves)
    const news = this.#news([...this.#endedMoves.elements, ...told])
    return new Map(news.map((element) => [element.id, element]))
  }

  stop(): void {
    this.#unsubscribe()
    for (const ended of [this.#endedStrokes, this.#endedMoves]) ended.stop()
  }

  /** An element of which nothing is known is news whatever its version; anything else where it is newer than the document's. */
  #news(elements: readonly BoardElement[]): readonly BoardElement[] {
    const last = new Map(elements.map((element) => [element.id, element]))
    return [...last.values()].filter((element) => {
      const known = this.#options.elements.get(element.id)
      return known === undefined || (known.version < element.version && !known.isDeleted)
    })
  }

  #hear(tabs: readonly Tab[]): void {
    const { elements, isHere } = this.#options
    const knownOf = (id: string) => elements.packed(id)
    const gone = new Set(this.#byTab.keys())
    for (const tab of tabs) {
      gone.delete(tab.clientId)
      const entry = this.#byTab.get(tab.clientId) ?? { sketch: new HeardSketch(), heard: NOTHING_HEARD }
      const before = entry.heard
      entry.heard = entry.sketch.take(mayDraw(tab) && isHere(tab) ? (tab as SketchFields) : {}, knownOf)
      this.#byTab.set(tab.clientId, entry)
      this.#tell(before, entry.heard)
    }
    for (const clientId of gone) {
      const { heard } = this.#byTab.get(clientId) ?? { heard: NOTHING_HEARD }
      this.#byTab.delete(clientId)
      this.#tell(heard, NOTHING_HEARD)
    }
  }

  #tell(before: Heard, now: Heard): void {
    const { drawn, moved } = this.#options
    if (before.stroke !== now.stroke) {
      if (before.stroke !== null && before.stroke.id !== now.stroke?.id)
        this.#endedStrokes.add(before.stroke, drawn)
      drawn()
    }
    if (before.moves === now.moves) return
    const ids = new Set(now.moves.map(({ id }) => id))
    for (const element of this.#news(before.moves))
      if (!ids.has(element.id)) this.#endedMoves.add(element, moved)
    moved()
  }
}

/** Of people whom the relay has not verified it says no role: then it takes what they write. */
const mayDraw = ({ status, role, rights }: Tab): boolean =>
  status === 'here' &&
  (role === undefined || may({ role: rightsOf({ role, ...(rights && { rights }) }) }, 'write'))
