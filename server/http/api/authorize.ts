// The rights at the API: hosts by their tokens, holders of a secret, everyone where the relay verifies nobody.
import type { Context } from 'hono'
import {
  fault,
  type Identity,
  may,
  ok,
  type RefusalCode,
  type Result,
  type Role,
} from '../../../shared/index.ts'
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
  /**
   * The role of everyone at the API of a relay that verifies nobody: nobody has less of a say than anybody else, but
   * where all may only look, that holds here too. Null where the relay verifies.
   */
  readonly openAs: Extract<Role, 'host' | 'viewer'> | null
}

const ADMIN: Identity = { id: 'admin', name: null, role: 'host', mayRename: false }
const ANYBODY = { id: null, name: null, mayRename: true }

export const createAuthorize = (deps: AuthorizeDeps): Authorize => {
  const { secrets, openAs } = deps
  const authorizeRoom = createRoomAuthorize(deps)
  const isSecret = (token: Secret) => secrets.some((secret) => secret.equals(token))

  const authenticate: Authenticate = async (join) => {
    const { token } = join
    if (token !== null && isSecret(token)) return ok({ identity: ADMIN, expiresAtMs: null })
    // The rules of a room are for those who join it: a lock would keep everybody from opening it again.
    if (openAs !== null) return ok({ identity: { ...ANYBODY, role: openAs }, expiresAtMs: null })
    return deps.authenticate(join)
  }

  const look = async (c: Context<Env>): Promise<Result<Caller, RefusalCode>> => {
    const entry = await authorizeRoom(c, c.req.param('room') ?? '', authenticate)
    if (!entry.ok) return entry
    const { room, authorized } = entry.value
    const { identity } = authorized
    // Where the API is open to everyone, nobody has a secret.
    const isAdmin = identity === ADMIN || openAs === 'host'
    if (openAs !== null || may(identity, 'moderate')) return ok({ room, identity, isAdmin })
    return refusal(identity.id === null ? 'token-missing' : 'role-forbidden')
  }

  return countingFailures(createFailedAccess(deps), {
    everyone: async () => ok(null),

    look,

    async order(c) {
      const caller = await look(c)
      if (!caller.ok || may(caller.value.identity, 'moderate')) return caller
      return refusal('role-forbidden')
    },

    async admin(c) {
      const token = tokenOf(c.req.header('authorization'), null, c.req.query('token'))
      if (openAs === 'host' || (token !== null && isSecret(token))) return ok(null)
      // Where all may only look they look at the relay, too.
      if (openAs === 'viewer') return c.req.method === 'GET' ? ok(null) : refusal('role-forbidden')
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
