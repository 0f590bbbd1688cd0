// Draws strokes on a canvas. What is drawn stays: a stroke that is added costs one stroke, however many are there.

import { getStroke } from 'perfect-freehand'
import { BOARD, type Chalk, type Width } from './format.ts'
import { INKS } from './inks.ts'
import type { Point } from './points.ts'

export interface Drawable extends Chalk {
  readonly points: readonly Point[]
}

/** In units. */
const SIZES: Readonly<Record<Width, number>> = { thin: 46, thick: 104 }

/** A canvas is at most so wide, in pixels: a projector shows no more. */
const MOST_PIXELS = 3_840

/** A closed line through the middle between each point and the next, which the point pulls: smooth, and a corner where points stand close. */
const closedPath = (points: readonly (readonly number[])[]): Path2D => {
  const path = new Path2D()
  for (let index = 0; index <= points.length; index++) {
    const [x = 0, y = 0] = points[index % points.length] ?? []
    const [nextX = x, nextY = y] = points[(index + 1) % points.length] ?? []
    const middle = [(x + nextX) / 2, (y + nextY) / 2] as const
    if (index === 0) path.moveTo(...middle)
    else path.quadraticCurveTo(x, y, ...middle)
  }
  path.closePath()
  return path
}

/** No hand comes back to the very point where it began: such a stroke is a rectangle or a circle. */
const isClosed = (points: readonly Point[]): boolean => {
  const [first, last] = [points[0], points.at(-1)]
  return points.length > 8 && first?.[0] === last?.[0] && first?.[1] === last?.[1]
}

const outlineOf = ({ points, width }: Drawable, isWhole: boolean): Path2D => {
  const outline = getStroke(points as Point[] as [number, number][], {
    size: SIZES[width],
    thinning: 0.35,
    smoothing: 0.6,
    streamline: 0.35,
    last: isWhole,
  })
  return closedPath(outline)
}

/** As wide as the chalk is on the way at an even speed. */
const EVEN = 0.9

/** A shape, which the hand of {@link outlineOf} would begin and end with a kink, and whose corners it would cut. */
const drawShape = (context: CanvasRenderingContext2D, { points, width, color }: Drawable): void => {
  context.strokeStyle = INKS[color]
  context.lineWidth = SIZES[width] * EVEN
  context.lineJoin = 'round'
  context.stroke(closedPath(points.slice(1)))
}

/** Of whole strokes, each made once. */
const outlines = new WeakMap<Drawable, Path2D>()

/** Draws a stroke onto a canvas whose unit is that of the board. */
export const drawStroke = (context: CanvasRenderingContext2D, stroke: Drawable, isWhole = true): void => {
  if (isClosed(stroke.points)) {
    drawShape(context, stroke)
    return
  }
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

/** Gives a canvas as many pixels as it takes on the screen. False where it has them already. */
const fit = (context: CanvasRenderingContext2D): boolean => {
  const { canvas } = context
  const scale = Math.min(devicePixelRatio, MOST_PIXELS / Math.max(1, canvas.clientWidth))
  const [width, height] = [Math.round(canvas.clientWidth * scale), Math.round(canvas.clientHeight * scale)]
  if (width === 0 || (canvas.width === width && canvas.height === height)) return false
  canvas.width = width
  canvas.height = height
  inUnits(context)
  return true
}

/** Strokes that are whole: what is drawn already stays. */
const createFinished = (context: CanvasRenderingContext2D) => {
  let drawn: readonly Drawable[] = []
  return (wanted: readonly Drawable[], isEmpty: boolean): void => {
    if (wanted === drawn && !isEmpty) return
    const isMore = !isEmpty && drawn.every((stroke, index) => stroke === wanted[index])
    if (!isMore) clear(context)
    for (const stroke of isMore ? wanted.slice(drawn.length) : wanted) drawStroke(context, stroke)
    drawn = wanted
  }
}

/** Two canvases that lie over each other: what is done, and what is being drawn. */
export const createPainter = (done: CanvasRenderingContext2D, growing: CanvasRenderingContext2D) => {
  const finish = createFinished(done)
  let strokes: readonly Drawable[] = []
  let others: readonly Drawable[] = []
  let own: Drawable | null = null
  let frame: number | null = null

  const draw = (isEmpty = false): void => {
    frame = null
    finish(strokes, isEmpty)
    clear(growing)
    for (const stroke of own === null ? others : [...others, own]) drawStroke(growing, stroke, false)
  }
  const request = (): void => {
    frame ??= requestAnimationFrame(() => draw())
  }
  const resize = (): void => {
    const isEmpty = [done, growing].map(fit).some(Boolean)
    if (!isEmpty) return
    // At once: a canvas that has a new size is empty.
    if (frame !== null) cancelAnimationFrame(frame)
    draw(true)
  }
  const observer = new ResizeObserver(resize)
  observer.observe(done.canvas)
  resize()

  return {
    /** Whole strokes, in their order. */
    show(next: readonly Drawable[]): void {
      strokes = next
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
