import type { Context } from './base/context.ts'
import { Secret } from './base/secret.ts'
import type { JoinLinks } from './http/api/links.ts'
import { Links } from './links/links.ts'
import { createWelcome } from './links/welcome.ts'
import type { RelaySettings } from './options/relay-options.ts'
import type { PolicyOf } from './rooms/policy-of.ts'
import { isKeeping } from './store/store.ts'

/** The links of a relay that signs tokens and takes them; null where it does not, or its store has no place for links. */
export const joinLinksOf = (
  settings: RelaySettings,
  policyOf: PolicyOf,
  { clock }: Pick<Context, 'clock'>,
): JoinLinks | null => {
  const { store, roles, issuer, audience, authenticate } = settings
  const [secret] = settings.secrets
  if (secret === undefined || authenticate !== undefined || !isKeeping(store)) return null
  const links = new Links({ store, clock, roles })
  const welcome = createWelcome({
    ...{ links, policyOf, roles, issuer, audience, clock },
    secret: new Secret(secret),
  })
  return { links, welcome }
}
