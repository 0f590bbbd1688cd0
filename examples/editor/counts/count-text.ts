// Words and characters as people count them, in any script: Chinese has no spaces between words, and a flag is one character.

export interface Counts {
  readonly words: number
  readonly characters: number
}

/** Counts a text in a language, by its tag in BCP 47. The ends of lines are no characters. */
export const countText = (text: string, language: string): Counts => {
  let words = 0
  let characters = 0
  for (const { isWordLike } of new Intl.Segmenter(language, { granularity: 'word' }).segment(text))
    if (isWordLike) words++
  for (const { segment } of new Intl.Segmenter(language, { granularity: 'grapheme' }).segment(text))
    if (segment !== '\n' && segment !== '\r\n') characters++
  return { words, characters }
}
