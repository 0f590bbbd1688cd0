import { EMOJI_BYTES, type TextRules } from '../../shared/index.ts'

/** Letters, digits or spaces side by side: a word, and no emoji. */
const WORD = /[\p{L}\p{N}\s]{2}/u

/**
 * For a client whose relay always cleans: what others say comes clean, and what is said here is clean for them. So this looks only
 * for what is no name and no emoji at all, and needs no tables of characters.
 */
export const RULES_BEFORE_RELAY: TextRules = {
  name: (value) => (typeof value === 'string' && value.trim()) || null,
  emoji: (value) =>
    typeof value === 'string' && value.length <= EMOJI_BYTES && !WORD.test(value) ? value : null,
}
