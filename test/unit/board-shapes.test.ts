import { expect, test } from 'vitest'
import { BOARD, readItem, STROKE_POINTS, writeItem } from '../../examples/classroom/stage/format.ts'
import type { Point } from '../../examples/classroom/stage/points.ts'
import { SHAPES, type Shape, shapePoints } from '../../examples/classroom/stage/tools/shapes.ts'

const CORNERS: readonly Point[] = [[0, 0], [BOARD[0], 0], [0, BOARD[1]], BOARD, [300, 5_000], [9_900, 200]]

const boxOf = (points: readonly Point[]) => {
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)]
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)]
}

test.each(SHAPES)(
  'shapes: a %s stays on the board wherever it is drawn, and is read as a stroke',
  (shape) => {
    for (const a of CORNERS)
      for (const b of CORNERS) {
        const points = shapePoints(shape, a, b)
        // Presence tells so many, and each move changes them all.
        expect(points.length).toBeLessThanOrEqual(Math.min(48, STROKE_POINTS))
        const item = { id: 's', at: 1, kind: 'stroke', color: 'white', width: 'thin', points } as const
        expect(readItem('s', writeItem(item)), `${shape} ${a} ${b}`).toEqual(item)
      }
  },
)

test('shapes: a line has both ends, a rectangle its four corners, a circle one width and height, in each direction', () => {
  const [a, b]: [Point, Point] = [
    [7_000, 4_000],
    [2_000, 1_000],
  ]
  const drawn = (shape: Shape) => shapePoints(shape, a, b)
  expect([drawn('line')[0], drawn('line').at(-1)]).toEqual([a, b])
  for (const corner of [a, b, [a[0], b[1]], [b[0], a[1]]]) expect(drawn('rectangle')).toContainEqual(corner)
  expect(boxOf(drawn('rectangle'))).toEqual([2_000, 1_000, 7_001, 4_000])
  // As large as the pointer went, and no larger than the board has room in that direction.
  const [left = 0, top = 0, right = 0, bottom = 0] = boxOf(drawn('circle'))
  for (const [side, wanted] of [
    [right, 7_000],
    [bottom, 4_000],
    [left, 3_000],
    [top, 0],
  ] as const)
    expect(Math.abs(side - wanted)).toBeLessThan(30)
})
