import { may, rightsOf } from '../../shared/index.ts'
import type { Other } from '../presence/people-lists.ts'
import type { ReadonlyStore } from '../store.ts'
import type { BoardElement } from './element.ts'
import type { Elements } from './elements.ts'
import { HeardSketch, type SketchFields } from './sketch.ts'

/** So long an element stays that is changed no more and has not come with the document, in ms. */
const LINGER_MS = 1_000

type Tab = Other<object>

export interface LiveOptions {
  readonly others: ReadonlyStore<readonly Tab[]>
  readonly elements: Elements
  /** Something has changed. */
  readonly changed: () => void
}

/** What the others are drawing, before it is in the document. Only those are heard who may write into it. */
export class Live {
  readonly #options: LiveOptions
  readonly #byTab = new Map<number, { sketch: HeardSketch; elements: readonly BoardElement[] }>()
  /** What was being drawn, until the document has it. */
  readonly #ended = new Map<string, { element: BoardElement; timer: ReturnType<typeof setTimeout> }>()
  readonly #unsubscribe: () => void

  constructor(options: LiveOptions) {
    this.#options = options
    this.#unsubscribe = options.others.subscribe((tabs) => this.#hear(tabs))
    this.#hear(options.others.get())
  }

  /** The elements by their ids, those alone that are newer than what is in the document. */
  all(): ReadonlyMap<string, BoardElement> {
    const all = new Map<string, BoardElement>()
    for (const { element } of this.#ended.values()) all.set(element.id, element)
    for (const { elements } of this.#byTab.values())
      for (const element of elements) all.set(element.id, element)
    for (const [id, element] of all) if (!this.#isNews(element)) all.delete(id)
    return all
  }

  stop(): void {
    this.#unsubscribe()
    for (const { timer } of this.#ended.values()) clearTimeout(timer)
    this.#ended.clear()
  }

  /** A stroke of which nothing is known is news whatever its version; anything else where it is newer than the document's. */
  #isNews(element: BoardElement): boolean {
    const known = this.#options.elements.get(element.id)
    return known === undefined || (known.version < element.version && !known.isDeleted)
  }

  #hear(tabs: readonly Tab[]): void {
    const { elements: board, changed } = this.#options
    const knownOf = (id: string) => board.packed(id)
    let isChanged = false
    const gone = new Set(this.#byTab.keys())
    for (const tab of tabs) {
      gone.delete(tab.clientId)
      const entry = this.#byTab.get(tab.clientId) ?? { sketch: new HeardSketch(), elements: [] }
      const elements = entry.sketch.take(mayDraw(tab) ? (tab as SketchFields) : {}, knownOf)
      if (elements === entry.elements) continue
      isChanged = true
      this.#end(entry.elements, elements)
      this.#byTab.set(tab.clientId, { sketch: entry.sketch, elements })
    }
    for (const clientId of gone) {
      const entry = this.#byTab.get(clientId)
      isChanged ||= (entry?.elements.length ?? 0) > 0
      this.#end(entry?.elements ?? [], [])
      this.#byTab.delete(clientId)
    }
    if (isChanged) changed()
  }

  #end(before: readonly BoardElement[], now: readonly BoardElement[]): void {
    for (const element of before) {
      const { id } = element
      if (now.some((other) => other.id === id) || !this.#isNews(element)) continue
      clearTimeout(this.#ended.get(id)?.timer)
      const timer = setTimeout(() => {
        this.#ended.delete(id)
        this.#options.changed()
      }, LINGER_MS)
      this.#ended.set(id, { element, timer })
    }
  }
}

/** Of people whom the relay has not verified it says no role: then it takes what they write. */
const mayDraw = ({ status, role, rights }: Tab): boolean =>
  status === 'here' &&
  (role === undefined || may({ role: rightsOf({ role, ...(rights && { rights }) }) }, 'write'))
