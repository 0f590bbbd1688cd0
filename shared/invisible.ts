/** Joiners, variation selectors and tags: seen where they stand in the right place, and nowhere else. */
const NON_JOINER = '\\u200C'
const JOINER = '\\u200D'
const SELECTORS = '\\u180B-\\u180D\\u180F\\uFE00-\\uFE0F\\u{E0100}-\\u{E01EF}'
const TAGS = '\\u{E0020}-\\u{E007F}'

/** What Unicode says has no form of its own, and marks of annotations. */
const IGNORABLE = /[\p{Default_Ignorable_Code_Point}\uFFF9-\uFFFB]/u
const NEVER_SEEN = new RegExp(
  `(?![${NON_JOINER}${JOINER}${SELECTORS}${TAGS}\\u180E])[\\p{Default_Ignorable_Code_Point}\\uFFF9-\\uFFFB]`,
  'gu',
)
const REPEATED = new RegExp(`([${NON_JOINER}${JOINER}])[${NON_JOINER}${JOINER}]+`, 'gu')

/** The signs that take the vowel from an Indic letter: how it is joined to the next one is told by a joiner. */
const VIRAMA =
  '[\\u094D\\u09CD\\u0A4D\\u0ACD\\u0B4D\\u0BCD\\u0C4D\\u0CCD\\u0D4D\\u0DCA\\u1039\\u103A\\u1B44\\uA8C4\\uA9C0]'

/** Letters that are joined to the next one, which a non-joiner prevents; and those of Arabic that never are. */
const CURSIVE = '[\\p{Script=Arab}\\p{Script=Syrc}\\p{Script=Nkoo}\\p{Script=Mong}\\p{Script=Adlm}]'
const UNJOINED =
  '[\\u0621-\\u0625\\u0627\\u0629\\u062F-\\u0632\\u0648\\u0671-\\u0677\\u0688-\\u0699\\u06C0\\u06C3-\\u06CB\\u06CD\\u06CF\\u06D2\\u06D3\\u06D5\\u06EE\\u06EF]'
const JOINED = `(?!${UNJOINED})${CURSIVE}\\p{M}*`

const PICTURE = '\\p{Extended_Pictographic}[\\u{1F3FB}-\\u{1F3FF}\\uFE0F]*'

/** Each alternative is something that is seen, and is kept. */
const SEEN = [
  `(?<=${VIRAMA})[${NON_JOINER}${JOINER}]`,
  `${JOINER}(?=${VIRAMA})`,
  `(?<=${JOINED})${NON_JOINER}(?=${CURSIVE})`,
  `(?<=${JOINED})${JOINER}(?!${CURSIVE})`,
  `(?<=${PICTURE})${JOINER}(?=\\p{Extended_Pictographic})`,
  // A picture where text would be, or the other way; a key.
  '(?<=(?![0-9#*])\\p{Emoji})\\uFE0E',
  '(?<=(?![0-9#*]|\\p{Emoji_Presentation})\\p{Emoji})\\uFE0F',
  '(?<=[0-9#*])\\uFE0F(?=\\u20E3)',
  // Forms of one ideograph, which tell families apart; forms of Mongolian letters.
  '(?<=\\p{Script=Han})[\\uFE00-\\uFE0D\\u{E0100}-\\u{E01EF}]',
  '(?<=\\p{Script=Mong})[\\u180B-\\u180F]',
]
/** The flag of a region, as of Wales: a black flag, its region in tags, and their end. */
const REGION = '(?<=\\u{1F3F4})[\\u{E0030}-\\u{E0039}\\u{E0061}-\\u{E007A}]{2,6}\\u{E007F}'

const CONTEXTUAL = `(${[REGION, ...SEEN].join('|')})|[${NON_JOINER}${JOINER}${SELECTORS}${TAGS}\\u180E]`

/** Safari before 16.4 cannot look behind. What joins all stays there until the relay, which can, has judged the text. */
const contextual = (): RegExp | null => {
  try {
    return new RegExp(CONTEXTUAL, 'gu')
  } catch {
    return null
  }
}
const UNSEEN_IN_CONTEXT = contextual()

/**
 * The text without characters that nobody can see: two names that differ in nothing else look the same. What joins stays:
 * within emoji, and the joiners of Indic, Arabic and Persian writing.
 */
export const withoutInvisible = (text: string): string =>
  IGNORABLE.test(text) ? withoutUnseenJoiners(text.replace(NEVER_SEEN, '').replace(REPEATED, '$1')) : text

const withoutUnseenJoiners = (text: string): string =>
  UNSEEN_IN_CONTEXT === null
    ? text
    : text.replace(UNSEEN_IN_CONTEXT, (_, seen: string | undefined) => seen ?? '')
