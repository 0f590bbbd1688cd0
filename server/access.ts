import type { Context } from './base/context.ts'
import { Secret } from './base/secret.ts'
import { ANY_ORIGIN, type Authenticate, createAuthenticate } from './gate/gate.ts'
import { readingAnswers } from './gate/own-authenticate.ts'
import { unlessStoreFails } from './http/store-fault.ts'
import type { RelaySettings } from './options/relay-options.ts'
import type { PolicyOf } from './rooms/policy-of.ts'

/** What decides who may come, as the routes need it. */
export const accessOf = (settings: RelaySettings, policyOf: PolicyOf, context: Context) => {
  const { jwks, issuer, audience, anonymous, verifies, roles } = settings
  const origins = originsOf(settings)
  const secrets = settings.secrets.map((secret) => new Secret(secret))
  const keys = { secrets, jwks, ...(issuer && { issuer }), ...(audience && { audience }) }
  const byToken =
    settings.authenticate === undefined
      ? createAuthenticate({ ...keys, anonymous, roles }, context)
      : readingAnswers(settings.authenticate, roles, context.clock)
  const authenticate = underPolicies(byToken, policyOf, context)
  const readsHeaders = settings.authenticate !== undefined
  return { byToken, authenticate, readsHeaders, origins, secrets, isOpen: !verifies }
}

/** A login may be a cookie, which the browser sends for any page: then none but the relay's own are let in. */
const originsOf = ({ origins, authenticate }: RelaySettings): readonly string[] => {
  if (origins.length > 0) return origins
  return authenticate === undefined ? [ANY_ORIGIN] : []
}

/** What hosts have ordered in a room stands over what a token says. */
const underPolicies =
  (byToken: Authenticate, policyOf: PolicyOf, context: Context): Authenticate =>
  async (join) => {
    const authorized = await byToken(join)
    if (!authorized.ok) return authorized
    const policy = await unlessStoreFails(context, 'orders', join.room, () => policyOf(join.room))
    return policy.ok ? policy.value.admit({ issuedAtMs: null, ...authorized.value }) : policy
  }
