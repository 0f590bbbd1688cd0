// Where a new picture stands: beside what is on the board, as large as that leaves room for.

import { BOARD, type BoardItem, type Picture, type Stroke } from '../format.ts'
import { textSize } from '../text-fit.ts'

/** The board in squares of so many units. */
const CELL = 125
const [COLUMNS, ROWS] = [Math.floor(BOARD[0] / CELL), Math.floor(BOARD[1] / CELL)]

/** A picture keeps so far from all else, in cells. */
const GAP = 1

/** Tried one after the other, in units: at first a picture is so large, and never larger. */
const SIDES: readonly (readonly [width: number, height: number])[] = [
  [4_000, 3_000],
  [3_200, 2_400],
  [2_500, 1_900],
  [2_000, 1_500],
  [1_500, 1_125],
]

export type Area = Pick<Picture, 'x' | 'y' | 'width' | 'height'>

/** A card is about so large: see stage.css. */
const LINK = { width: 3_600, height: 900 }

const sizeOf = (item: Exclude<BoardItem, Stroke>): Pick<Area, 'width' | 'height'> => {
  if (item.kind === 'image') return item
  return item.kind === 'text' ? textSize(item) : LINK
}

/** What an item covers: of a stroke each part of it, since a line around the board leaves room in its middle. */
const areasOf = (item: BoardItem): readonly Area[] => {
  if (item.kind !== 'stroke') {
    const size = sizeOf(item)
    // The page moves back onto the board what would reach over its edge.
    const [x, y] = [Math.min(item.x, BOARD[0] - size.width), Math.min(item.y, BOARD[1] - size.height)]
    return [{ x: Math.max(0, x), y: Math.max(0, y), ...size }]
  }
  return item.points.map((end, index) => {
    const start = item.points[index - 1] ?? end
    const [x, y] = [Math.min(start[0], end[0]), Math.min(start[1], end[1])]
    return { x, y, width: Math.abs(start[0] - end[0]), height: Math.abs(start[1] - end[1]) }
  })
}

/** For each corner of a cell, how many cells left of it and above it are taken: any rectangle of cells is four look-ups. */
const countTaken = (
  items: readonly BoardItem[],
): ((x: number, y: number, w: number, h: number) => number) => {
  const taken = new Uint8Array(COLUMNS * ROWS)
  for (const { x, y, width, height } of items.flatMap(areasOf)) {
    const right = Math.min(COLUMNS - 1, Math.floor((x + width) / CELL))
    const bottom = Math.min(ROWS - 1, Math.floor((y + height) / CELL))
    for (let row = Math.floor(y / CELL); row <= bottom; row++)
      taken.fill(1, row * COLUMNS + Math.floor(x / CELL), row * COLUMNS + right + 1)
  }
  const sums = new Uint32Array((COLUMNS + 1) * (ROWS + 1))
  const at = (column: number, row: number): number => sums[row * (COLUMNS + 1) + column] ?? 0
  for (let row = 0; row < ROWS; row++)
    for (let column = 0; column < COLUMNS; column++)
      sums[(row + 1) * (COLUMNS + 1) + column + 1] =
        (taken[row * COLUMNS + column] ?? 0) + at(column, row + 1) + at(column + 1, row) - at(column, row)
  return (x, y, w, h) => {
    const [left, top] = [Math.max(0, x - GAP), Math.max(0, y - GAP)]
    const [right, bottom] = [Math.min(COLUMNS, x + w + GAP), Math.min(ROWS, y + h + GAP)]
    return at(right, bottom) - at(left, bottom) - at(right, top) + at(left, top)
  }
}

/** The place that has least under it: of those that have the same, the one furthest to the right, and there the highest. */
const leastTaken = (count: ReturnType<typeof countTaken>, w: number, h: number) => {
  let best = { x: COLUMNS - w - GAP, y: GAP, under: Number.POSITIVE_INFINITY }
  for (let x = COLUMNS - w - GAP; x >= GAP; x--)
    for (let y = GAP; y + h + GAP <= ROWS; y++) {
      const under = count(x, y, w, h)
      if (under < best.under) best = { x, y, under }
      if (under === 0) return best
    }
  return best
}

/** A place for something of such a form: it shrinks until there is room, and stands over as little as can be where there is none. */
export const freeRoom = (items: readonly BoardItem[], form: Pick<Area, 'width' | 'height'>): Area => {
  const count = countTaken(items)
  const tries = SIDES.map(([width, height]) => {
    const scale = Math.min(width / form.width, height / form.height)
    return { width: Math.round(form.width * scale), height: Math.round(form.height * scale) }
  })
  let area: Area = { x: 0, y: 0, width: 0, height: 0 }
  for (const { width, height } of tries) {
    const place = leastTaken(count, Math.ceil(width / CELL), Math.ceil(height / CELL))
    area = { x: place.x * CELL, y: place.y * CELL, width, height }
    if (place.under === 0) break
  }
  return area
}
