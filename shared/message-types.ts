// Apart from the table of messages, which no client needs.

/** The first varint of every frame. 0-3 are y-protocols'. */
export const TYPE = {
  sync: 0,
  awareness: 1,
  auth: 2,
  queryAwareness: 3,
  welcome: 110,
  self: 111,
  presence: 113,
  ping: 114,
  pong: 115,
  notice: 116,
  token: 117,
  saved: 118,
  signal: 119,
} as const

/** The messages inside `sync` (y-protocols/sync). */
export const SYNC = { step1: 0, step2: 1, update: 2 } as const

/** The message inside `auth` (y-protocols/auth). */
export const AUTH_DENIED = 0
