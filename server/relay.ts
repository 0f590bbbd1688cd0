import { randomBytes } from 'node:crypto'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import type { Hono } from 'hono'
import { WebSocketServer } from 'ws'
import { MESSAGE_BYTES, pickProtocol, type RoomId, readOffer } from '../shared/index.ts'
import { createHybridClock } from './base/clock.ts'
import { createMetrics, type Metrics } from './base/metrics.ts'
import { Secret } from './base/secret.ts'
import { Connection } from './connections/connection.ts'
import type { Disconnect } from './connections/disconnect.ts'
import { createDisconnectHistory } from './connections/disconnect-history.ts'
import { createSyncQueue, type SyncQueue } from './connections/sync-queue.ts'
import { drain } from './drain.ts'
import { createScheduler, type Scheduler } from './fanout/scheduler.ts'
import { createFailedJoinLimit } from './gate/failed-join-limit.ts'
import { type Authenticate, type Authorized, createAuthenticate } from './gate/gate.ts'
import { createJoinLimits } from './gate/join-limits.ts'
import { createApp } from './http/app.ts'
import type { Env, Joined } from './http/join.ts'
import { createUpgradeListener, SERVER_OPTIONS } from './http/upgrade.ts'
import { parseRelayOptions, type RelayOptions } from './options/relay-options.ts'
import { createHub } from './rooms/hub.ts'
import { createPolicies, type Policies } from './rooms/policy.ts'

/** One sweep for everything that waits for time to pass. */
const SWEEP_MS = 250

/** Enough that no two connections of a log are taken for one. */
const SESSION_BYTES = 12

export type { RelayOptions }

export interface Relay {
  /** Every HTTP route, for anyone's Hono app: `app.route('/rooms', relay.routes)`. */
  readonly routes: Hono<Env>
  /** Upgrades the requests of a server whose app holds `routes`; it must be the only `upgrade` listener. */
  upgrade(server: Server, app?: Pick<Hono, 'fetch'>): void
  /** Serves `routes` on a port of its own; 0 takes a free one. Rejects where the port cannot be had. */
  listen(options?: { readonly host?: string; readonly port?: number }): Promise<{ readonly url: string }>
  /** Stops accepting, closes sockets with 1012, writes what is left, closes the store. Twice is once. */
  close(): Promise<void>
}

/**
 * A relay of rooms. Nothing listens yet: see {@link Relay.listen} and {@link Relay.upgrade}.
 *
 * Throws a TypeError that lists everything that is wrong with the options.
 *
 * @example
 * ```ts
 * import { createRelay } from 'homeroom/server'
 *
 * const relay = createRelay({ anonymous: 'view', limits: { room: 100 } })
 * const { url } = await relay.listen({ port: 0 })
 * console.log(url)
 * await relay.close()
 * ```
 */
export const createRelay = (options: RelayOptions = {}): Relay => {
  const settings = parseRelayOptions(options)
  const { clock, log, store, origins, space, trustProxy, limits, verifies, anonymous } = settings
  const { jwks, issuer, audience } = settings
  const secrets = settings.secrets.map((secret) => new Secret(secret))
  const keys = { secrets, jwks, ...(issuer && { issuer }), ...(audience && { audience }) }
  const policies = createPolicies()
  const byToken = settings.authenticate ?? createAuthenticate({ ...keys, anonymous, origins })
  const authenticate = underPolicies(byToken, policies)

  const metrics = createMetrics()
  const scheduler = createScheduler({ clock, log, metrics })
  const answers = createSyncQueue(clock)
  const hub = createHub({
    store,
    clock,
    log,
    metrics,
    scheduler,
    space,
    verifies,
    hybridClock: createHybridClock(clock),
    idleMs: settings.idleMs,
    mustExist: settings.rooms === 'known',
    policies,
    limits,
  })
  const connections = new Set<Connection>()
  const disconnects = createDisconnectHistory(clock)
  const admission = createJoinLimits(limits, clock, metrics)
  measureQueues({ connections, answers, scheduler, metrics })
  const servers = new Set<Server>()
  let isDraining = false
  let closing: Promise<void> | null = null

  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MESSAGE_BYTES,
    handleProtocols: (_names, request) =>
      pickProtocol(readOffer(request.headers['sec-websocket-protocol'])) ?? false,
  })

  const onClose = (closed: Connection, ending: Disconnect) => {
    connections.delete(closed)
    metrics.connections.dec()
    disconnects.add(closed.roomId, closed.describe(), ending)
  }

  const attendance = (room: string) => ({
    connections: [...connections].filter(({ roomId }) => roomId === room).map((one) => one.describe()),
    left: disconnects.of(room),
  })

  const mayEnter = (room: RoomId, admission: Authorized) =>
    policies.peek(room)?.admit({ issuedAtMs: null, ...admission }).ok ?? true

  const open = ({ room: roomId, authorized, ...joined }: Joined) => {
    // Not a UUID: Node builds one of 20 pieces, and keeps them all for as long as the connection lives.
    const id = randomBytes(SESSION_BYTES).toString('base64url')
    const { durability } = store
    const connection = new Connection(
      {
        ...joined,
        admission: authorized,
        id,
        roomId,
        answers,
        durability,
        limits,
        sinceMs: clock.wallMs(),
        onClose,
      },
      { clock, log, metrics },
    )
    connections.add(connection)
    metrics.connections.inc()
    // The relay may have begun to drain since the request was let in.
    if (isDraining) return connection.close('service-restart')
    // Or a host may have locked the room, or removed them: they come back, and are told so.
    if (!mayEnter(roomId, authorized)) return connection.close('try-later')
    void hub
      .enter(roomId, connection, (room) => connection.start(room))
      .then((entered) => {
        if (!entered.ok) connection.close('try-later')
      })
  }

  const routes = createApp({
    hub,
    store,
    policies,
    limits,
    clock,
    authenticate,
    origins,
    secrets,
    openAs: verifies ? null : anonymous === 'view' ? 'viewer' : 'host',
    attendance,
    log,
    metrics,
    limit: createFailedJoinLimit(),
    ...admission,
    trustProxy,
    isDraining: () => isDraining,
    load: (room) => hub.load(room),
    open,
    page: settings.page,
  })

  const stopSweeping = clock.every(SWEEP_MS, () => {
    const nowMs = clock.monotonicMs()
    for (const connection of connections) connection.sweep(nowMs)
    answers.sweep()
    hub.sweep()
  })

  const upgrade: Relay['upgrade'] = (server, app = routes as unknown as Pick<Hono, 'fetch'>) => {
    servers.add(server)
    server.on(
      'upgrade',
      createUpgradeListener({ ...admission, fetch: (request, env) => app.fetch(request, env), sockets, log }),
    )
  }

  return {
    routes,
    upgrade,

    async listen({ host = '127.0.0.1', port = 0 } = {}) {
      const server = createAdaptorServer({ fetch: routes.fetch, serverOptions: SERVER_OPTIONS }) as Server
      admission.preAuthSockets.watch(server)
      upgrade(server)
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      server.once('error', reject)
      server.listen(port, host, resolve)
      await promise
      const { port: taken } = server.address() as AddressInfo
      return { url: `http://${host.includes(':') ? `[${host}]` : host}:${taken}` }
    },

    close() {
      isDraining = true
      closing ??= drain({ servers, connections, hub, store, log, sockets }).finally(stopSweeping)
      return closing
    },
  }
}

/** What hosts have ordered in a room stands over what a token says. */
const underPolicies =
  (authenticate: Authenticate, policies: Policies): Authenticate =>
  async (join) => {
    const admission = await authenticate(join)
    const policy = policies.peek(join.room)
    if (!admission.ok || policy === null) return admission
    return policy.admit({ issuedAtMs: null, ...admission.value })
  }

interface Queues {
  readonly connections: ReadonlySet<Connection>
  readonly answers: SyncQueue
  readonly scheduler: Scheduler
  readonly metrics: Metrics
}

/** Gauges of what waits, and for whom. */
const measureQueues = ({ connections, answers, scheduler, metrics }: Queues): void => {
  const sum = (of: (connection: Connection) => number) => () => {
    let total = 0
    for (const connection of connections) total += of(connection)
    return total
  }
  metrics.measure(
    'unsent_bytes',
    'Bytes that sockets have not taken yet.',
    sum((one) => one.unsentBytes),
  )
  metrics.measure(
    'lagging_connections',
    'Connections that do not take what they are sent.',
    sum((one) => Number(one.isLagging)),
  )
  metrics.measure(
    'answers_waiting',
    'Connections that wait for a document, since too many are being sent.',
    () => answers.waiting,
  )
  metrics.measure('tick_seconds', 'The present length of a tick.', () => scheduler.tickMs / 1000)
}
