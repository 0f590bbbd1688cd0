import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { getRequestListener } from '@hono/node-server'
import type { Hono } from 'hono'
import { WebSocketServer } from 'ws'
import { pickProtocol, READER_MESSAGE_BYTES, readOffer } from '../shared/index.ts'
import { createHybridClock } from './base/clock.ts'
import { type Context, createContext } from './base/context.ts'
import { Secret } from './base/secret.ts'
import { Turns } from './base/turns.ts'
import { ConnectionRegistry } from './connections/connection-registry.ts'
import { ClientWebSocket } from './connections/socket-events.ts'
import { drain } from './drain.ts'
import { Scheduler } from './fanout/scheduler.ts'
import { createFailedAccessLimit } from './gate/failed-access-limit.ts'
import { ANY_ORIGIN, type Authenticate, createAuthenticate } from './gate/gate.ts'
import { createJoinLimits } from './gate/join-limits.ts'
import { readingAnswers } from './gate/own-authenticate.ts'
import { createApp } from './http/app.ts'
import type { Env, UpgradeListener } from './http/env.ts'
import { type Guest, type HostServer, isBelow, mountUpgrades, wholeUrlOf } from './http/guest.ts'
import { createHttpServer } from './http/server.ts'
import { unlessStoreFails } from './http/store-fault.ts'
import { createUpgradeListener } from './http/upgrade.ts'
import { type ListenOptions, parseListenOptions } from './options/listen-options.ts'
import { parseRelayOptions, type RelayOptions, type RelaySettings } from './options/relay-options.ts'
import { Hub } from './rooms/hub.ts'
import { OrderRate } from './rooms/order-rate.ts'
import { createPolicyOf, type PolicyOf } from './rooms/policy-of.ts'
import type { Store } from './store/store.ts'
import { createVersions, type VersionsOfRelay } from './versions/schedule.ts'

/** One sweep for everything that waits for time to pass. */
const SWEEP_MS = 250

export type { HostServer, ListenOptions, RelayOptions }

/**
 * A relay, and the ways to put it on a server: one of its own (`listen`), or yours (`handle` or `routes` for requests, `upgrade`
 * for WebSockets). On yours it takes what is below the option `path`, and leaves everything else alone. Each function can be
 * passed on by itself.
 */
export interface Relay {
  /** Every HTTP route below `path`, for a Hono app: `app.route('/', relay.routes)`. */
  readonly routes: Hono<Env>
  /**
   * Answers a request of Node, Express, Connect or Vite: `app.use(relay.handle)`. One that is not below `path` goes to `next`, or
   * is 404 where there is none. It comes before whatever reads bodies.
   */
  readonly handle: (request: IncomingMessage, response: ServerResponse, next?: () => void) => void
  /**
   * Upgrades the requests below `path` of your server, beside its other `upgrade` listeners. With `app`, a Hono app that holds
   * `routes`, its middleware judges them first.
   *
   * @throws TypeError where it is no HTTP server, such as an Express app; Error where the relay is closed.
   */
  readonly upgrade: (server: HostServer, app?: Pick<Hono, 'fetch'>) => void
  /** Upgrades one request, or refuses it: for an `upgrade` listener of your own that decides what the relay gets. */
  readonly handleUpgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void
  /**
   * Serves the relay on a server of its own. `url` is what clients on this machine join by.
   *
   * @throws TypeError that lists everything that is wrong with the options.
   * Rejects where the port cannot be had, or the relay is closed.
   */
  readonly listen: (options?: ListenOptions) => Promise<{ readonly url: string }>
  /**
   * Stops accepting, closes the relay's sockets with 1012, writes what is left, closes the store. Of servers it closes what `listen`
   * opened; yours goes on without the relay. Twice is once.
   */
  readonly close: () => Promise<void>
}

/**
 * A relay of rooms. Nothing listens yet: see {@link Relay.listen}, {@link Relay.handle} and {@link Relay.upgrade}.
 *
 * @throws TypeError that lists everything that is wrong with the options; Error on Bun.
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
  // Bun brings its own `ws`, which cannot be told how large a message of one connection may be.
  if ('bun' in process.versions)
    throw new Error(
      'A relay runs on Node 22.18 or later, or on Deno, and not on Bun; clients run on Bun, too.',
    )
  return new RelayOfRooms(parseRelayOptions(options))
}

class RelayOfRooms implements Relay {
  readonly routes: Hono<Env>
  readonly #path
  readonly #answer
  readonly #upgradeOwn: UpgradeListener
  readonly #context
  readonly #store: Store
  readonly #hub: Hub
  readonly #versions: VersionsOfRelay | null
  readonly #connections: ConnectionRegistry
  readonly #joinLimits
  readonly #sockets: WebSocketServer
  /** Those that `listen` opened. */
  readonly #servers = new Set<Server>()
  /** The servers of the host. */
  readonly #guests = new Map<HostServer, Guest>()
  readonly #stopSweeping: () => void
  #isDraining = false
  #closing: Promise<void> | null = null

  constructor(settings: RelaySettings) {
    const { store, page, path, trustProxy, verifies } = settings
    const context = createContext(settings)
    const { clock } = context
    const orderRate = new OrderRate(clock, context.limits)
    this.#context = context
    this.#store = store
    this.#path = path
    const turns = createTurns(context)
    this.#hub = createHub(settings, { ...context, turns, orderRate })
    this.#versions = createVersions({ ...context, turns, store, hub: this.#hub, rule: settings.versions })
    const policyOf = createPolicyOf({ hub: this.#hub, store, clock, roles: settings.roles })
    this.#connections = new ConnectionRegistry(
      { hub: this.#hub, durability: store.durability, verifies },
      context,
    )
    this.#joinLimits = createJoinLimits(context.limits, clock, context.metrics)
    this.#sockets = new WebSocketServer({
      noServer: true,
      WebSocket: ClientWebSocket,
      // The connections are known already.
      clientTracking: false,
      // A connection that may write is given more.
      maxPayload: READER_MESSAGE_BYTES,
      // `ws` would end a socket with many of them without a word.
      autoPong: false,
      handleProtocols: (_names, request) =>
        pickProtocol(readOffer(request.headers['sec-websocket-protocol'])) ?? false,
    })
    this.routes = createApp({
      ...context,
      ...accessOf(settings, policyOf, context),
      ...this.#joinLimits,
      hub: this.#hub,
      ...{ store, policyOf, orderRate, turns, gc: settings.gc, roles: settings.roles },
      versions: this.#versions?.versions ?? null,
      attendance: (room) => this.#connections.attendance(room),
      failedAccess: createFailedAccessLimit(),
      trustProxy,
      isDraining: () => this.#isDraining,
      load: (room) => this.#hub.load(room),
      open: (joined) => this.#connections.open(joined),
      ...{ page, path, isOpenUnsaid: settings.isOpenUnsaid },
    })
    this.#upgradeOwn = this.#upgradesThrough(this.routes as unknown as Pick<Hono, 'fetch'>)
    this.#answer = getRequestListener(this.routes.fetch, { overrideGlobalObjects: false })
    this.#stopSweeping = clock.every(SWEEP_MS, () => this.#sweep())
  }

  readonly handle: Relay['handle'] = (request, response, next) => {
    const url = wholeUrlOf(request)
    if (next !== undefined && !isBelow(this.#path, url)) return next()
    // Express has taken the path of the mount away.
    request.url = url
    void this.#answer(request, response)
  }

  readonly upgrade: Relay['upgrade'] = (server, app) => {
    if (this.#isDraining) throw new Error('The relay is closed: it upgrades nothing any more.')
    // Another call for the same server takes the place of the one before.
    this.#guests.get(server)?.leave()
    const take = app === undefined ? this.#upgradeOwn : this.#upgradesThrough(app)
    this.#guests.set(server, mountUpgrades(server, this.#path, take))
  }

  readonly handleUpgrade: Relay['handleUpgrade'] = (request, socket, head) =>
    this.#upgradeOwn(request, socket, head)

  readonly listen: Relay['listen'] = async (options) => {
    const { host, port } = parseListenOptions(options)
    if (this.#isDraining) throw new Error('The relay is closed: it does not listen any more.')
    const server = createHttpServer(this.routes.fetch)
    this.#joinLimits.preAuthSockets.watch(server)
    // All of the server is the relay's: what is not below its path is refused.
    server.on('upgrade', this.handleUpgrade)
    this.#servers.add(server)
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    server.once('error', reject)
    server.listen(port, host, resolve)
    await promise
    // Such as a socket that it cannot accept, where the machine has none left: the next one may be.
    server.on('error', (error) => this.#context.fence.failed('upgrade', error))
    const { port: taken } = server.address() as AddressInfo
    return { url: `http://${reachable(host)}:${taken}${this.#path}` }
  }

  readonly close: Relay['close'] = () => {
    this.#isDraining = true
    for (const guest of this.#guests.values()) guest.leave()
    this.#guests.clear()
    this.#closing ??= drain({
      servers: this.#servers,
      connections: this.#connections,
      ...{ hub: this.#hub, store: this.#store, versions: this.#versions?.versions ?? null },
      log: this.#context.log,
      sockets: this.#sockets,
    }).finally(this.#stopSweeping)
    return this.#closing
  }

  #upgradesThrough(app: Pick<Hono, 'fetch'>): UpgradeListener {
    return createUpgradeListener({
      ...this.#joinLimits,
      fetch: (request, env) => app.fetch(request, env),
      sockets: this.#sockets,
      ...this.#context,
    })
  }

  #sweep(): void {
    const { fence } = this.#context
    fence.run('sweep', {}, () => this.#connections.sweep())
    fence.run('sweep', {}, () => this.#hub.sweep())
    if (!this.#isDraining) fence.run('sweep', {}, () => this.#versions?.schedule.sweep())
  }
}

/** Every address is none that a client can be sent to. */
const REACHABLE = new Map([
  ['0.0.0.0', '127.0.0.1'],
  ['::', '::1'],
])

/** How a client on this machine names what listens at `host`. */
const reachable = (host: string): string => {
  const name = REACHABLE.get(host) ?? host
  return name.includes(':') ? `[${name}]` : name
}

const createTurns = (context: Context): Turns => {
  const turns = new Turns(context)
  context.metrics.measure('work_waiting', 'Heavy works that wait for a turn.', () => turns.waiting)
  return turns
}

interface HubContext extends Context {
  readonly turns: Turns
  readonly orderRate: OrderRate
}

const createHub = (settings: RelaySettings, context: HubContext): Hub => {
  const { store, space, idleMs, rooms, verifies, gc, roles } = settings
  const scheduler = new Scheduler(context)
  context.metrics.measure('tick_seconds', 'The present length of a tick.', () => scheduler.tickMs / 1000)
  return new Hub({
    ...context,
    ...{ store, scheduler, space, idleMs, verifies, gc, roles },
    hybridClock: createHybridClock(context.clock),
    mustExist: rooms === 'known',
  })
}

/** What decides who may come, as the routes need it. */
const accessOf = (settings: RelaySettings, policyOf: PolicyOf, context: Context) => {
  const { jwks, issuer, audience, anonymous, verifies, authenticate, roles } = settings
  const origins = originsOf(settings)
  const secrets = settings.secrets.map((secret) => new Secret(secret))
  const keys = { secrets, jwks, ...(issuer && { issuer }), ...(audience && { audience }) }
  const byToken =
    authenticate === undefined
      ? createAuthenticate({ ...keys, anonymous, roles }, context)
      : readingAnswers(authenticate, roles, context.clock)
  const role = anonymous === 'view' ? ('viewer' as const) : ('host' as const)
  const openAs = verifies ? null : role
  return { byToken, authenticate: underPolicies(byToken, policyOf, context), origins, secrets, openAs }
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
