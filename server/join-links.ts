import type { RefusalCode, Result } from '../shared/index.ts'
import type { Context } from './base/context.ts'
import { Secret } from './base/secret.ts'
import { orderStored } from './handle/order-stored.ts'
import type { RoomHandles } from './handle/room-handles.ts'
import type { JoinLinks } from './http/api/use-links.ts'
import { Links } from './links/links.ts'
import { type AtDoor, createWelcome } from './links/welcome.ts'
import type { RelaySettings } from './options/relay-options.ts'
import type { PolicyOf } from './rooms/policy-of.ts'
import { isKeeping } from './store/store.ts'

export interface JoinLinksDeps {
  readonly policyOf: PolicyOf
  readonly handles: Pick<RoomHandles, 'use'>
}

const atDoorOf =
  ({ handles }: Pick<JoinLinksDeps, 'handles'>): AtDoor =>
  (id, work) =>
    handles.use(id, async ({ room }): Promise<Result<void, RefusalCode>> => {
      const done = work(room.moderation.door)
      return done.ok ? orderStored(room) : done
    })

/** The links of a relay that signs tokens and takes them; null where it does not, or its store has no place for links. */
export const joinLinksOf = (
  settings: RelaySettings,
  deps: JoinLinksDeps,
  { clock }: Pick<Context, 'clock'>,
): JoinLinks | null => {
  const { store, roles, issuer, audience, authenticate } = settings
  const [secret] = settings.secrets
  if (secret === undefined || authenticate !== undefined || !isKeeping(store)) return null
  const links = new Links({ store, clock, roles })
  const welcome = createWelcome({
    ...{ links, policyOf: deps.policyOf, atDoor: atDoorOf(deps), roles, issuer, audience, clock },
    secret: new Secret(secret),
  })
  return { links, welcome }
}
