// How large the letters of a text are: the same on every page, whatever fonts it has, and so that all of the text stands on the board.

import { BOARD, type TextBox, type Width } from './format.ts'

/** Letters at their full height, in units. */
const LETTERS: Readonly<Record<Width, number>> = { thin: 400, thick: 600 }

/** A line is so much higher than its letters: see stage.css. */
export const LINE = 1.25

/** A text is at most so wide, in units. */
export const TEXT_WIDTH = 6_400

/** Above and below the highest text, in units. */
const MARGIN = 200

/** Parts of the full height, and the least: with it a text of nothing but lines has its place, too. */
const SCALES = [1, 0.85, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1]
const LEAST_SCALE = 0.02

/** A letter is about so wide, in parts of its height. */
const NARROW = 0.58
const WIDE = 1

/** From here on letters are as wide as they are high: those of Chinese, Japanese and Korean, and pictures. */
const FIRST_WIDE = 0x2e80

const widthOf = (text: string): number =>
  [...text].reduce((width, letter) => width + ((letter.codePointAt(0) ?? 0) < FIRST_WIDE ? NARROW : WIDE), 0)

/** How many lines a text has at this height of its letters. */
const linesAt = (height: number, widths: readonly number[]): number =>
  widths.reduce((sum, one) => sum + Math.max(1, Math.ceil((one * height) / TEXT_WIDTH)), 0)

/** The height of the letters of a text, in units, so that its lines are no higher than the board together. */
export const letterHeight = ({ text, width }: Pick<TextBox, 'text' | 'width'>): number => {
  const widths = text.split('\n').map(widthOf)
  const fits = (height: number) => linesAt(height, widths) * height * LINE <= BOARD[1] - MARGIN
  const full = LETTERS[width]
  return full * (SCALES.find((one) => fits(full * one)) ?? LEAST_SCALE)
}

/** How large a text is on the board, in units: near enough to keep clear of it. */
export const textSize = (item: Pick<TextBox, 'text' | 'width'>) => {
  const [widths, height] = [item.text.split('\n').map(widthOf), letterHeight(item)]
  return {
    width: Math.min(TEXT_WIDTH, Math.max(...widths) * height),
    height: linesAt(height, widths) * height * LINE,
  }
}
