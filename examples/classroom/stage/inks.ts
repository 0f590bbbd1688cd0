import type { Color } from './format.ts'

/** On the green of the board, which is the same for all themes. Each has a contrast of 6 or better. */
export const INKS: Readonly<Record<Color, string>> = {
  white: '#f6f8f4',
  yellow: '#ffe08a',
  red: '#ffb3a6',
  blue: '#a9d9ff',
}
