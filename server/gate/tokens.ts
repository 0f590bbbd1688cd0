import * as jose from 'jose'
import { fault, ok, type Result } from '../../shared/index.ts'
import type { Context } from '../base/context.ts'
import type { Secret } from '../base/secret.ts'
import { checkBySecrets, TOKEN_CHECKS } from './hmac-tokens.ts'
import { KeySetUnavailable, openKeySet } from './key-set.ts'

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
  const keys = secrets.map((secret) => secret.reveal())
  const keySet = jwks === null ? null : openKeySet(jwks, context)
  const options: jose.JWTVerifyOptions = {
    ...TOKEN_CHECKS,
    ...(issuer === undefined ? {} : { issuer }),
    ...(audience === undefined ? {} : { audience }),
  }

  return async (token) => {
    try {
      const text = token.reveal()
      const isHmac = jose.decodeProtectedHeader(text).alg === 'HS256'
      if (isHmac || keySet === null) return ok(await checkBySecrets(text, keys, options))
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
