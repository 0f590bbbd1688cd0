import { fault, type Identity, ok, type RefusalCode, type Result, type RoomId } from '../../shared/index.ts'
import { Secret } from '../base/secret.ts'
import { readClaims } from './claims-schema.ts'
import { CLOCK_TOLERANCE_S, createTokenCheck, type TokenKeys } from './tokens.ts'

/** What may join without a token: as a member, as a viewer, or nothing. */
export const ANONYMOUS_MODES = ['join', 'view', 'off'] as const
export type AnonymousMode = (typeof ANONYMOUS_MODES)[number]

/** A request to join a room, as the gate sees it. */
export interface JoinRequest {
  readonly room: RoomId
  readonly token: Secret | null
  /** The `Origin` header; null where there is none, as with anything but a browser. */
  readonly origin: string | null
  readonly request: Request
}

export interface Authorized {
  readonly identity: Identity
  /** When the connection ends with its token, in ms since 1970; null where it never does. */
  readonly expiresAtMs: number | null
  /** When the token was issued, in ms since 1970: one of before its bearer was removed does not hold. */
  readonly issuedAtMs?: number | null
}

/** `Request -> Identity | fault`. Given to `createRelay`, it takes the place of tokens and anonymous modes. */
export type Authenticate = (join: JoinRequest) => Promise<Result<Authorized, RefusalCode>>

export interface GateOptions extends TokenKeys {
  readonly anonymous: AnonymousMode
  /** Origins that may join, such as `https://school.example`; empty for all. */
  readonly origins: readonly string[]
}

const ANONYMOUS_ROLE = { join: 'member', view: 'viewer' } as const

export const createAuthenticate = (options: GateOptions): Authenticate => {
  const check = createTokenCheck(options)
  // One object for all of them: there may be thousands.
  const anonymous = anonymousAdmission(options.anonymous)
  return async ({ room, token }) => {
    if (token === null) return anonymous
    // A bad token is refused: falling back to anonymous would let its bearer in as somebody else.
    const payload = await check(token)
    if (!payload.ok) return payload
    const identity = readClaims(payload.value, room)
    if (!identity.ok) return identity
    const { exp, iat } = payload.value
    // Not before it is refused: a stock client would be let in again at once, and again, until it is.
    const times = { expiresAtMs: msOf(exp && exp + CLOCK_TOLERANCE_S), issuedAtMs: msOf(iat) }
    return ok({ identity: identity.value, ...times })
  }
}

/** Times in a token are in seconds (RFC 7519). */
const msOf = (seconds: number | undefined): number | null => (seconds === undefined ? null : seconds * 1000)

const anonymousAdmission = (mode: AnonymousMode): Result<Authorized, 'token-missing'> => {
  if (mode === 'off') return fault('token-missing', 'This relay needs a token.')
  const identity: Identity = { id: null, name: null, role: ANONYMOUS_ROLE[mode], mayRename: true }
  return ok({ identity, expiresAtMs: null })
}

/** Whether a browser's page may join from where it came; what is no browser sends no origin. */
export const isOriginAllowed = (origins: readonly string[], origin: string | null): boolean =>
  origins.length === 0 || origin === null || origins.includes(origin)

/** Where a token may travel, in this order: header, subprotocol, query. Nothing else of the request is read. */
export const tokenOf = (
  authorization: string | undefined,
  offered: string | null,
  query: string | undefined,
) => {
  const bearer = /^bearer +(\S+)$/i.exec(authorization ?? '')?.[1]
  const token = bearer ?? offered ?? query
  return token === undefined || token === '' ? null : new Secret(token)
}
