import type { CrowdFields } from './crowd.ts'
import type { Fields } from './fields.ts'
import type { SketchFields } from './sketch.ts'

/** What one person says of a board. */
interface BoardFields extends CrowdFields, SketchFields {
  /** The board that all of it is about, by its `name`; absent for `elements`. */
  readonly exBoard?: string | undefined
}

/** The name of a board where none is given. */
export const ELEMENTS = 'elements'

/** Which of the boards of a room somebody is at. */
export const boardOf = (person: object): unknown => (person as Fields).exBoard ?? ELEMENTS

/** Two frames of a display, in ms: by then Excalidraw has drawn a motion of the pen, or nothing comes of it. */
const HOLD_MS = 34

const NOTHING: BoardFields = {
  ...{ exStroke: undefined, exInk: undefined, exMoves: undefined },
  ...{ exSelected: undefined, exView: undefined, exLaser: undefined },
}

type Told = BoardFields & { readonly x?: number; readonly y?: number }

export interface TellingOptions {
  /** This person's presence. */
  readonly self: { get(): object; set(fields: object): void }
  /** The name of the board. */
  readonly name: string
  /** What holds of this person here without anything being done. */
  readonly standing: () => CrowdFields
}

/**
 * Tells what the others see of this person on this board. A person is at one board at a time, that on which something was done last. Excalidraw says
 * where the pen is before it has drawn the point: said alone, that would be a message of its own, and the point would wait for the
 * throttle of presence behind it.
 */
export class Telling {
  readonly #options: TellingOptions
  #held: Told | null = null
  #timer: ReturnType<typeof setTimeout> | null = null

  constructor(options: TellingOptions) {
    this.#options = options
  }

  /** Tells it now, with what was held. */
  readonly say = (fields: Told): void => {
    const all = { ...this.#held, ...fields }
    this.#forget()
    const { self, name, standing } = this.#options
    if (boardOf(self.get()) === name) {
      self.set(all)
      return
    }
    // At another board nothing is said of this one any more.
    if (Object.values(all).every((value) => value === undefined)) return
    self.set({ ...NOTHING, exBoard: name === ELEMENTS ? undefined : name, ...standing(), ...all })
  }

  /** Tells it with what is told next, or in a moment. */
  readonly hold = (fields: Told): void => {
    this.#held = { ...this.#held, ...fields }
    this.#timer ??= setTimeout(() => this.flush(), HOLD_MS)
  }

  /** Tells what is held. */
  flush(): void {
    if (this.#held !== null) this.say({})
  }

  #forget(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    this.#held = null
  }
}
