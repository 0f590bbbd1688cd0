/** Two frames of a display, in ms: by then Excalidraw has drawn a motion of the pen, or nothing comes of it. */
const HOLD_MS = 34

/**
 * Tells what the others see of this person. Excalidraw says where the pen is before it has drawn the point: said alone, that would
 * be a message of its own, and the point would wait for the throttle of presence behind it.
 */
export class Telling<Fields extends object> {
  readonly #say: (fields: Fields) => void
  #held: Fields | null = null
  #timer: ReturnType<typeof setTimeout> | null = null

  constructor(say: (fields: Fields) => void) {
    this.#say = say
  }

  /** Tells it now, with what was held. */
  readonly say = (fields: Fields): void => {
    const all = { ...this.#held, ...fields }
    this.#forget()
    this.#say(all)
  }

  /** Tells it with what is told next, or in a moment. */
  readonly hold = (fields: Fields): void => {
    this.#held = { ...this.#held, ...fields }
    this.#timer ??= setTimeout(() => this.flush(), HOLD_MS)
  }

  /** Tells what is held. */
  flush(): void {
    const held = this.#held
    this.#forget()
    if (held !== null) this.#say(held)
  }

  #forget(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    this.#held = null
  }
}
