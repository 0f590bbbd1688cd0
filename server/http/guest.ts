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

/** The relay's `upgrade` listener on a server. */
export interface Guest {
  leave(): void
}

/** Whether a request is for the relay. `path` has no slash at its end, and is empty where all requests are. */
export const isBelow = (path: string, url: string): boolean => {
  const [asked = ''] = url.split('?')
  return asked === path || asked.startsWith(`${path}/`)
}

/** What was asked for: Express and Connect take the path of a mount out of `url`. */
export const wholeUrlOf = (request: IncomingMessage & { readonly originalUrl?: string }): string =>
  request.originalUrl ?? request.url ?? '/'

/** @throws TypeError where `server` is no HTTP server. */
export const mountUpgrades = (server: HostServer, path: string, take: UpgradeListener): Guest => {
  if (typeof server?.address !== 'function' || typeof server.on !== 'function') throw new TypeError(NO_SERVER)
  const listener: UpgradeListener = (request, socket, head) => {
    // Where nobody else has heard of it, it would stay open for ever: then it is refused.
    if (isBelow(path, request.url ?? '') || server.listenerCount('upgrade') === 1) take(request, socket, head)
  }
  server.on('upgrade', listener)
  return { leave: () => server.off('upgrade', listener) }
}

const NO_SERVER =
  'relay.upgrade takes the HTTP server: what createServer, or listen of an Express app, gives; not the app itself.'
