import * as jose from 'jose'
import { fault, ok, type Result, type RoleName } from '../../shared/index.ts'
import type { Context } from '../base/context.ts'
import type { Secret } from '../base/secret.ts'
import { KeySetUnavailable, openKeySet } from './key-set.ts'

/** Room for clocks that differ, in s: at the join, and before a live connection ends. */
export const CLOCK_TOLERANCE_S = 5

/** A key of HS256 is as long as its hash, at least (RFC 7518, 3.2): anybody with one token can guess at a shorter one. */
const SECRET_BYTES = 32

export const SECRET_TOO_SHORT = `is shorter than ${SECRET_BYTES} bytes: take the output of \`openssl rand -hex 32\``

export const isSecretLongEnough = (secret: string): boolean => Buffer.byteLength(secret) >= SECRET_BYTES

const JWKS_ALGORITHMS = ['RS256', 'ES256', 'EdDSA']

type TokenFault = 'token-bad' | 'token-expired' | 'auth-unavailable'

export interface TokenKeys {
  /** HS256 secrets; each one is tried, so that they can be rotated. */
  readonly secrets: readonly Secret[]
  /** A file or an http(s) URL with a JSON Web Key Set (RFC 7517). */
  readonly jwks: string | null
  readonly issuer?: string
  readonly audience?: string
}

export type VerifyToken = (token: Secret) => Promise<Result<jose.JWTPayload, TokenFault>>

/** Makes the check of tokens: signature, `exp` (required), and `iss` and `aud` where they are set. */
export const createTokenCheck = (
  { secrets, jwks, issuer, audience }: TokenKeys,
  context: Pick<Context, 'clock' | 'log'>,
): VerifyToken => {
  const keySet = jwks === null ? null : openKeySet(jwks, context)
  const options: jose.JWTVerifyOptions = {
    requiredClaims: ['exp'],
    clockTolerance: CLOCK_TOLERANCE_S,
    ...(issuer === undefined ? {} : { issuer }),
    ...(audience === undefined ? {} : { audience }),
  }

  const checkSecrets = async (token: string): Promise<jose.JWTPayload> => {
    let failure: unknown = new jose.errors.JWSSignatureVerificationFailed()
    for (const secret of secrets) {
      try {
        const key = new TextEncoder().encode(secret.reveal())
        return (await jose.jwtVerify(token, key, { ...options, algorithms: ['HS256'] })).payload
      } catch (error) {
        failure = error
        if (!(error instanceof jose.errors.JWSSignatureVerificationFailed)) break
      }
    }
    throw failure
  }

  return async (token) => {
    try {
      const text = token.reveal()
      const isHmac = jose.decodeProtectedHeader(text).alg === 'HS256'
      if (isHmac || keySet === null) return ok(await checkSecrets(text))
      return ok((await jose.jwtVerify(text, keySet, { ...options, algorithms: JWKS_ALGORITHMS })).payload)
    } catch (error) {
      return tokenFault(error)
    }
  }
}

/** Messages of our own: what a library says of a token may hold the token. */
const tokenFault = (error: unknown): Result<never, TokenFault> => {
  if (error instanceof jose.errors.JWTExpired) return fault('token-expired', 'The token has expired.')
  const isOurs =
    error instanceof KeySetUnavailable ||
    error instanceof jose.errors.JWKSTimeout ||
    error instanceof jose.errors.JWKSInvalid ||
    (error instanceof jose.errors.JOSEError && error.code === 'ERR_JOSE_GENERIC') ||
    !(error instanceof jose.errors.JOSEError || error instanceof TypeError)
  return isOurs
    ? fault('auth-unavailable', 'Tokens cannot be checked just now: the key set cannot be read.')
    : fault('token-bad', 'The token is not valid here.')
}

/** The claims that {@link mintToken} puts into a token. */
export interface TokenClaims {
  /** The verified id of its bearer: 1 to 256 characters. */
  readonly sub: string
  /** The name that others see; the client's own where it is left out. */
  readonly name?: string
  /** `viewer`, `attendee`, `member` (where it is left out) or `host`, or a word of the relay's own. */
  readonly role?: RoleName
  /** Ids or globs of the rooms that it is for: `*` within a segment, `**` across; all where it is left out. */
  readonly rooms?: readonly string[]
  /** False: the client cannot change the name. */
  readonly rename?: boolean
  /** How long the token holds from now on, in s. */
  readonly ttlSeconds: number
}

/**
 * Signs a token with HS256 for one of the `secrets` of a relay. Claims are not checked here: the relay refuses a token
 * with a bad one, and takes no secret under 32 bytes. Rejects where the secret is empty.
 *
 * @example
 * ```ts
 * import { mintToken, Secret } from 'homeroom/server'
 *
 * const secret = new Secret('a secret of 32 bytes or more, kept on servers')
 * const token = await mintToken(secret, { sub: 'ada', name: 'Ada', rooms: ['lesson/*'], ttlSeconds: 600 })
 * console.log(token)
 * ```
 */
export const mintToken = (secret: Secret, { sub, ttlSeconds, ...claims }: TokenClaims): Promise<string> =>
  new jose.SignJWT({ ...claims })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setSubject(sub)
    .setIssuedAt()
    .setExpirationTime(Math.floor(Date.now() / 1000) + ttlSeconds)
    .sign(new TextEncoder().encode(secret.reveal()))
