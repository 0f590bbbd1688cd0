import {
  fault,
  type Identity,
  type OwnRoles,
  ok,
  type RefusalCode,
  type Result,
  type RoomId,
} from '../../shared/index.ts'
import type { Context } from '../base/context.ts'
import { Secret } from '../base/secret.ts'
import { readClaims } from './claims-schema.ts'
import { CLOCK_TOLERANCE_S } from './hmac-tokens.ts'
import { createTokenCheck, type TokenKeys } from './tokens.ts'

/** Every {@link AnonymousMode}. */
export const ANONYMOUS_MODES = ['join', 'view', 'off'] as const

/** How a join without a token is let in: as a member (`join`), as a viewer (`view`), or not at all (`off`). */
export type AnonymousMode = (typeof ANONYMOUS_MODES)[number]

/** A request to join a room, to look into it, or to renew a token there. */
export interface JoinRequest {
  /** The room's id, parsed: percent-decoded, valid. */
  readonly room: RoomId
  /** The token of the header, the subprotocol or the query, in this order; null where none came. */
  readonly token: Secret | null
  /** The `Origin` header; null where there is none, as with anything but a browser. */
  readonly origin: string | null
  /** The request as it came. Its body is not to be read. */
  readonly request: Request
}

/** A join that is let in, and for how long. */
export interface Authorized {
  /** Stamped onto the presence of its connections; its role says what they may do. `rights` are not read: the relay has `roles`. */
  readonly identity: Identity
  /** When the connection ends with its token, in ms since 1970, and not in the past; null where it never does. */
  readonly expiresAtMs: number | null
  /** When the token was issued, in ms since 1970: one of before its bearer was removed does not hold. */
  readonly issuedAtMs?: number | null
}

/**
 * Lets a join in, or refuses it with a code. Given to `createRelay`, it takes the place of tokens and anonymous modes.
 *
 * Where it throws, rejects, takes longer than 10 s or gives no valid answer, the join is refused with `auth-unavailable`
 * (503), and the log says why; nothing else is harmed.
 *
 * @example
 * ```ts
 * import { type Authenticate, createRelay } from 'homeroom/server'
 *
 * const people = new Map([['a-ticket', 'Ada']])
 * const authenticate: Authenticate = async ({ token }) => {
 *   const name = people.get(token?.reveal() ?? '')
 *   if (name === undefined) return { ok: false, fault: { code: 'token-bad', message: 'Please log in.' } }
 *   const identity = { id: name.toLowerCase(), name, role: 'member', mayRename: false } as const
 *   return { ok: true, value: { identity, expiresAtMs: null } }
 * }
 * const relay = createRelay({ authenticate })
 * await relay.close()
 * ```
 */
export type Authenticate = (join: JoinRequest) => Promise<Result<Authorized, RefusalCode>>

export interface GateOptions extends TokenKeys {
  readonly anonymous: AnonymousMode
  /** The relay's own words for roles. */
  readonly roles: OwnRoles
}

const NO_KEYS =
  'a client brought a token, and this relay has no secret and no key set to check it with: it is let in as anonymous'

const ANONYMOUS_ROLE = { join: 'member', view: 'viewer' } as const

export const createAuthenticate = (
  options: GateOptions,
  context: Pick<Context, 'clock' | 'log'>,
): Authenticate => {
  const check = createTokenCheck(options, context)
  // One object for all of them: there may be thousands.
  const anonymous = anonymousOf(options.anonymous)
  const hasKeys = options.secrets.length > 0 || options.jwks !== null
  let wasNoted = false
  return async ({ room, token }) => {
    if (token === null) return anonymous
    if (!hasKeys) {
      if (!wasNoted) context.log.warn({ room }, NO_KEYS)
      wasNoted = true
      return anonymous
    }
    // A bad token is refused: falling back to anonymous would let its bearer in as somebody else.
    const payload = await check(token)
    if (!payload.ok) return payload
    const identity = readClaims(payload.value, room, options.roles)
    if (!identity.ok) return identity
    const { exp, iat } = payload.value
    // Not before it is refused: a stock client would be let in again at once, and again, until it is.
    const times = { expiresAtMs: msOf(exp && exp + CLOCK_TOLERANCE_S), issuedAtMs: msOf(iat) }
    return ok({ identity: identity.value, ...times })
  }
}

/** Times in a token are in seconds (RFC 7519). */
const msOf = (seconds: number | undefined): number | null => (seconds === undefined ? null : seconds * 1000)

const anonymousOf = (mode: AnonymousMode): Result<Authorized, 'token-missing'> => {
  if (mode === 'off') return fault('token-missing', 'This relay needs a token.')
  const identity: Identity = { id: null, name: null, role: ANONYMOUS_ROLE[mode], mayRename: true }
  return ok({ identity, expiresAtMs: null })
}

/** An origin of a list that stands for all of them. */
export const ANY_ORIGIN = '*'

/** Whether a page of this origin is on the list; a client that is no browser sends none. */
export const isOriginListed = (origins: readonly string[], origin: string | null): boolean =>
  origin === null || origins.includes(ANY_ORIGIN) || origins.includes(origin)

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
