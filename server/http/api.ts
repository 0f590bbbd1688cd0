import { type Context, Hono } from 'hono'
import { type Identity, may, ok, type RefusalCode, type Result } from '../../shared/index.ts'
import type { Metrics } from '../base/metrics.ts'
import type { Secret } from '../base/secret.ts'
import type { Authenticate } from '../gate/gate.ts'
import type { Hub } from '../rooms/hub.ts'
import type { Room } from '../rooms/room.ts'
import { type Admitted, createAdmit, type Env, type JoinDeps } from './join.ts'
import { refusal, refuse } from './refusal.ts'

export interface ApiDeps extends Pick<JoinDeps, 'authenticate' | 'origins' | 'log'> {
  readonly hub: Hub
  readonly metrics: Metrics
  /** Secrets that open the API by themselves: who has one can make a host's token. */
  readonly secrets: readonly Secret[]
  /** False where the relay verifies nobody: then the API shows what anybody sees who joins. */
  readonly verifies: boolean
}

const ADMIN: Identity = { id: 'admin', name: null, role: 'host', mayRename: false }

/** `/api`: looks into a room, for hosts and for holders of a secret. */
export const createApi = (deps: ApiDeps): Hono<Env> => {
  const { hub, metrics, secrets, verifies } = deps
  const api = new Hono<Env>()
  const admit = createAdmit(deps)

  const authenticate: Authenticate = async (join) => {
    const { token } = join
    const isAdmin = token !== null && secrets.some((secret) => secret.equals(token))
    return isAdmin ? ok({ identity: ADMIN, expiresAtMs: null }) : deps.authenticate(join)
  }

  const admitHost = async (c: Context<Env>, path: string): Promise<Result<Admitted, RefusalCode>> => {
    const admitted = await admit(c, path, authenticate)
    if (!admitted.ok || !verifies) return admitted
    const { identity } = admitted.value.admission
    if (may(identity.role, 'moderate')) return admitted
    return refusal(identity.id === null ? 'token-missing' : 'role-forbidden')
  }

  const inspect = async (c: Context<Env>, describe: (room: Room | null) => object): Promise<Response> => {
    const admitted = await admitHost(c, c.req.param('room') ?? '')
    if (!admitted.ok) {
      metrics.refusals.inc({ code: admitted.fault.code })
      return refuse(admitted.fault)
    }
    const { room } = admitted.value
    c.header('Cache-Control', 'no-store')
    return c.json({ room, ...describe(hub.peek(room)) })
  }

  api.get('/rooms/:room', (c) => inspect(c, describeRoom))
  api.get('/rooms/:room/presence', (c) => inspect(c, describePresence))
  api.all('*', () => refuse(refusal('not-found').fault))
  return api
}

const describeRoom = (room: Room | null) => ({
  loaded: room !== null,
  epoch: room?.epoch ?? null,
  connections: room?.members.size ?? 0,
  entries: room?.presence.size ?? 0,
})

const describePresence = (room: Room | null) => ({
  entries: [...(room?.presence.values() ?? [])].map(({ clientId, state }) => ({ clientId, state })),
})
