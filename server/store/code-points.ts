/** The order of names, as SQLite compares them; JavaScript's own differs above U+FFFF. */
export const byCodePoints = (one: string, other: string): number =>
  Buffer.compare(Buffer.from(one), Buffer.from(other))

/** Comes after each text that begins with the prefix, by code points. */
export const afterAllOf = (prefix: string): string => `${prefix}\u{10FFFF}`
