import type { JWTPayload } from 'jose'
import { signBySecret } from '../../server/gate/hmac-tokens.ts'

export const SECRET = 'a-secret-of-the-tests-that-is-long-enough'

/** A token signed with {@link SECRET}; its claims are not checked, since some tests need a bad one. */
export const token = (
  { sub = 'ada', ttlSeconds = 60, ...claims }: JWTPayload & { readonly ttlSeconds?: number } = {},
  secret = SECRET,
): Promise<string> => signBySecret(secret, sub, claims, ttlSeconds)
