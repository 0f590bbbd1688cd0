import * as v from 'valibot'

const NAME_CHARS = 200

/** What a version may be called; null for no name. */
export const VersionName = v.nullable(
  v.pipe(
    v.string('is a text or null'),
    v.regex(/\S/, 'is a text with something to read, or null'),
    v.maxLength(NAME_CHARS, `has at most ${NAME_CHARS} characters`),
  ),
)
