/** What can be part of an emoji after its first character: a colour of skin, a look as a picture, a keycap, a region's tags. */
const MODIFIED = '(?:\\p{EMod}|\\uFE0F\\u20E3?|[\\u{E0020}-\\u{E007E}]+\\u{E007F})?'

/** Flags, emoji that are joined, and letters with their marks (UTS 51, 1.4.9; UAX 29 without Hangul's parts and Indic conjuncts). */
const CLUSTERS = new RegExp(
  `\\p{RI}{2}|\\p{Emoji}${MODIFIED}(?:\\u200D\\p{Emoji}${MODIFIED})*|[^\\p{M}][\\p{M}\\u200C\\u200D]*|.`,
  'gsu',
)

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
