/** What is looked for. */
export interface Query {
  readonly text: string
  /** Small and capital letters are two. */
  readonly isCase: boolean
  /** What stands within a longer word is none. */
  readonly isWord: boolean
}

/** So many letters can be looked for. */
export const MOST_CHARS = 500

/** A letter, with its marks, or a digit, in every script. */
const OF_A_WORD = String.raw`[\p{L}\p{M}\p{N}_]`

/** Finds each place of it in a line; null where nothing is looked for. What is pasted has other spaces than what is typed. */
export const patternOf = ({ text, isCase, isWord }: Query): RegExp | null => {
  if (text === '') return null
  const words = text.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`).replace(/[ \u00A0]/g, '[ \\u00A0]')
  const source = isWord ? `(?<!${OF_A_WORD})${words}(?!${OF_A_WORD})` : words
  return new RegExp(source, isCase ? 'gu' : 'giu')
}

/** A text as it is looked for where it was selected; null where it is no line, or a long one. */
export const lineOf = (selected: string | null): string | null =>
  selected === null || selected === '' || /\n/.test(selected) || selected.length > MOST_CHARS
    ? null
    : selected
