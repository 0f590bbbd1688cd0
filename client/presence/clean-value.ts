import { cleanField, EMOJI_BYTES, type Json, type Space, type TextRules } from '../../shared/index.ts'

/** A value of presence as everyone may see it, whoever says it; undefined where it is none. A field of the app's is as it is. */
export const cleanValue = (field: string, value: Json, space: Space, rules: TextRules): Json | undefined => {
  // The relay knows nothing of it.
  if (field === 'away') return typeof value === 'boolean' ? value : undefined
  return cleanField(field, value, space, rules)
}

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
