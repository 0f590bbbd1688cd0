import { HOMEROOM_V1, type RoomId } from '../../shared/index.ts'
import { fenced, type Report } from '../fence.ts'

/** Where a socket is opened, and by which subprotocols. */
export interface Address {
  readonly url: string
  readonly protocols: string[]
}

/** The address of a room; `query` begins with `?` where there is one; `isSparing` asks for little, `token` is a JWT; `isBare` offers no subprotocol. */
export const addressOf = (at: {
  readonly url: string
  readonly room: RoomId
  readonly query: string
  readonly isSparing: boolean
  readonly token: string | null
  readonly isBare: boolean
}): Address => ({
  url: `${at.url.replace(/\/+$/, '')}/${at.room}${at.query}${at.isSparing ? `${at.query ? '&' : '?'}presence=sparing` : ''}`,
  protocols: at.isBare ? [] : [HOMEROOM_V1, ...(at.token === null ? [] : [`bearer.${at.token}`])],
})

export interface SocketEvents {
  opened(): void
  /** A WebSocket message, whole; empty where it was text. */
  heard(message: Uint8Array): void
  /** It has ended, or never opened. Not called after `close`. */
  closed(code: number, reason: string): void
}

const OPEN = 1

/** One WebSocket. What its events throw is reported: the platform's own handler never sees it. */
export class Socket {
  readonly #socket: WebSocket

  /** @throws SyntaxError where the platform takes the URL or a subprotocol for none. */
  constructor(
    WebSocketClass: typeof WebSocket,
    { url, protocols }: Address,
    events: SocketEvents,
    report: Report,
  ) {
    const socket = new WebSocketClass(url, protocols)
    this.#socket = socket
    socket.binaryType = 'arraybuffer'
    socket.onopen = () => fenced(report, () => events.opened())
    socket.onmessage = ({ data }) =>
      fenced(report, () => events.heard(typeof data === 'string' ? new Uint8Array() : new Uint8Array(data)))
    socket.onclose = ({ code, reason }) => fenced(report, () => events.closed(code, reason))
    // A close event follows. In Node an error that nobody listens to ends the program.
    socket.onerror = () => undefined
  }

  /** Sends a message; one that is closing already sends nothing. */
  send(message: Uint8Array): void {
    if (this.#socket.readyState === OPEN) this.#socket.send(message as Uint8Array<ArrayBuffer>)
  }

  /** Ends it; its events are not told any more. */
  close(code?: number, reason?: string): void {
    const socket = this.#socket
    socket.onopen = null
    socket.onmessage = null
    socket.onclose = null
    socket.close(code, reason)
  }
}
