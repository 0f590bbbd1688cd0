import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import type { Hono } from 'hono'
import { WebSocketServer } from 'ws'
import { MESSAGE_BYTES, pickProtocol, readOffer, type Space } from '../shared/index.ts'
import { type Clock, createHybridClock, systemClock } from './base/clock.ts'
import { type Context, createContext } from './base/context.ts'
import type { Limits } from './base/limits.ts'
import { type Log, silentLog } from './base/log.ts'
import { Secret } from './base/secret.ts'
import { ConnectionRegistry } from './connections/connection-registry.ts'
import { drain } from './drain.ts'
import { Scheduler } from './fanout/scheduler.ts'
import { createFailedJoinLimit } from './gate/failed-join-limit.ts'
import { type AnonymousMode, type Authenticate, createAuthenticate } from './gate/gate.ts'
import { createJoinLimits } from './gate/join-limits.ts'
import { createApp } from './http/app.ts'
import type { Env } from './http/join.ts'
import { createUpgradeListener, SERVER_OPTIONS } from './http/upgrade.ts'
import { Hub } from './rooms/hub.ts'
import { createPolicies, type Policies } from './rooms/policy.ts'
import { memoryStore } from './store/memory.ts'
import type { Store } from './store/store.ts'

/** One sweep for everything that waits for time to pass. */
const SWEEP_MS = 250

const DEFAULT_IDLE_MS = 30_000

export interface RelayOptions {
  /** Where documents are kept; in memory where it is left out. The relay closes it. */
  readonly store?: Store
  /** HS256 secrets of tokens; several while they are rotated. */
  readonly secrets?: readonly string[]
  /** A file or URL with a JSON Web Key Set. */
  readonly jwks?: string | null
  /** `iss` and `aud` that tokens must have. */
  readonly issuer?: string
  readonly audience?: string
  /** What may join without a token; `join` where nothing verifies tokens, else `off`. */
  readonly anonymous?: AnonymousMode
  /** Takes the place of tokens and of anonymous joins. */
  readonly authenticate?: Authenticate
  /** Origins of pages that may join; all where it is empty. */
  readonly origins?: readonly string[]
  /** `unit` clamps x and y to 0..1; `free` (default) leaves them. */
  readonly space?: Space
  /** What the relay bears, by name; the others are as `LIMITS` says. */
  readonly limits?: Partial<Limits>
  /** How many proxies stand in front, each of which adds to `X-Forwarded-For`; 0 by default: nobody is believed. */
  readonly trustProxy?: number
  /** How long a room stays in memory with nobody in it, in ms; 30 000 by default. */
  readonly idleMs?: number
  /** `known`: a room that nobody has written to is not there, until a document is put into it by the API. */
  readonly rooms?: 'any' | 'known'
  /** A folder of files to serve at `/`. */
  readonly page?: string | null
  readonly log?: Log
  readonly clock?: Clock
}

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

/** A relay of rooms. Nothing listens yet: see {@link Relay.listen} and {@link Relay.upgrade}. */
export const createRelay = (options: RelayOptions = {}): Relay => new RelayOfRooms(options)

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

  constructor(options: RelayOptions) {
    const { clock: hostClock = systemClock, log = silentLog, store = memoryStore(), limits = {} } = options
    const context = createContext({ clock: hostClock, log, limits })
    const { clock } = context
    const policies = createPolicies(clock)
    const access = accessOf(options, policies)
    this.#context = context
    this.#store = store
    this.#hub = createHub(options, { context, store, policies, verifies: access.verifies })
    this.#connections = new ConnectionRegistry(
      { hub: this.#hub, policies, durability: store.durability },
      context,
    )
    this.#joinLimits = createJoinLimits(context.limits, clock, context.metrics)
    this.#sockets = new WebSocketServer({
      noServer: true,
      maxPayload: MESSAGE_BYTES,
      handleProtocols: (_names, request) =>
        pickProtocol(readOffer(request.headers['sec-websocket-protocol'])) ?? false,
    })
    this.routes = createApp({
      ...context,
      ...access,
      ...this.#joinLimits,
      hub: this.#hub,
      store,
      policies,
      attendance: (room) => this.#connections.attendance(room),
      limit: createFailedJoinLimit(),
      trustProxy: options.trustProxy ?? 0,
      isDraining: () => this.#isDraining,
      load: (room) => this.#hub.load(room),
      open: ({ admission: authorized, ...joined }) => this.#connections.open({ ...joined, authorized }),
      page: options.page ?? null,
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
        log: this.#context.log,
        fence: this.#context.fence,
      }),
    )
  }

  async listen({ host = '127.0.0.1', port = 0 } = {}): Promise<{ readonly url: string }> {
    const server = createAdaptorServer({ fetch: this.routes.fetch, serverOptions: SERVER_OPTIONS }) as Server
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

interface HubParts {
  readonly context: Context
  readonly store: Store
  readonly policies: Policies
  readonly verifies: boolean
}

const createHub = ({ space, idleMs, rooms }: RelayOptions, { context, ...parts }: HubParts): Hub => {
  const scheduler = new Scheduler(context)
  context.metrics.measure('tick_seconds', 'The present length of a tick.', () => scheduler.tickMs / 1000)
  return new Hub({
    ...context,
    ...parts,
    scheduler,
    space: space ?? 'free',
    hybridClock: createHybridClock(context.clock),
    idleMs: idleMs ?? DEFAULT_IDLE_MS,
    mustExist: rooms === 'known',
  })
}

/** Who may come, as the routes need it. */
const accessOf = (options: RelayOptions, policies: Policies) => {
  const { jwks = null, issuer, audience, origins = [] } = options
  const secrets = (options.secrets ?? []).map((secret) => new Secret(secret))
  const verifies = options.authenticate !== undefined || secrets.length > 0 || jwks !== null
  const anonymous = options.anonymous ?? (verifies ? 'off' : 'join')
  const keys = { secrets, jwks, ...(issuer && { issuer }), ...(audience && { audience }) }
  const byToken = options.authenticate ?? createAuthenticate({ ...keys, anonymous, origins })
  const role = anonymous === 'view' ? ('viewer' as const) : ('host' as const)
  const openAs = verifies ? null : role
  return { authenticate: underPolicies(byToken, policies), origins, secrets, verifies, openAs }
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
