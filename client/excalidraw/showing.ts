/** Excalidraw is shown a new board at most so often, in ms: it draws all that is seen of it each time. */
const SHOW_MS = { least: 50, most: 500 }

/** Of the time of a page so much at most, as a share, goes into that: on a slow machine others are seen less smoothly, and one's own hand is not. */
const SHOW_SHARE = 0.25

/** Excalidraw is shown strokes so late, in ms, since they are drawn above it until then. */
const SHOW_STROKES_MS = 1_000

/** While this person draws they come still later: all that is seen is drawn anew for them, and the pen would stumble. In ms. */
const SPARE_PEN_MS = 3_000

export interface ShowingOptions {
  /** Whether this person has the pen on the board. */
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

  /** There are strokes that are drawn above it. */
  strokes(): void {
    if (this.#timer !== null) return
    this.#strokesSinceMs = performance.now()
    this.#in(SHOW_STROKES_MS)
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
    this.#timer = setTimeout(() => this.#show(), waitMs)
  }

  #show(): void {
    this.#timer = null
    const beganMs = performance.now()
    const sinceMs = this.#strokesSinceMs
    if (sinceMs !== null && beganMs - sinceMs < SPARE_PEN_MS && this.#options.isDrawing()) {
      this.#in(SHOW_MS.most)
      return
    }
    this.#strokesSinceMs = null
    this.#options.show()
    const waitMs = (performance.now() - beganMs) / SHOW_SHARE
    this.#waitMs = Math.min(SHOW_MS.most, Math.max(SHOW_MS.least, waitMs))
  }
}
