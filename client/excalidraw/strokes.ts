import { Store } from '../store.ts'
import type { Scene } from './api.ts'
import type { BoardElement } from './element.ts'
import type { Elements } from './elements.ts'
import type { Live } from './live.ts'
import { Overlay } from './overlay.ts'

export interface StrokesOptions {
  readonly scene: Scene
  readonly elements: Pick<Elements, 'get'>
  readonly live: Pick<Live, 'strokes'>
}

/** Strokes of others that Excalidraw does not show yet: those under their pens, and those that the document has had for a moment. */
export class Strokes {
  readonly #options: StrokesOptions
  readonly #overlay: Overlay
  /** Of the document, by id: drawn here until Excalidraw draws them. */
  readonly #kept = new Set<string>()
  /** Those of them that Excalidraw was given, and has not taken yet. */
  #given: ReadonlySet<string> = new Set()
  #frame: number | null = null
  readonly drawn = new Store<readonly BoardElement[]>([], console.error)

  constructor(options: StrokesOptions) {
    this.#options = options
    this.#overlay = new Overlay(options.scene)
  }

  /** Draws strokes that the document has got. */
  keep(ids: Iterable<string>): void {
    for (const id of ids) this.#kept.add(id)
    this.changed()
  }

  /** A stroke has grown, or the board was moved: all are drawn in the next frame. */
  changed(): void {
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = null
      this.#draw()
    })
  }

  /** Excalidraw was given all that the document has. */
  given(): void {
    this.#given = new Set(this.#kept)
  }

  /** Excalidraw has taken what it was given, and draws it by the frame after the next one. */
  taken(): void {
    const ids = this.#given
    if (ids.size === 0) return
    this.#given = new Set()
    const letGo = () => {
      for (const id of ids) this.#kept.delete(id)
      this.changed()
    }
    requestAnimationFrame(() => requestAnimationFrame(letGo))
  }

  stop(): void {
    if (this.#frame !== null) cancelAnimationFrame(this.#frame)
    // Nothing is drawn any more, whatever frame is still to come.
    this.#frame = 0
    this.#overlay.remove()
  }

  #draw(): void {
    const { elements, live } = this.#options
    const kept = [...this.#kept].flatMap((id) => elements.get(id) ?? [])
    const strokes = [...kept.filter(({ isDeleted }) => !isDeleted), ...live.strokes()]
    this.#overlay.draw(strokes)
    if (strokes.length > 0 || this.drawn.get().length > 0) this.drawn.set(strokes)
  }
}
