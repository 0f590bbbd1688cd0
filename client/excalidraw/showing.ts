/** Excalidraw is shown a new board at most so often, in ms: it draws all that is seen of it each time. */
const SHOW_MS = { least: 50, most: 500 }

/** Of the time of a page so much at most, as a share, goes into that: on a slow machine others are seen less smoothly, and one's own hand is not. */
const SHOW_SHARE = 0.25

/** Excalidraw is shown strokes so late, in ms, since they are drawn above it until then. */
const SHOW_STROKES_MS = 1_000

/** While this person has a pen they come with the next stroke of it, or so late: all that is seen is drawn anew for them, and the pen would stumble. In ms. */
const SPARE_PEN_MS = 4_000

export interface ShowingOptions {
  /** Whether this person draws, or has the pen for it in the hand. */
  readonly isDrawing: () => boolean
  /** Shows Excalidraw the board as it is. */
  readonly show: () => void
}

/** When Excalidraw is shown what others did. */
export class Showing {
  readonly #options: ShowingOptions
  #waitMs = SHOW_MS.least
  #timer: ReturnType<typeof setTimeout> | null = null
  #atMs = 0
  /** Since when strokes alone wait; null where anything else does, or nothing. */
  #strokesSinceMs: number | null = null

  constructor(options: ShowingOptions) {
    this.#options = options
  }

  /** Something has changed that nobody sees before it is shown. */
  soon(): void {
    this.#strokesSinceMs = null
    this.#in(this.#waitMs)
  }

  /** There are strokes that are drawn above it, or that it has as they were drawn here. */
  strokes(): void {
    if (this.#timer !== null) return
    this.#strokesSinceMs = performance.now()
    this.#in(SHOW_STROKES_MS)
  }

  /** Excalidraw draws all of it in any case: what waits is shown with that. */
  now(): void {
    if (this.#timer === null) return
    clearTimeout(this.#timer)
    this.#show()
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
  }

  #in(waitMs: number): void {
    const atMs = performance.now() + waitMs
    if (this.#timer !== null) {
      if (this.#atMs <= atMs) return
      clearTimeout(this.#timer)
    }
    this.#atMs = atMs
    this.#timer = setTimeout(() => this.#due(), waitMs)
  }

  #due(): void {
    this.#timer = null
    const sinceMs = this.#strokesSinceMs
    const isSpared = sinceMs !== null && performance.now() - sinceMs < SPARE_PEN_MS
    if (isSpared && this.#options.isDrawing()) this.#in(SHOW_MS.most)
    else this.#show()
  }

  #show(): void {
    this.#timer = null
    const beganMs = performance.now()
    this.#strokesSinceMs = null
    this.#options.show()
    const waitMs = (performance.now() - beganMs) / SHOW_SHARE
    this.#waitMs = Math.min(SHOW_MS.most, Math.max(SHOW_MS.least, waitMs))
  }
}
