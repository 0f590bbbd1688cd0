// A relay on a server that is somebody else's: what is below its path is the relay's, and everything else is left alone.
import type { IncomingMessage } from 'node:http'
import type { UpgradeListener } from './env.ts'

/** An HTTP server of Node, as far as the relay needs it: Hono, Vite and others have types of their own for theirs. */
export interface HostServer {
  /** Adds a listener. */
  on(event: 'upgrade', listener: UpgradeListener): unknown
  /** Takes it away. */
  off(event: 'upgrade', listener: UpgradeListener): unknown
  /** How many there are. */
  listenerCount(event: 'upgrade'): number
  /** Where it listens. */
  address(): unknown
}

/** Whether a request is for the relay. `path` has no slash at its end, and is empty where all requests are. */
export const isBelow = (path: string, url: string): boolean => {
  const [asked = ''] = url.split('?')
  return asked === path || asked.startsWith(`${path}/`)
}

/** What was asked for: Express and Connect take the path of a mount out of `url`. */
export const wholeUrlOf = (request: IncomingMessage & { readonly originalUrl?: string }): string =>
  request.originalUrl ?? request.url ?? '/'

/** The one listener for all relays of a server, and what takes the upgrades below each path. */
interface Mount {
  readonly takers: Map<string, UpgradeListener>
  readonly listener: UpgradeListener
}

const mounts = new WeakMap<HostServer, Mount>()

/**
 * Has `take` take the upgrades of a server below a path, in the place of what took them before. It stays when its relay is closed, and
 * refuses: beside other listeners a socket that nobody takes would stay open for ever.
 *
 * @throws TypeError where `server` is no HTTP server.
 */
export const mountUpgrades = (server: HostServer, path: string, take: UpgradeListener): void => {
  if (typeof server?.address !== 'function' || typeof server.on !== 'function') throw new TypeError(NO_SERVER)
  const { takers, listener } = mounts.get(server) ?? createMount(server)
  takers.set(path, take)
  // The host may have taken it away, with all others.
  server.off('upgrade', listener)
  server.on('upgrade', listener)
}

const createMount = (server: HostServer): Mount => {
  const takers: Mount['takers'] = new Map()
  const takerOf = (url: string): UpgradeListener | undefined => {
    for (const [path, take] of takers) if (isBelow(path, url)) return take
    // Where nobody else has heard of it, it would stay open for ever, too: then it is refused.
    return server.listenerCount('upgrade') === 1 ? takers.values().next().value : undefined
  }
  const mount: Mount = {
    takers,
    listener: (request, socket, head) => takerOf(request.url ?? '')?.(request, socket, head),
  }
  mounts.set(server, mount)
  return mount
}

const NO_SERVER =
  'relay.upgrade takes the HTTP server: what createServer, or listen of an Express app, gives; not the app itself.'
