import * as v from 'valibot'

const NAME_CHARS = 200

/** A letter, a digit, a sign: something that can be seen. */
const VISIBLE = /[\p{L}\p{N}\p{P}\p{S}]/u

/** Controls, halves of characters, and what turns the direction of all that stands after it. */
const UNWANTED = /[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/u

const READABLE = 'is a text with something to read, or null'

/** What a version may be called; null for no name. */
export const VersionName = v.nullable(
  v.pipe(
    v.string('is a text or null'),
    v.regex(/\S/, READABLE),
    // A pattern of OpenAPI knows no classes of Unicode.
    v.check((name) => VISIBLE.test(name), READABLE),
    v.check((name) => !UNWANTED.test(name), 'has no control characters'),
    v.maxLength(NAME_CHARS, `has at most ${NAME_CHARS} characters`),
  ),
)
