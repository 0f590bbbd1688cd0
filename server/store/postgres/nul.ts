/** Postgres has no text with this character, and refuses a statement with it: nothing that it keeps is named so. */
const NUL = '\0'

export const hasNul = (name: string): boolean => name.includes(NUL)

/** The place of a name in a list: nothing that is kept stands between it and what it is up to its first NUL. */
export const placeOf = (name: string): string => name.split(NUL, 1)[0] ?? ''
