// The events of a WebSocket and of the socket below it. Their listeners are the same functions for all connections, and a WebSocket has
// no table of them: there may be thousands, and both would be a large part of what an idle one costs.
import type { Duplex } from 'node:stream'
import { WebSocket } from 'ws'

export interface Socket {
  readonly ws: WebSocket
  /** The socket below `ws`: frames that are made for many are written to it as they are. */
  readonly socket: Duplex
}

/** Hears what happens at one socket. */
export interface SocketListener {
  message(data: Buffer, isBinary: boolean): void
  pinged(data: Buffer): void
  ponged(data: Buffer): void
  /** The bytes are no WebSocket's, or the network has failed. */
  faulty(error: Error & { readonly code?: string }): void
  closed(code: number): void
  /** It has taken everything that it was given. */
  drained(): void
  /** A message is larger than it may be: the socket can read no other one. */
  tooBig(): void
  /** One of these threw. */
  failed(error: unknown): void
}

const LISTENER = Symbol('listener')

/** What has events, and one listener. */
interface Emitter {
  [LISTENER]?: SocketListener
}

/** RFC 6455, 7.4.1: a message is too big. */
const TOO_BIG = 1009

/** Calls `tell` with the listener of the emitter. */
const toListener = <Told extends unknown[]>(tell: (listener: SocketListener, ...told: Told) => void) =>
  function (this: Emitter, ...told: Told): void {
    const listener = this[LISTENER]
    if (listener === undefined) return
    try {
      tell(listener, ...told)
    } catch (error) {
      listener.failed(error)
    }
  }

const tooBig = toListener((listener) => listener.tooBig())

type Tell = (this: Emitter, ...told: unknown[]) => void

const ON_WS = new Map<string | symbol, Tell>(
  Object.entries({
    message: toListener((listener, data: Buffer, isBinary: boolean) => listener.message(data, isBinary)),
    ping: toListener((listener, data: Buffer) => listener.pinged(data)),
    pong: toListener((listener, data: Buffer) => listener.ponged(data)),
    error: toListener((listener, error: Error) => listener.faulty(error)),
    close: toListener((listener, code: number) => listener.closed(code)),
  }) as [string, Tell][],
)

/** Tells the listener of a WebSocket what has happened to it; false where it has none, or the event is none of a listener's. */
export const tellListener = (ws: object, event: string | symbol, told: unknown[]): boolean => {
  const tell = (ws as Emitter)[LISTENER] === undefined ? undefined : ON_WS.get(event)
  tell?.apply(ws, told)
  return tell !== undefined
}

/**
 * Tells its listener what happens by itself: a table of listeners would be another 280 bytes for each. It tells of a message that is too
 * big, where `ws` would close the socket for it: y-websocket would come back, and send it again.
 */
export class ClientWebSocket extends WebSocket implements Emitter {
  [LISTENER]?: SocketListener

  override close(code?: number, reason?: string | Buffer): void {
    if (code === TOO_BIG && this[LISTENER] !== undefined) tooBig.call(this)
    else super.close(code, reason)
  }

  override emit(event: string | symbol, ...told: unknown[]): boolean {
    return tellListener(this, event, told) || super.emit(event, ...told)
  }
}

const drained = toListener((listener) => listener.drained())

/** From now on `listener` hears what happens at a socket. */
export const listenTo = ({ ws, socket }: Socket, listener: SocketListener): void => {
  const emitters: readonly Emitter[] = [ws as Emitter, socket as Emitter]
  for (const emitter of emitters) emitter[LISTENER] = listener
  socket.on('drain', drained)
}
