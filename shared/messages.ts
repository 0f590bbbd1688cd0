import { may, type Right, type Standing } from './roles.ts'

/**
 * The message table: the first varint of every frame. 0-3 are y-protocols'; ours start at 110 and travel only
 * where `homeroom.v1` was negotiated, since a stock client reads on after an unknown type and fails.
 */
export const MESSAGES = {
  sync: { type: 0, from: 'both', right: 'read', protocol: 'stock' },
  awareness: { type: 1, from: 'both', right: 'present', protocol: 'stock' },
  auth: { type: 2, from: 'relay', right: 'read', protocol: 'stock' },
  queryAwareness: { type: 3, from: 'client', right: 'read', protocol: 'stock' },
  welcome: { type: 110, from: 'relay', right: 'read', protocol: 'homeroom.v1' },
  self: { type: 111, from: 'relay', right: 'read', protocol: 'homeroom.v1' },
  presence: { type: 113, from: 'both', right: 'present', protocol: 'homeroom.v1' },
  ping: { type: 114, from: 'client', right: 'read', protocol: 'homeroom.v1' },
  pong: { type: 115, from: 'relay', right: 'read', protocol: 'homeroom.v1' },
  notice: { type: 116, from: 'relay', right: 'read', protocol: 'homeroom.v1' },
  token: { type: 117, from: 'client', right: 'read', protocol: 'homeroom.v1' },
  saved: { type: 118, from: 'relay', right: 'write', protocol: 'homeroom.v1' },
  signal: { type: 119, from: 'both', right: 'signal', protocol: 'homeroom.v1' },
} as const satisfies Record<string, MessageRow>

interface MessageRow {
  readonly type: number
  readonly from: 'both' | 'relay' | 'client'
  /** The right that a client needs to send it. */
  readonly right: Right
  readonly protocol: 'stock' | 'homeroom.v1'
}

/** The messages inside `sync` (y-protocols/sync). */
export const SYNC = { step1: 0, step2: 1, update: 2 } as const

/** The message inside `auth` (y-protocols/auth). */
export const AUTH_DENIED = 0

/** What a client sends, by the name of its message; the three of `sync` have names of their own. */
export type ClientMessageKind =
  | keyof typeof SYNC
  | Exclude<
      { [Name in MessageName]: (typeof MESSAGES)[Name]['from'] extends 'relay' ? never : Name }[MessageName],
      'sync'
    >

type MessageName = keyof typeof MESSAGES

/** The right that a client needs to send a message: by its row, and for what brings changes of the document, `write`. */
const rightOf = (kind: ClientMessageKind): Right => {
  if (kind === 'step2' || kind === 'update') return 'write'
  return MESSAGES[kind === 'step1' ? 'sync' : kind].right
}

/** Whether somebody may send such a message. */
export const maySend = (who: Standing, kind: ClientMessageKind): boolean => may(who, rightOf(kind))
