// A picture at another size: it keeps its form, and stays on the board.

import { BOARD, LEAST_SIDE, type Picture } from '../format.ts'

const between = (value: number, least: number, most: number): number =>
  Math.round(Math.min(most, Math.max(least, value)))

/** A picture with another width, as far as it can be hit and fits within so much; its height follows. */
const withWidth = (item: Picture, wanted: number, most: Pick<Picture, 'width' | 'height'>) => {
  const ratio = item.height / item.width
  const least = Math.max(LEAST_SIDE, LEAST_SIDE / ratio)
  const width = between(wanted, least, Math.max(least, Math.min(most.width, most.height / ratio)))
  return { width, height: Math.round(width * ratio) }
}

/** So many times as large, about its middle; the same picture where that changes nothing. */
export const resizedBy = (item: Picture, times: number): Picture => {
  const size = withWidth(item, item.width * times, { width: BOARD[0], height: BOARD[1] })
  if (size.width === item.width) return item
  const [x, y] = [item.x - (size.width - item.width) / 2, item.y - (size.height - item.height) / 2]
  return {
    ...item,
    ...size,
    x: between(x, 0, Math.max(0, BOARD[0] - size.width)),
    y: between(y, 0, Math.max(0, BOARD[1] - size.height)),
  }
}

/** With its lower right corner at this place, as far as its form lets it; the same picture where that changes nothing. */
export const resizedTo = (item: Picture, right: number, bottom: number): Picture => {
  const wanted = Math.max(right - item.x, ((bottom - item.y) * item.width) / item.height)
  const size = withWidth(item, wanted, { width: BOARD[0] - item.x, height: BOARD[1] - item.y })
  return size.width === item.width ? item : { ...item, ...size }
}
