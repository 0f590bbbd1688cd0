import { mintToken, Secret, type TokenClaims } from '../../server/index.ts'

export const SECRET = 'a-secret-of-the-tests-that-is-long-enough'

/** A token signed with {@link SECRET}. */
export const token = (claims: Partial<TokenClaims> = {}, secret = SECRET): Promise<string> =>
  mintToken(new Secret(secret), { sub: 'ada', ttlSeconds: 60, ...claims })
