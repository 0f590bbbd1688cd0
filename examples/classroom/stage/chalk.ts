// Draws strokes on a canvas. What is drawn stays: a stroke that is added costs one stroke, however many are there.

import { getStroke } from 'perfect-freehand'
import { BOARD, type Chalk, type Color, type Width } from './format.ts'
import type { Point } from './points.ts'

export interface Drawable extends Chalk {
  readonly points: readonly Point[]
}

/** On the green of the board, which is the same for all themes. Each has a contrast of 6 or better. */
export const INKS: Readonly<Record<Color, string>> = {
  white: '#f6f8f4',
  yellow: '#ffe08a',
  red: '#ffb3a6',
  blue: '#a9d9ff',
}

/** In units. */
const SIZES: Readonly<Record<Width, number>> = { thin: 46, thick: 104 }

/** A canvas is at most so wide, in pixels: a projector shows no more. */
const MOST_PIXELS = 3_840

const outlineOf = ({ points, width }: Drawable, isWhole: boolean): Path2D => {
  const outline = getStroke(points as Point[] as [number, number][], {
    size: SIZES[width],
    thinning: 0.35,
    smoothing: 0.6,
    streamline: 0.35,
    last: isWhole,
  })
  const path = new Path2D()
  outline.forEach(([x = 0, y = 0], index) => {
    const [nextX = x, nextY = y] = outline[(index + 1) % outline.length] ?? []
    if (index === 0) path.moveTo((x + nextX) / 2, (y + nextY) / 2)
    else path.quadraticCurveTo(x, y, (x + nextX) / 2, (y + nextY) / 2)
  })
  path.closePath()
  return path
}

/** Of whole strokes, each made once. */
const outlines = new WeakMap<Drawable, Path2D>()

/** Draws a stroke onto a canvas whose unit is that of the board. */
export const drawStroke = (context: CanvasRenderingContext2D, stroke: Drawable, isWhole = true): void => {
  let outline = outlines.get(stroke)
  if (outline === undefined) {
    outline = outlineOf(stroke, isWhole)
    if (isWhole) outlines.set(stroke, outline)
  }
  context.fillStyle = INKS[stroke.color]
  context.fill(outline)
}

/** Scales a context to the units of the board. */
export const inUnits = (context: CanvasRenderingContext2D): void => {
  const { width, height } = context.canvas
  context.setTransform(width / BOARD[0], 0, 0, height / BOARD[1], 0, 0)
}

const clear = (context: CanvasRenderingContext2D): void => context.clearRect(0, 0, BOARD[0], BOARD[1])

/** Two canvases that lie over each other: what is done, and what is being drawn. */
export const createPainter = (done: HTMLCanvasElement, growing: HTMLCanvasElement) => {
  const contexts = [done, growing].map((canvas) => canvas.getContext('2d'))
  const [finished, live] = contexts
  let drawn: readonly Drawable[] = []
  let wanted: readonly Drawable[] = []
  let others: readonly Drawable[] = []
  let own: Drawable | null = null
  let frame: number | null = null
  let isStale = false

  const drawWanted = (context: CanvasRenderingContext2D): void => {
    const isMore = !isStale && drawn.every((stroke, index) => stroke === wanted[index])
    if (!isMore) clear(context)
    for (const stroke of isMore ? wanted.slice(drawn.length) : wanted) drawStroke(context, stroke)
    drawn = wanted
  }
  const draw = (): void => {
    frame = null
    if (finished && (isStale || wanted !== drawn)) drawWanted(finished)
    isStale = false
    if (!live) return
    clear(live)
    for (const stroke of own === null ? others : [...others, own]) drawStroke(live, stroke, false)
  }
  const request = (): void => {
    frame ??= requestAnimationFrame(draw)
  }
  const resize = (): void => {
    const scale = Math.min(devicePixelRatio, MOST_PIXELS / Math.max(1, done.clientWidth))
    const [width, height] = [Math.round(done.clientWidth * scale), Math.round(done.clientHeight * scale)]
    if (width === 0 || (done.width === width && done.height === height)) return
    for (const context of contexts) {
      if (!context) continue
      Object.assign(context.canvas, { width, height })
      inUnits(context)
    }
    isStale = true
    // At once: a canvas that has a new size is empty.
    if (frame !== null) cancelAnimationFrame(frame)
    draw()
  }
  const observer = new ResizeObserver(resize)
  observer.observe(done)
  resize()

  return {
    /** Whole strokes, in their order. */
    show(next: readonly Drawable[]): void {
      wanted = next
      request()
    },
    /** Strokes of others that are not whole yet. */
    grow(next: readonly Drawable[]): void {
      others = next
      request()
    },
    /** The stroke under this person's own pen; null for none. */
    growOwn(next: Drawable | null): void {
      own = next
      request()
    },
    stop(): void {
      observer.disconnect()
      if (frame !== null) cancelAnimationFrame(frame)
    },
  }
}

export type Painter = ReturnType<typeof createPainter>
