import type { View } from '../../../shared/index.ts'

/** A view is as wide or as high as so many cells, at most, before it is widened to whole ones. */
const CELLS = 4

/** A view of a single point has cells of this size. */
const LEAST_SIZE = 2 ** -10

/**
 * The smallest part of a grid that has `view` in it. Cells are as large as a power of two that fits the view, so that people who look at
 * nearly the same part of a room share what they are told.
 */
export const toCells = ({ left, top, right, bottom }: View): View => {
  const size = Math.max(right - left, bottom - top, LEAST_SIZE)
  const cell = 2 ** Math.ceil(Math.log2(size / CELLS))
  const down = (value: number) => Math.floor(value / cell) * cell
  const up = (value: number) => Math.ceil(value / cell) * cell
  return { left: down(left), top: down(top), right: up(right), bottom: up(bottom) }
}

/** Whether a place lies in a view; what is no place lies in none. */
export const isIn = ({ left, top, right, bottom }: View, x: unknown, y: unknown): boolean =>
  typeof x === 'number' && typeof y === 'number' && x >= left && x <= right && y >= top && y <= bottom
