// Tokens that a secret signs (HS256): made and checked without anything of Node, since a backend may run elsewhere.
import { errors, type JWTPayload, type JWTVerifyOptions, jwtVerify, SignJWT } from 'jose'
import type { RoleName } from '../../shared/roles.ts'

/** Room for clocks that differ, in s: at the join, and before a live connection ends. */
export const CLOCK_TOLERANCE_S = 5

/** A key of HS256 is as long as its hash, at least (RFC 7518, 3.2): anybody with one token can guess at a shorter one. */
const SECRET_BYTES = 32

export const SECRET_TOO_SHORT = `is shorter than ${SECRET_BYTES} bytes: take the output of \`openssl rand -hex 32\``

/** What is put into a token. */
export interface TokenClaims {
  /** The verified id of its bearer: 1 to 256 characters, none of them invisible, and no white space at its ends. */
  readonly sub: string
  /** The name that others see; the client's own where it is left out. */
  readonly name?: string
  /** `viewer`, `attendee`, `member` (where it is left out) or `host`, or a word of the relay's own (its option `roles`). */
  readonly role?: RoleName
  /** Ids or globs of the rooms that it is for: `*` within a segment, `**` across; all where it is left out. */
  readonly rooms?: readonly string[]
  /** False: the client cannot change the name. */
  readonly rename?: boolean
  /** How long the token holds from now on, in s. */
  readonly ttlSeconds: number
}

const keyOf = (secret: string): Uint8Array => new TextEncoder().encode(secret)

export const isSecretLongEnough = (secret: string): boolean => keyOf(secret).length >= SECRET_BYTES

/** What every token is checked for. */
export const TOKEN_CHECKS: JWTVerifyOptions = { requiredClaims: ['exp'], clockTolerance: CLOCK_TOLERANCE_S }

/** The claims of a token that one of the secrets has signed; rejects with an error of jose where none has, or it has expired. */
export const checkBySecrets = async (
  token: string,
  secrets: readonly string[],
  options: JWTVerifyOptions = TOKEN_CHECKS,
): Promise<JWTPayload> => {
  let failure: unknown = new errors.JWSSignatureVerificationFailed()
  for (const secret of secrets) {
    try {
      return (await jwtVerify(token, keyOf(secret), { ...options, algorithms: ['HS256'] })).payload
    } catch (error) {
      failure = error
      if (!(error instanceof errors.JWSSignatureVerificationFailed)) break
    }
  }
  throw failure
}

/** Signs claims that hold for so many seconds from now on. A removal is compared with that now: its clock is the relay's, where there is one. */
export const signBySecret = (
  secret: string,
  sub: string,
  claims: JWTPayload,
  ttlSeconds: number,
  nowMs = Date.now(),
): Promise<string> => {
  const issuedAt = Math.floor(nowMs / 1_000)
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setSubject(sub)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + ttlSeconds)
    .sign(keyOf(secret))
}
