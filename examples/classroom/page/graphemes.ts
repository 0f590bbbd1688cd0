const segmenter = new Intl.Segmenter('und', { granularity: 'grapheme' })

/** What a person calls characters: a flag, a family or a letter with its marks is one. */
export const countGraphemes = (text: string): number => [...segmenter.segment(text)].length

/** At most so many characters of a text, none of them cut in half. */
export const cutGraphemes = (text: string, most: number): string => {
  let kept = ''
  let count = 0
  for (const { segment } of segmenter.segment(text)) {
    if (++count > most) return kept
    kept += segment
  }
  return kept
}
