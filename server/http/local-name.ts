import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'

/**
 * Whether a request that came over the loopback names a machine as only people at it can: by an address, by a name without
 * a dot, or by the host of an origin that the relay was given. A page from elsewhere may have its own name point at 127.0.0.1
 * (DNS rebinding): for the browser it then is the relay's own page, and its requests bring no other origin.
 */
export const isLocalName = (incoming: IncomingMessage | undefined, origins: readonly string[]): boolean => {
  const { host } = incoming?.headers ?? {}
  // The address is asked for last: once it was, Node keeps it for as long as the socket lives.
  return (
    incoming === undefined ||
    host === undefined ||
    isOwnHost(host, origins) ||
    !isLoopback(incoming.socket.localAddress)
  )
}

/** Whether no page from elsewhere can have its name point here and be under `host`. */
export const isOwnHost = (host: string, origins: readonly string[]): boolean => {
  const name = nameOf(host)
  const isLocal = name !== '' && (!name.includes('.') || name.endsWith('.localhost') || isIP(name) !== 0)
  return isLocal || origins.some((origin) => URL.canParse(origin) && new URL(origin).hostname === name)
}

/** Whether a `Host` names this machine for people at it alone. */
export const isLoopbackName = (host: string): boolean => {
  const name = nameOf(host)
  return name === 'localhost' || name.endsWith('.localhost') || isLoopback(name)
}

export const isLoopback = (address = ''): boolean => /^(::1|(::ffff:)?127\.[\d.]+)$/.test(address)

/** Without its port, and without the brackets of an IPv6 address. */
const nameOf = (host: string): string =>
  host
    .toLowerCase()
    .replace(/:\d*$/, '')
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '')
