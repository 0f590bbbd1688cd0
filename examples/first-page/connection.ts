import { WebsocketProvider } from 'y-websocket'
import type { Doc } from 'yjs'

export type ConnectionState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'connected' }
  /** The provider tries again by itself. */
  | { readonly kind: 'offline'; readonly why: string }
  /** The relay said not to come back (4400-4499), and the provider doesn't. */
  | { readonly kind: 'closed'; readonly why: string }

const KEPT = 'What you do meanwhile is kept in this tab and sent when the connection is back.'
// A browser never learns the HTTP status of a refused WebSocket, so this page cannot tell which it was.
const UNREACHED = 'The relay cannot be reached, or it refused this connection. Trying again.'

/** Same origin: the relay that served this page. */
const relayUrl = (): string => `${location.protocol === 'https:' ? 'wss:' : 'ws:'}//${location.host}`

/** A stock y-websocket provider, with its events read as one state. */
export const openConnection = (
  doc: Doc,
  { room, token }: { room: string; token: string | null },
  onState: (state: ConnectionState) => void,
): WebsocketProvider => {
  const provider = new WebsocketProvider(relayUrl(), room, doc, {
    params: token === null ? {} : { token },
    // Tabs of one browser would also talk past the relay: what is shown here shall be what it relays.
    disableBc: true,
  })
  let wasConnected = false

  onState({ kind: 'connecting' })
  provider.on('status', ({ status }) => {
    // Of the tries to reconnect only the successful one is news: "offline" stays until then.
    if (status !== 'connected') return
    wasConnected = true
    onState({ kind: 'connected' })
  })
  provider.on('connection-close', (event) => {
    const said = event?.reason ?? ''
    onState({ kind: 'offline', why: `${said} ${wasConnected ? KEPT : UNREACHED}`.trim() })
  })
  // Comes right after its connection-close.
  provider.on('closed', ({ code, reason }) => {
    onState({ kind: 'closed', why: reason === '' ? `The relay closed this room (${code}).` : reason })
  })
  return provider
}
