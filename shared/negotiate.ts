/** The subprotocol under which both sides may send messages from 110 on. */
export const HOMEROOM_V1 = 'homeroom.v1'

/** Carries a token beside the subprotocol: a browser's WebSocket cannot set an Authorization header. */
const BEARER = 'bearer.'

/** What a connection speaks: plain y-websocket, or with the messages of `homeroom.v1`. */
export type Protocol = 'stock' | 'homeroom.v1'

/** What a client offered in `Sec-WebSocket-Protocol`. */
export interface Offer {
  readonly names: readonly string[]
  readonly protocol: Protocol
  /** The token that travelled as `bearer.<jwt>`. */
  readonly token: string | null
}

/** Reads a `Sec-WebSocket-Protocol` header (RFC 6455, 4.2.1). */
export const readOffer = (header: string | null | undefined): Offer => {
  const parts = (header ?? '').split(',').map((part) => part.trim())
  const bearer = parts.find((part) => part.startsWith(BEARER))
  const names = parts.filter((part) => part !== '' && !part.startsWith(BEARER))
  return {
    names,
    protocol: names.includes(HOMEROOM_V1) ? 'homeroom.v1' : 'stock',
    token: bearer === undefined ? null : bearer.slice(BEARER.length),
  }
}

/**
 * The one name to answer with, or null for none. Never a token: what the relay picks is echoed in a header
 * that proxies log. A browser fails the socket when it offered names and none comes back.
 */
export const pickProtocol = (offer: Offer): string | null =>
  offer.protocol === 'homeroom.v1' ? HOMEROOM_V1 : (offer.names[0] ?? null)
