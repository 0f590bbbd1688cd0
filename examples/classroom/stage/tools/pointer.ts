// The pen, shapes, the eraser and a new text under a pointer.

import type { Room } from 'homeroom/client'
import type { Board } from '../board.ts'
import type { Painter } from '../chalk.ts'
import { BOARD, STROKE_POINTS, type Stroke } from '../format.ts'
import { inkOf, type LiveStroke } from '../live.ts'
import type { Point } from '../points.ts'
import type { Editing, Tool } from './editing.ts'
import { newItemId } from './edits.ts'
import { SHAPES, type Shape, shapePoints } from './shapes.ts'

/** Points that lie closer are one, in units: a mouse tells far more of them than can be seen. */
const NEAR = 22

/** Half a line of text, in units: its middle is where one presses. */
const HALF_LINE = 250

/** So close to a stroke the eraser takes it away, in units. */
const ERASER = 110

const clamp = (value: number, most: number): number => Math.min(most, Math.max(0, Math.round(value)))

const distance = ([ax, ay]: Point, [bx, by]: Point): number => Math.hypot(ax - bx, ay - by)

/** How far a point is from a line between two others. */
const distanceToLine = (point: Point, a: Point, b: Point): number => {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]]
  const length = dx * dx + dy * dy
  const along = length === 0 ? 0 : ((point[0] - a[0]) * dx + (point[1] - a[1]) * dy) / length
  const at = Math.min(1, Math.max(0, along))
  return distance(point, [a[0] + dx * at, a[1] + dy * at])
}

/** Whether the eraser at this place hits a stroke. */
const hits = (point: Point, { points }: Pick<Stroke, 'points'>): boolean =>
  points.some((end, index) => distanceToLine(point, points[index - 1] ?? end, end) <= ERASER)

export interface PointerOptions {
  readonly canvas: HTMLElement
  readonly room: Pick<Room, 'self'>
  readonly board: Board
  readonly painter: Painter
  readonly editing: Editing
}

/** A stroke under the pointer: others see it grow, and the document gets it once, when the pen goes up. */
const createGrowing = ({ room, painter, editing }: PointerOptions) => {
  let stroke: LiveStroke | null = null

  const show = (next: LiveStroke | null): void => {
    stroke = next
    painter.growOwn(next)
    room.self.set({ ink: next === null ? undefined : inkOf(next) })
  }
  return {
    get: () => stroke,
    show,
    start(point: Point): void {
      const { color, width } = editing.hand.get()
      show({ id: newItemId(), color, width, points: [point] })
    },
    end(): void {
      if (stroke === null) return
      const { id, ...look } = stroke
      editing.put({ kind: 'stroke', ...look }, id)
      show(null)
    },
    /** A second finger, or a call: what was begun is nothing. */
    cancel: () => show(null),
  }
}

type Growing = ReturnType<typeof createGrowing>

/** The pen: a stroke is longer with each move. */
const createStrokes = (growing: Growing) => {
  const { show, start, end, cancel } = growing
  /** With the next points, as far as they can be told from those before. */
  const grown = (whole: LiveStroke, next: readonly Point[]): LiveStroke => {
    const points = [...whole.points]
    for (const point of next) {
      const last = points.at(-1)
      if (last !== undefined && distance(last, point) >= NEAR) points.push(point)
    }
    return points.length === whole.points.length ? whole : { ...whole, points }
  }
  return {
    start,
    move(points: readonly Point[]): void {
      const stroke = growing.get()
      if (stroke === null) return
      const next = grown(stroke, points)
      const last = next.points.at(-1)
      if (next === stroke || last === undefined) return
      show({ ...next, points: next.points.slice(0, STROKE_POINTS) })
      if (next.points.length < STROKE_POINTS) return
      end()
      start(last)
    },
    end,
    cancel,
  }
}

/** A shape is another with each move. */
const createShape = ({ get, show, start, end, cancel }: Growing, shape: Shape) => {
  let from: Point = [0, 0]
  return {
    start(point: Point): void {
      from = point
      start(point)
    },
    move(points: readonly Point[]): void {
      const [stroke, to] = [get(), points.at(-1)]
      if (stroke !== null && to !== undefined) show({ ...stroke, points: shapePoints(shape, from, to) })
    },
    /** A press without a way is no shape. */
    end: () => (get()?.points.some((point) => distance(point, from) >= NEAR) ? end() : cancel()),
    cancel,
  }
}

const createEraser = ({ board, editing }: PointerOptions) => {
  let isMore = false
  const touch = (points: readonly Point[]): void => {
    const hit = board.items
      .get()
      .flatMap((item) => (item.kind === 'stroke' && points.some((point) => hits(point, item)) ? item.id : []))
    if (hit.length === 0) return
    editing.edits.erase(hit, isMore)
    isMore = true
  }
  return {
    start(point: Point): void {
      isMore = false
      touch([point])
    },
    move: touch,
    end() {
      isMore = false
    },
    cancel() {
      isMore = false
    },
  }
}

/** Draws and erases with one pointer at a time, until the returned function is called. */
export const bindPointer = (options: PointerOptions): (() => void) => {
  const { canvas, editing } = options
  const listening = new AbortController()
  const growing = createGrowing(options)
  const strokes = createStrokes(growing)
  const eraser = createEraser(options)
  const shapes = new Map<Tool, typeof eraser>(SHAPES.map((shape) => [shape, createShape(growing, shape)]))
  let active: { readonly pointer: number; readonly tool: typeof eraser } | null = null

  const pointOf = ({ clientX, clientY }: MouseEvent): Point => {
    const { left, top, width, height } = canvas.getBoundingClientRect()
    return [
      clamp(((clientX - left) / width) * BOARD[0], BOARD[0]),
      clamp(((clientY - top) / height) * BOARD[1], BOARD[1]),
    ]
  }
  const listen = (
    type: 'pointerdown' | 'pointermove' | 'pointerup' | 'pointercancel',
    act: (event: PointerEvent) => void,
  ) => canvas.addEventListener(type, act, { signal: listening.signal })
  const finish = (act: 'end' | 'cancel') => (event: PointerEvent) => {
    if (active?.pointer !== event.pointerId) return
    const { tool } = active
    active = null
    tool[act]()
  }

  listen('pointerdown', (event) => {
    const { tool } = editing.hand.get()
    if (event.button !== 0 || active !== null || tool === 'move' || tool === 'text') return
    event.preventDefault()
    canvas.setPointerCapture(event.pointerId)
    active = { pointer: event.pointerId, tool: tool === 'pen' ? strokes : (shapes.get(tool) ?? eraser) }
    active.tool.start(pointOf(event))
  })
  listen('pointermove', (event) => {
    if (active?.pointer !== event.pointerId) return
    // Pages over plain http have no coalesced events.
    const events = event.getCoalescedEvents?.() ?? []
    active.tool.move((events.length > 0 ? events : [event]).map(pointOf))
  })
  // A click, and not its beginning: a phone opens its keys for no less.
  canvas.addEventListener(
    'click',
    (event) => {
      if (editing.hand.get().tool !== 'text') return
      const [x, y] = pointOf(event)
      editing.write({ x, y: clamp(y - HALF_LINE, BOARD[1]) })
    },
    { signal: listening.signal },
  )
  listen('pointerup', finish('end'))
  listen('pointercancel', finish('cancel'))
  return () => {
    listening.abort()
    if (active !== null) active.tool.cancel()
  }
}
