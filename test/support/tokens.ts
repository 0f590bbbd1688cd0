import type { JWTPayload } from 'jose'
import { signBySecret } from '../../server/gate/hmac-tokens.ts'

export const SECRET = 'a-secret-of-the-tests-that-is-long-enough'

/** Options of a relay into which anybody comes, and that takes orders over HTTP from the holder of {@link SECRET}. */
export const ORDERED = { secrets: [SECRET], anonymous: 'join' } as const

/** A token signed with {@link SECRET}; its claims are not checked, since some tests need a bad one. */
export const token = (
  { sub = 'ada', ttlSeconds = 60, ...claims }: JWTPayload & { readonly ttlSeconds?: number } = {},
  secret = SECRET,
): Promise<string> => signBySecret(secret, sub, claims, ttlSeconds)
