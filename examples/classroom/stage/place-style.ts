import { BOARD, type Picture, type PlacedItem } from './format.ts'

/**
 * Where an item stands on the page. The two properties are for the style sheet, which moves back onto the board what would reach over
 * its right or its lower edge.
 */
export const placeStyle = ({ x, y }: Pick<PlacedItem, 'x' | 'y'>): Readonly<Record<string, string>> => ({
  left: `${(x / BOARD[0]) * 100}%`,
  top: `${(y / BOARD[1]) * 100}%`,
  '--x': `${x / 100}cqw`,
  '--y': `${y / 100}cqw`,
})

/** How large a picture is on the page. */
export const imageStyle = ({ width, height }: Pick<Picture, 'width' | 'height'>) => ({
  width: `${width / 100}cqw`,
  height: `${height / 100}cqw`,
})
