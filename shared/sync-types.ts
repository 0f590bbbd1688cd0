/** The messages inside `sync` (y-protocols/sync). */
export const SYNC = { step1: 0, step2: 1, update: 2 } as const

/** The message inside `auth` (y-protocols/auth). */
export const AUTH_DENIED = 0
