// The rights at the API: hosts by their tokens, holders of a secret; where the relay verifies nobody everyone may look, and nobody orders.
import type { Context } from 'hono'
import { fault, type Identity, may, ok, type RefusalCode, type Result } from '../../../shared/index.ts'
import type { Secret } from '../../base/secret.ts'
import { type Authenticate, tokenOf } from '../../gate/gate.ts'
import type { Env } from '../env.ts'
import { createFailedAccess, type FailedAccess } from '../failed-access.ts'
import { createRoomAuthorize, type JoinDeps } from '../join.ts'
import { refusal } from '../refusal.ts'
import type { Authorize, Caller } from './route.ts'

export interface AuthorizeDeps
  extends Pick<JoinDeps, 'authenticate' | 'origins' | 'log' | 'failedAccess' | 'trustProxy'> {
  /** Secrets that open the API by themselves: the holder of one can make a host's token. */
  readonly secrets: readonly Secret[]
  /** The relay verifies nobody: it cannot tell by whom an order is given, or a document deleted. */
  readonly isOpen: boolean
}

const ADMIN: Identity = { id: 'admin', name: null, role: 'host', mayRename: false }
const ANYBODY: Identity = { id: null, name: null, role: 'viewer', mayRename: true }

const NO_ORDERS = fault(
  'role-forbidden',
  'This relay verifies nobody, so it takes no orders over HTTP: give it a secret (--secret), and send that, or a token of a host.',
)

const isReading = (c: Context<Env>): boolean => ['GET', 'HEAD'].includes(c.req.method)

export const createAuthorize = (deps: AuthorizeDeps): Authorize => {
  const { secrets, isOpen } = deps
  const authorizeRoom = createRoomAuthorize(deps)
  const isSecret = (token: Secret) => secrets.some((secret) => secret.equals(token))

  const authenticate: Authenticate = async (join) => {
    const { token } = join
    if (token !== null && isSecret(token)) return ok({ identity: ADMIN, expiresAtMs: null })
    // The rules of a room are for those who join it: a lock would keep everybody from opening it again.
    if (isOpen) return ok({ identity: ANYBODY, expiresAtMs: null })
    return deps.authenticate(join)
  }

  const look = async (c: Context<Env>): Promise<Result<Caller, RefusalCode>> => {
    const entry = await authorizeRoom(c, c.req.param('room') ?? '', authenticate)
    if (!entry.ok) return entry
    const { room, authorized } = entry.value
    const { identity } = authorized
    // Where it verifies nobody, everyone sees what the holder of a secret does elsewhere.
    if (isOpen || may(identity, 'moderate'))
      return ok({ room, identity, isAdmin: isOpen || identity === ADMIN })
    return refusal(identity.id === null ? 'token-missing' : 'role-forbidden')
  }

  return countingFailures(createFailedAccess(deps), {
    everyone: async () => ok(null),

    look,

    async order(c) {
      const caller = await look(c)
      return caller.ok && isOpen && !isReading(c) ? NO_ORDERS : caller
    },

    async admin(c) {
      if (isOpen) return isReading(c) ? ok(null) : NO_ORDERS
      const token = tokenOf(c.req.header('authorization'), null, c.req.query('token'))
      if (token !== null && isSecret(token)) return ok(null)
      if (token === null) return refusal('token-missing')
      return fault('role-forbidden', 'This needs a secret of the relay: a token is for its rooms.')
    },
  })
}

/** The same checks, of which each that fails counts for its address. */
const countingFailures = (limited: FailedAccess, authorize: Authorize): Authorize => {
  const counting =
    <Caller>(check: (c: Context<Env>) => Promise<Result<Caller, RefusalCode>>) =>
    async (c: Context<Env>): Promise<Result<Caller, RefusalCode>> => {
      const checked = await check(c)
      return checked.ok ? checked : { ok: false, fault: await limited(c, checked.fault) }
    }
  return {
    everyone: authorize.everyone,
    look: counting(authorize.look),
    order: counting(authorize.order),
    admin: counting(authorize.admin),
  }
}
