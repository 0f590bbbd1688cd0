import type { Random } from './random.ts'

/** A stroke as it is at this moment, in widths and heights of the board. */
export interface DrawnStroke {
  /** Where it begins. */
  readonly x: number
  readonly y: number
  /** The points from there, the first one at 0, 0; they become more. */
  readonly points: readonly (readonly [number, number])[]
  readonly color: string
  readonly isDone: boolean
}

/** A mouse says where it is about so often. */
const POINT_MS = 20

const EVERY_MS = { least: 2_000, most: 9_000 }
const POINTS = { least: 15, most: 90 }
/** Between two points, in widths of the board. */
const STEP = { least: 0.001, most: 0.004 }
const BEND = 0.5

/** The colours that Excalidraw offers first. */
const COLORS = ['#1e1e1e', '#e03131', '#2f9e44', '#1971c2', '#f08c00']

/** A hand that draws a line now and then, and looks at it in between. */
export class Pen {
  readonly #random: Random
  #stroke: { readonly whole: DrawnStroke; readonly beganMs: number } | null = null
  #atMs: number

  constructor(random: Random, nowMs: number) {
    this.#random = random
    this.#atMs = nowMs + random.between(0, EVERY_MS.most)
  }

  /** What it has drawn of a stroke; null while the pen is up. */
  draws(nowMs: number): DrawnStroke | null {
    if (this.#stroke === null) {
      if (nowMs < this.#atMs) return null
      this.#stroke = { whole: this.#begin(), beganMs: nowMs }
    }
    const { whole, beganMs } = this.#stroke
    const points = whole.points.slice(0, 2 + Math.floor((nowMs - beganMs) / POINT_MS))
    const isDone = points.length === whole.points.length
    if (isDone) {
      this.#stroke = null
      this.#atMs = nowMs + this.#random.between(EVERY_MS.least, EVERY_MS.most)
    }
    return { ...whole, points, isDone }
  }

  #begin(): DrawnStroke {
    const random = this.#random
    const step = random.between(STEP.least, STEP.most)
    let heading = random.between(0, 2 * Math.PI)
    let bend = 0
    let [x, y] = [0, 0]
    const count = Math.round(random.between(POINTS.least, POINTS.most))
    const points = Array.from({ length: count }, (_, at) => {
      if (at === 0) return [0, 0] as const
      bend += random.between(-BEND, BEND) / 4
      heading += bend / 2
      x += Math.cos(heading) * step
      y += Math.sin(heading) * step
      return [x, y] as const
    })
    const [left, top] = [random.between(0.1, 0.9), random.between(0.1, 0.9)]
    return { x: left, y: top, points, color: random.pick(COLORS), isDone: true }
  }
}
