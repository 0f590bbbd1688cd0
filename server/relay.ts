import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { hostname } from 'node:os'
import type { Duplex } from 'node:stream'
import { getRequestListener } from '@hono/node-server'
import type { Hono } from 'hono'
import { WebSocketServer } from 'ws'
import { pickProtocol, READER_MESSAGE_BYTES, readOffer } from '../shared/index.ts'
import { accessOf } from './access.ts'
import { createContext } from './base/context.ts'
import { lanAddresses } from './base/lan-address.ts'
import type { Siblings } from './base/probe.ts'
import { ClientWebSocket } from './connections/socket-events.ts'
import { drain } from './drain.ts'
import { type AddressLimits, createAddressLimits } from './gate/address-limits.ts'
import { createJoinLimits } from './gate/join-limits.ts'
import type { RoomHandle } from './handle/room-handle.ts'
import type { RoomHandleOptions } from './handle/room-handles.ts'
import { createApp } from './http/app.ts'
import type { Env, UpgradeListener } from './http/env.ts'
import { type HostServer, isBelow, mountUpgrades, wholeUrlOf } from './http/guest.ts'
import { createRequestTurn, type RequestTurn } from './http/request-turn.ts'
import { createHttpServer } from './http/server.ts'
import { createUpgradeListener } from './http/upgrade.ts'
import { joinLinksOf } from './join-links.ts'
import { type ListenOptions, parseListenOptions } from './options/listen-options.ts'
import { parseRelayOptions, type RelayOptions, type RelaySettings } from './options/relay-options.ts'
import { createParts, type RelayParts, SWEEP_MS } from './relay-parts.ts'
import { createPolicyOf } from './rooms/policy-of.ts'

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
   * @throws TypeError where it is no HTTP server, such as an Express app, or `app` is no Hono app; Error where the relay is closed.
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
   * Opens a room for your own code, and keeps it in memory until the handle is closed.
   *
   * @throws RoomError (rejects) where the room cannot be opened; TypeError (rejects) where the options are not valid.
   */
  readonly room: (id: string, options?: RoomHandleOptions) => Promise<RoomHandle>
  /**
   * Stops accepting, closes the relay's sockets with 1012, writes what is left, closes the store and the bus. Of servers it closes what `listen`
   * opened; yours goes on, and what comes for the relay is refused there. Twice is once.
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
  return new RelayOfRooms(parseRelayOptions(options), null)
}

/** A relay that is one of several workers, with the server that gets its sockets; it listens nowhere. */
export const createWorkerRelay = async (options: RelayOptions, siblings: RelaySiblings) => {
  const relay = new RelayOfRooms(parseRelayOptions(options), siblings)
  return { relay, server: await relay.serve() }
}

/** The workers that a relay is one of, and what is counted for all of them. */
interface RelaySiblings extends Siblings {
  readonly limits: AddressLimits
}

class RelayOfRooms implements Relay {
  readonly routes: Hono<Env>
  readonly room: Relay['room']
  readonly #path
  readonly #answer
  readonly #upgradeOwn: UpgradeListener
  readonly #context
  readonly #requestTurn: RequestTurn
  readonly #parts: RelayParts
  readonly #joinLimits
  readonly #sockets: WebSocketServer
  /** Those that `listen` opened. */
  readonly #servers = new Set<Server>()
  /** Where it listens at every address of the machine; null where it does not. */
  #openPort: number | null = null
  readonly #stopSweeping: () => void
  #isDraining = false
  #closing: Promise<void> | null = null

  constructor(settings: RelaySettings, siblings: RelaySiblings | null) {
    const { store, page, path, trustProxy } = settings
    const context = createContext(settings)
    const { connections: addressLimit, failedAccess } =
      siblings?.limits ?? createAddressLimits(context.limits)
    this.#context = context
    this.#path = path
    this.#parts = createParts(settings, context)
    const { hub, handles, connections, hooks, fleet } = this.#parts
    if (siblings !== null) fleet.own.name += ` ${siblings.name}`
    const policyOf = createPolicyOf({ hub, store, ...context, roles: settings.roles })
    this.room = handles.open
    this.#joinLimits = createJoinLimits({
      ...context,
      addressLimit,
      elsewhere: (room) => hub.peek(room)?.remote.connections ?? 0,
    })
    const { preAuthSockets } = this.#joinLimits
    this.#requestTurn = createRequestTurn({ arrivals: context.arrivals, trustProxy, preAuthSockets })
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
      ...this.#parts,
      ...{ policyOf, siblings, gc: settings.gc, roles: settings.roles },
      failedAccess,
      trustProxy,
      mayJoin: hooks.mayJoin,
      isDraining: () => this.#isDraining,
      joinLinks: joinLinksOf(settings, { policyOf, handles }, context),
      reachable: () => this.#reachable(),
      load: (room) => hub.load(room),
      open: (joined) => connections.open(joined),
      ...{ page, path, isOpenUnsaid: settings.isOpenUnsaid },
    })
    this.#upgradeOwn = this.#upgradesThrough(this.routes as unknown as Pick<Hono, 'fetch'>)
    this.#answer = getRequestListener(this.routes.fetch, { overrideGlobalObjects: false })
    this.#stopSweeping = context.clock.every(SWEEP_MS, () => this.#parts.sweep(this.#isDraining))
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
    mountUpgrades(server, this.#path, app === undefined ? this.#upgradeOwn : this.#upgradesThrough(app))
  }

  readonly handleUpgrade: Relay['handleUpgrade'] = (request, socket, head) =>
    this.#upgradeOwn(request, socket, head)

  readonly listen: Relay['listen'] = async (options) => {
    const { host, port } = parseListenOptions(options)
    const server = await this.serve()
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    server.once('error', reject)
    // `close` may come before the server listens.
    server.once('close', () => reject(new Error(NOT_LISTENING)))
    server.listen(port, host, resolve)
    await promise
    // Such as a socket that it cannot accept, where the machine has none left: the next one may be.
    server.on('error', (error) => this.#context.fence.failed('upgrade', error))
    const { port: taken } = server.address() as AddressInfo
    this.#parts.fleet.own.name = `${hostname()}:${taken}`
    if (REACHABLE.has(host)) this.#openPort = taken
    return { url: urlOf(host, taken, this.#path) }
  }

  /** A server of the relay's own, which listens nowhere yet. */
  async serve(): Promise<Server> {
    // Nobody is in a room before it is known who was there when the relay ended.
    await this.#parts.webhooks?.ready
    if (this.#isDraining) throw new Error(NOT_LISTENING)
    const server = createHttpServer(this.routes.fetch, this.#requestTurn)
    this.#joinLimits.preAuthSockets.watch(server)
    // All of the server is the relay's: what is not below its path is refused.
    server.on('upgrade', this.handleUpgrade)
    this.#servers.add(server)
    return server
  }

  readonly close: Relay['close'] = () => {
    this.#isDraining = true
    this.#closing ??= drain({
      servers: this.#servers,
      ...this.#parts,
      log: this.#context.log,
      sockets: this.#sockets,
    }).finally(this.#stopSweeping)
    return this.#closing
  }

  /** What others in the network reach it by; nothing where it listens on this machine alone, or in a server of somebody else. */
  async #reachable(): Promise<readonly string[]> {
    const port = this.#openPort
    return port === null ? [] : (await lanAddresses()).map((address) => urlOf(address, port, ''))
  }

  #upgradesThrough(app: Pick<Hono, 'fetch'>): UpgradeListener {
    if (typeof app?.fetch !== 'function')
      throw new TypeError(
        'relay.upgrade takes a Hono app beside the server, or nothing: it has a function fetch.',
      )
    return createUpgradeListener({
      ...this.#joinLimits,
      fetch: (request, env) => app.fetch(request, env),
      sockets: this.#sockets,
      requestTurn: this.#requestTurn,
      ...this.#context,
    })
  }
}

const NOT_LISTENING = 'The relay is closed: it does not listen any more.'

/** Every address is none that a client can be sent to. */
const REACHABLE = new Map([
  ['0.0.0.0', '127.0.0.1'],
  ['::', '::1'],
])

/** What clients on this machine join by. */
export const urlOf = (host: string, port: number, path: string): string =>
  `http://${reachable(host)}:${port}${path}`

/** How a client on this machine names what listens at `host`. */
const reachable = (host: string): string => {
  const name = REACHABLE.get(host) ?? host
  return name.includes(':') ? `[${name}]` : name
}
