// Shapes are strokes whose points follow a rule, so that the board needs no other kind of item: each is erased, undone and seen while it grows as a stroke is.

import { BOARD } from '../format.ts'
import type { Point } from '../points.ts'

export const SHAPES = ['line', 'rectangle', 'circle'] as const
export type Shape = (typeof SHAPES)[number]

/** As many as presence tells each time: with each move all of them are others ([TOLD_POINTS](../live.ts)). */
const POINTS = 48

const rounded = (x: number, y: number): Point => [Math.round(x), Math.round(y)]

/** Points along a line, both ends included. */
const along = ([ax, ay]: Point, [bx, by]: Point, count: number): readonly Point[] =>
  Array.from({ length: count }, (_, n) => {
    const part = n / (count - 1)
    return rounded(ax + (bx - ax) * part, ay + (by - ay) * part)
  })

/** The chalk runs smoothly from point to point: in a corner it rests for some, which are not quite the same, or it would cut it. */
const resting = ([x, y]: Point): readonly Point[] => [
  [x, y],
  [x + (x < BOARD[0] ? 1 : -1), y],
  [x, y],
]

const rectangle = (a: Point, b: Point): readonly Point[] => {
  const corners: readonly Point[] = [a, [b[0], a[1]], b, [a[0], b[1]]]
  const sides = corners.flatMap((corner, n) => [
    ...resting(corner),
    ...along(corner, corners[(n + 1) % 4] ?? corner, 10).slice(1, -1),
  ])
  return [...sides, ...resting(a)].slice(0, POINTS)
}

/** A circle in the square that begins at `a` and reaches to `b`, as far as it stays on the board. */
const circle = (a: Point, b: Point): readonly Point[] => {
  const [right, down] = [b[0] >= a[0], b[1] >= a[1]]
  const room = Math.min(right ? BOARD[0] - a[0] : a[0], down ? BOARD[1] - a[1] : a[1])
  const radius = Math.min(room, Math.max(Math.abs(b[0] - a[0]), Math.abs(b[1] - a[1]))) / 2
  const middle = [a[0] + (right ? radius : -radius), a[1] + (down ? radius : -radius)] as const
  return Array.from({ length: POINTS }, (_, n) => {
    const angle = (2 * Math.PI * n) / (POINTS - 1)
    return rounded(middle[0] + radius * Math.cos(angle), middle[1] + radius * Math.sin(angle))
  })
}

/** The points of a shape from where the pointer went down to where it is. */
export const shapePoints = (shape: Shape, a: Point, b: Point): readonly Point[] => {
  if (shape === 'line') return along(a, b, POINTS / 2)
  return shape === 'circle' ? circle(a, b) : rectangle(a, b)
}
