/** What belongs to the character before it: marks, a colour of skin, the tags of a region. */
const EXTENSION = '[\\p{M}\\p{EMod}\\u200C\\u{E0020}-\\u{E007F}]'

/** Flags, and characters with what belongs to them and the pictures that are joined to them (UAX 29 without Hangul's parts and Indic conjuncts). */
const CLUSTERS = new RegExp(`(?:\\p{RI}{2}|.)(?:${EXTENSION}|\\u200D\\p{ExtPict}?)*`, 'gsu')

/** Firefox before 125 has no segmenter. */
const segmenter = Intl.Segmenter === undefined ? null : new Intl.Segmenter('und', { granularity: 'grapheme' })

/**
 * Grapheme clusters, one after the other: what a person calls a character (Unicode UAX 29). Where the platform cannot tell them they
 * are told by a short rule; what everyone sees is what the relay makes of a text.
 */
export function* graphemesOf(text: string): Generator<string, undefined, undefined> {
  if (segmenter === null) for (const [cluster] of text.matchAll(CLUSTERS)) yield cluster
  else for (const { segment } of segmenter.segment(text)) yield segment
}
