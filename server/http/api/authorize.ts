import type { Context } from 'hono'
import {
  fault,
  type Identity,
  may,
  ok,
  type RefusalCode,
  type Result,
  type Role,
  type RoomId,
} from '../../../shared/index.ts'
import type { Secret } from '../../base/secret.ts'
import { type Authenticate, tokenOf } from '../../gate/gate.ts'
import { createAdmit, type Env, type JoinDeps } from '../join.ts'
import { refusal } from '../refusal.ts'

export interface AuthorizeDeps extends Pick<JoinDeps, 'authenticate' | 'origins' | 'log'> {
  /** Secrets that open the API by themselves: who has one can make a host's token. */
  readonly secrets: readonly Secret[]
  /**
   * What anybody is who reaches the API, where the relay verifies nobody: nobody has less of a say than anybody else, but
   * where all may only look, that holds here too. Null where it verifies.
   */
  readonly openAs: Extract<Role, 'host' | 'viewer'> | null
}

/** Somebody who may look into a room. */
export interface Caller {
  readonly room: RoomId
  readonly identity: Identity
}

/** Who may use the API. */
export interface ApiAuthorizer {
  /** Who may look into the room that the path names: its hosts, and holders of a secret. */
  caller(c: Context<Env>): Promise<Result<Caller, RefusalCode>>
  /** The holder of a secret: for what is about every room. */
  admin(c: Context<Env>): Result<void, RefusalCode>
}

const ADMIN: Identity = { id: 'admin', name: null, role: 'host', mayRename: false }
const ANYBODY = { id: null, name: null, mayRename: true }

export const createApiAuthorizer = (deps: AuthorizeDeps): ApiAuthorizer => {
  const { secrets, openAs } = deps
  const admit = createAdmit(deps)
  const isSecret = (token: Secret) => secrets.some((secret) => secret.equals(token))

  const authenticate: Authenticate = async (join) => {
    const { token } = join
    if (token !== null && isSecret(token)) return ok({ identity: ADMIN, expiresAtMs: null })
    // What is ordered in a room is for those who join it: a lock would keep everybody from opening it again.
    if (token === null && openAs !== null)
      return ok({ identity: { ...ANYBODY, role: openAs }, expiresAtMs: null })
    return deps.authenticate(join)
  }

  return {
    async caller(c) {
      const admitted = await admit(c, c.req.param('room') ?? '', authenticate)
      if (!admitted.ok) return admitted
      const { room, admission } = admitted.value
      const { identity } = admission
      if (openAs !== null || may(identity.role, 'moderate')) return ok({ room, identity })
      return refusal(identity.id === null ? 'token-missing' : 'role-forbidden')
    },

    admin(c) {
      const token = tokenOf(c.req.header('authorization'), null, c.req.query('token'))
      if (openAs !== null || (token !== null && isSecret(token))) return ok(undefined)
      if (token === null) return refusal('token-missing')
      return fault('role-forbidden', 'This needs a secret of the relay: a token is for its rooms.')
    },
  }
}
