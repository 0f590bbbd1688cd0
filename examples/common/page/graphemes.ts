// Characters as people count them: a flag, a family or a letter with its marks is one.

const segmenter = new Intl.Segmenter('und', { granularity: 'grapheme' })

export const countGraphemes = (text: string): number => [...segmenter.segment(text)].length

/** The first `most` characters of a text, none of them cut in half. */
export const cutGraphemes = (text: string, most: number): string => {
  let kept = ''
  let count = 0
  for (const { segment } of segmenter.segment(text)) {
    if (++count > most) return kept
    kept += segment
  }
  return kept
}
