import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
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
import { type Authenticate, createAuthenticate } from './gate/gate.ts'
import { createJoinLimits } from './gate/join-limits.ts'
import { readingAnswers } from './gate/own-authenticate.ts'
import { createApp } from './http/app.ts'
import type { Env } from './http/env.ts'
import { createHttpServer } from './http/server.ts'
import { unlessStoreFails } from './http/store-fault.ts'
import { createUpgradeListener } from './http/upgrade.ts'
import { parseRelayOptions, type RelayOptions, type RelaySettings } from './options/relay-options.ts'
import { Hub } from './rooms/hub.ts'
import { OrderRate } from './rooms/order-rate.ts'
import { createPolicyOf, type PolicyOf } from './rooms/policy-of.ts'
import type { Store } from './store/store.ts'

/** One sweep for everything that waits for time to pass. */
const SWEEP_MS = 250

export type { RelayOptions }

/** A relay: its routes, and the ways to put it on a server. */
export interface Relay {
  /** Every HTTP route, for anyone's Hono app: `app.route('/rooms', relay.routes)`. */
  readonly routes: Hono<Env>
  /** Upgrades the requests of a server whose app holds `routes`; it must be the only `upgrade` listener. */
  upgrade(server: Server, app?: Pick<Hono, 'fetch'>): void
  /** Serves `routes` on a port of its own; 0 takes a free one. Rejects where the port cannot be had, or the relay is closed. */
  listen(options?: { readonly host?: string; readonly port?: number }): Promise<{ readonly url: string }>
  /** Stops accepting, closes sockets with 1012, writes what is left, closes the store. Twice is once. */
  close(): Promise<void>
}

/**
 * A relay of rooms. Nothing listens yet: see {@link Relay.listen} and {@link Relay.upgrade}.
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
  readonly #context
  readonly #store: Store
  readonly #hub: Hub
  readonly #connections: ConnectionRegistry
  readonly #joinLimits
  readonly #sockets: WebSocketServer
  readonly #servers = new Set<Server>()
  readonly #stopSweeping: () => void
  #isDraining = false
  #closing: Promise<void> | null = null

  constructor(settings: RelaySettings) {
    const { store, page, trustProxy, verifies } = settings
    const context = createContext(settings)
    const { clock } = context
    const orderRate = new OrderRate(clock, context.limits)
    this.#context = context
    this.#store = store
    const turns = createTurns(context)
    this.#hub = createHub(settings, { ...context, turns, orderRate })
    const policyOf = createPolicyOf({ hub: this.#hub, store, clock })
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
      store,
      ...{ policyOf, orderRate, turns, gc: settings.gc },
      attendance: (room) => this.#connections.attendance(room),
      failedAccess: createFailedAccessLimit(),
      trustProxy,
      isDraining: () => this.#isDraining,
      load: (room) => this.#hub.load(room),
      open: (joined) => this.#connections.open(joined),
      page,
    })
    this.#stopSweeping = clock.every(SWEEP_MS, () => this.#sweep())
  }

  upgrade(server: Server, app: Pick<Hono, 'fetch'> = this.routes as unknown as Pick<Hono, 'fetch'>): void {
    this.#servers.add(server)
    server.on(
      'upgrade',
      createUpgradeListener({
        ...this.#joinLimits,
        fetch: (request, env) => app.fetch(request, env),
        sockets: this.#sockets,
        ...this.#context,
      }),
    )
  }

  async listen({ host = '127.0.0.1', port = 0 } = {}): Promise<{ readonly url: string }> {
    if (this.#isDraining) throw new Error('The relay is closed: it does not listen any more.')
    if (!Number.isInteger(port))
      throw new TypeError(`The port is a whole number from 0 to 65535, not ${port}.`)
    const server = createHttpServer(this.routes.fetch)
    this.#joinLimits.preAuthSockets.watch(server)
    this.upgrade(server)
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    server.once('error', reject)
    server.listen(port, host, resolve)
    await promise
    // Such as a socket that it cannot accept, where the machine has none left: the next one may be.
    server.on('error', (error) => this.#context.fence.failed('upgrade', error))
    const { port: taken } = server.address() as AddressInfo
    return { url: `http://${host.includes(':') ? `[${host}]` : host}:${taken}` }
  }

  close(): Promise<void> {
    this.#isDraining = true
    this.#closing ??= drain({
      servers: this.#servers,
      connections: this.#connections,
      hub: this.#hub,
      store: this.#store,
      log: this.#context.log,
      sockets: this.#sockets,
    }).finally(this.#stopSweeping)
    return this.#closing
  }

  #sweep(): void {
    const { fence } = this.#context
    fence.run('sweep', {}, () => this.#connections.sweep())
    fence.run('sweep', {}, () => this.#hub.sweep())
  }
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
  const { store, space, idleMs, rooms, verifies, gc } = settings
  const scheduler = new Scheduler(context)
  context.metrics.measure('tick_seconds', 'The present length of a tick.', () => scheduler.tickMs / 1000)
  return new Hub({
    ...context,
    ...{ store, scheduler, space, idleMs, verifies, gc },
    hybridClock: createHybridClock(context.clock),
    mustExist: rooms === 'known',
  })
}

/** What decides who may come, as the routes need it. */
const accessOf = (settings: RelaySettings, policyOf: PolicyOf, context: Context) => {
  const { jwks, issuer, audience, origins, anonymous, verifies, authenticate } = settings
  const secrets = settings.secrets.map((secret) => new Secret(secret))
  const keys = { secrets, jwks, ...(issuer && { issuer }), ...(audience && { audience }) }
  const byToken =
    authenticate === undefined
      ? createAuthenticate({ ...keys, anonymous, origins }, context)
      : readingAnswers(authenticate, context.clock)
  const role = anonymous === 'view' ? ('viewer' as const) : ('host' as const)
  const openAs = verifies ? null : role
  return { byToken, authenticate: underPolicies(byToken, policyOf, context), origins, secrets, openAs }
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
