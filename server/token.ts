/**
 * Tokens for a backend that lets its own users into rooms: `homeroom/token`. It loads no relay, and nothing of Node: it runs where
 * Web Crypto is.
 *
 * @module
 */
import { errors } from 'jose'
import { TOKEN_BYTES } from '../shared/limits.ts'
import { isRoleName } from '../shared/roles.ts'
import { roomGlob } from './gate/globs.ts'
import {
  checkBySecrets,
  isSecretLongEnough,
  SECRET_TOO_SHORT,
  signBySecret,
  type TokenClaims,
} from './gate/hmac-tokens.ts'
import { isPersonId, NO_PERSON_ID } from './gate/person-id.ts'

export type { TokenClaims }

/** A secret that both sides know: a text of at least 32 bytes, or a `Secret` of `homeroom/server`. */
export type SecretText =
  | string
  | {
      /** The text itself. */
      reveal(): string
    }

/** What {@link verifyToken} reads of a token. */
export interface VerifiedToken extends Omit<TokenClaims, 'ttlSeconds'> {
  /** When the token ends, in ms since 1970. */
  readonly expiresAtMs: number
}

/**
 * Why a token is not taken; `token-expired` is the one that a new token mends.
 *
 * @example
 * ```ts
 * import { TokenError, verifyToken } from 'homeroom/token'
 *
 * try {
 *   await verifyToken('a secret of 32 bytes or more, kept on servers', 'no token')
 * } catch (error) {
 *   if (error instanceof TokenError) console.log(error.code) // token-bad
 * }
 * ```
 */
export class TokenError extends Error {
  override readonly name = 'TokenError'
  /** The same word as in the relay's refusal. */
  readonly code: 'token-bad' | 'token-expired'

  constructor(code: 'token-bad' | 'token-expired', message: string) {
    super(message)
    this.code = code
  }
}

/**
 * Signs a token with HS256 for one of the `secrets` of a relay, or for its `HOMEROOM_SECRET`.
 *
 * @param secret - the secret of the relay, 32 bytes or more.
 * @throws TypeError (rejects) that lists everything that is wrong with the secret and the claims, or says that the token would be longer
 * than a relay takes: 8192 bytes.
 * @example
 * ```ts
 * import { mintToken } from 'homeroom/token'
 *
 * const secret = 'a secret of 32 bytes or more, kept on servers'
 * const token = await mintToken(secret, { sub: 'ada', name: 'Ada', rooms: ['lesson/*'], ttlSeconds: 600 })
 * console.log(token)
 * ```
 */
export const mintToken = async (secret: SecretText, claims: TokenClaims): Promise<string> => {
  const key = textOf(secret)
  // Plain JavaScript may pass anything.
  const { sub, name, role, rooms, rename, ttlSeconds }: TokenClaims = Object(claims)
  const isTimeGood = typeof ttlSeconds === 'number' && ttlSeconds > 0 && Number.isFinite(ttlSeconds)
  const faults = [
    ...faultsOfSecrets([key]),
    ...faultsOfClaims(Object(claims)),
    ...(isTimeGood ? [] : ['ttlSeconds is a number of seconds above 0.']),
  ]
  if (faults.length > 0) throw new TypeError(faults.join(' '))
  const token = await signBySecret(key, sub, { name, role, rooms, rename }, ttlSeconds)
  if (token.length > TOKEN_BYTES)
    throw new TypeError(
      `The token would have ${token.length} bytes, and a relay takes ${TOKEN_BYTES}: name fewer rooms, or globs such as lesson/*.`,
    )
  return token
}

/**
 * Checks a token as a relay does, and reads it: its signature by one of the secrets, its time (5 s of tolerance), its claims. Whether
 * it is for a room the relay decides.
 *
 * @param secrets - one secret, or several while they are exchanged.
 * @throws TokenError (rejects) where the token is not valid or has expired; TypeError where a secret is too short.
 * @example
 * ```ts
 * import { mintToken, verifyToken } from 'homeroom/token'
 *
 * const secret = 'a secret of 32 bytes or more, kept on servers'
 * const { sub, role } = await verifyToken(secret, await mintToken(secret, { sub: 'ada', ttlSeconds: 60 }))
 * console.log(sub, role) // ada undefined
 * ```
 */
export const verifyToken = async (
  secrets: SecretText | readonly SecretText[],
  token: string,
): Promise<VerifiedToken> => {
  const keys = (Array.isArray(secrets) ? secrets : [secrets]).map(textOf)
  const faults = faultsOfSecrets(keys)
  if (faults.length > 0) throw new TypeError(faults.join(' '))
  const { exp = 0, ...payload } = await checkBySecrets(token, keys).catch((error: unknown) => {
    // What the library says may repeat the token.
    throw error instanceof errors.JWTExpired
      ? new TokenError('token-expired', 'The token has expired.')
      : new TokenError('token-bad', 'The token is not signed by one of the secrets.')
  })
  const claims = claimsOf(payload)
  const wrong = faultsOfClaims(claims)
  if (wrong.length > 0) throw new TokenError('token-bad', wrong.join(' '))
  return { ...(claims as Omit<TokenClaims, 'ttlSeconds'>), expiresAtMs: exp * 1000 }
}

/** The claims that Homeroom reads; `room` is a token's word for a single one of `rooms`. */
const claimsOf = (payload: Record<string, unknown>): Loose => {
  const { sub, name, role, room, rooms, rename } = payload
  const globs = room === undefined ? rooms : [room, ...(Array.isArray(rooms) ? rooms : [])]
  const claims = { sub, name, role, rooms: globs, rename }
  return Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined))
}

/** What is no secret is too short for one. */
const textOf = (secret: unknown): string => {
  if (typeof secret === 'string') return secret
  const { reveal } = Object(secret)
  return typeof reveal === 'function' ? String(reveal.call(secret)) : ''
}

const faultsOfSecrets = (secrets: readonly string[]): string[] =>
  secrets.length === 0
    ? ['There is no secret.']
    : secrets.filter((secret) => !isSecretLongEnough(secret)).map(() => `The secret ${SECRET_TOO_SHORT}.`)

const isGlob = (value: unknown): boolean =>
  typeof value === 'string' && value !== '' && roomGlob(value) !== null

/** Claims that nothing is known of. */
type Loose = { readonly [Claim in keyof TokenClaims]?: unknown }

const faultsOfClaims = ({ sub, name, role, rooms, rename }: Loose): string[] => {
  const faults: string[] = []
  if (!isPersonId(sub)) faults.push(`sub ${NO_PERSON_ID}.`)
  if (name !== undefined && typeof name !== 'string') faults.push('name is a text.')
  if (role !== undefined && !isRoleName(role))
    faults.push('role is a word of 1 to 64 letters, digits and _ . : -.')
  if (rooms !== undefined && !(Array.isArray(rooms) && rooms.every(isGlob)))
    faults.push('rooms is a list of ids and globs of rooms, each of 1 to 256 characters.')
  if (rename !== undefined && typeof rename !== 'boolean') faults.push('rename is true or false.')
  return faults
}
