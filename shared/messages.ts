import * as TYPE from './message-types.ts'
import { may, type Right, type Standing } from './roles.ts'
import type { SYNC } from './sync-types.ts'

/**
 * The message table. Ours start at 110 and travel only where `homeroom.v1` was negotiated, since a stock client reads on after
 * an unknown type and fails.
 */
export const MESSAGES = {
  sync: { type: TYPE.sync, from: 'both', right: 'read', protocol: 'stock' },
  awareness: { type: TYPE.awareness, from: 'both', right: 'present', protocol: 'stock' },
  auth: { type: TYPE.auth, from: 'relay', right: 'read', protocol: 'stock' },
  queryAwareness: { type: TYPE.queryAwareness, from: 'client', right: 'read', protocol: 'stock' },
  welcome: { type: TYPE.welcome, from: 'relay', right: 'read', protocol: 'homeroom.v1' },
  self: { type: TYPE.self, from: 'relay', right: 'read', protocol: 'homeroom.v1' },
  presence: { type: TYPE.presence, from: 'both', right: 'present', protocol: 'homeroom.v1' },
  ping: { type: TYPE.ping, from: 'client', right: 'read', protocol: 'homeroom.v1' },
  pong: { type: TYPE.pong, from: 'relay', right: 'read', protocol: 'homeroom.v1' },
  notice: { type: TYPE.notice, from: 'relay', right: 'read', protocol: 'homeroom.v1' },
  token: { type: TYPE.token, from: 'client', right: 'read', protocol: 'homeroom.v1' },
  saved: { type: TYPE.saved, from: 'relay', right: 'write', protocol: 'homeroom.v1' },
  signal: { type: TYPE.signal, from: 'both', right: 'signal', protocol: 'homeroom.v1' },
  crowd: { type: TYPE.crowd, from: 'relay', right: 'read', protocol: 'homeroom.v1' },
  watch: { type: TYPE.watch, from: 'client', right: 'read', protocol: 'homeroom.v1' },
} as const satisfies Record<keyof typeof TYPE, MessageRow>

interface MessageRow {
  readonly type: number
  readonly from: 'both' | 'relay' | 'client'
  /** The right that a client needs to send it. */
  readonly right: Right
  readonly protocol: 'stock' | 'homeroom.v1'
}

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
