/** The order of names, as SQLite compares them; JavaScript's own differs above U+FFFF. */
export const byCodePoints = (one: string, other: string): number =>
  Buffer.compare(Buffer.from(one), Buffer.from(other))
