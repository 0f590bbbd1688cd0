import { generateKeyBetween } from 'fractional-indexing'
import { readElement } from '../client/excalidraw/element.ts'
import { Elements } from '../client/excalidraw/elements.ts'
import { Sketch } from '../client/excalidraw/sketch.ts'
import type { Room } from '../client/index.ts'
import type { DrawnStroke } from './pen.ts'

/** Larger boards cost more than they show. */
const MOST_ELEMENTS = 6_000

/** What bots draw on, in Excalidraw's units. */
const BOARD = { width: 2_400, height: 1_500 }

const STROKE_WIDTH = 2

/** A bot's hand on a whiteboard: a stroke is told by presence while it is drawn, and written when it is done, as people's are. */
export class Drawing {
  readonly #room: Room
  readonly #elements: Elements
  readonly #sketch = new Sketch()
  #id: string | null = null

  constructor(room: Room, name: string, mayWrite: () => boolean) {
    this.#room = room
    this.#elements = new Elements({ doc: room.doc, name, mayWrite })
  }

  draw({ x, y, points, color, isDone }: DrawnStroke): void {
    if (this.#elements.size > MOST_ELEMENTS) return
    this.#id ??= crypto.randomUUID().slice(0, 21)
    const [xs, ys] = [points.map(([at]) => at), points.map(([, at]) => at)]
    const last = this.#elements.all().at(-1)?.index ?? null
    const element = readElement(this.#id, {
      ...{ type: 'freedraw', x: x * BOARD.width, y: y * BOARD.height },
      points: points.map(([across, down]) => [across * BOARD.width, down * BOARD.width]),
      width: (Math.max(...xs) - Math.min(...xs)) * BOARD.width,
      height: (Math.max(...ys) - Math.min(...ys)) * BOARD.width,
      ...{ strokeColor: color, strokeWidth: STROKE_WIDTH, index: generateKeyBetween(last, null) },
      ...{ version: points.length, versionNonce: 1, seed: 1, updated: this.#room.serverMs() },
    })
    if (element === null) return
    const [across, down] = points.at(-1) ?? [0, 0]
    const pointer = { x: (x + across) * BOARD.width, y: y * BOARD.height + down * BOARD.width }
    if (isDone) {
      this.#elements.put([element])
      this.#id = null
    }
    const sketch = this.#sketch.fieldsOf(isDone ? [] : [element], (id) => this.#elements.packed(id))
    this.#room.self.set({ ...pointer, ...sketch } as object)
  }

  /** Points at a place of the board, in its widths and heights. */
  point(x: number, y: number): void {
    if (this.#id === null) this.#room.self.set({ x: x * BOARD.width, y: y * BOARD.height })
  }
}
