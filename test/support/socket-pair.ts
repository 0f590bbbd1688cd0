// A WebSocket in memory: at one end the relay's real `ClientSocket`, at the other two queues that a test moves by hand.
import { EventEmitter } from 'node:events'
import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import { type Socket, tellListener } from '../../server/connections/socket-events.ts'
import type { Clock } from '../../server/index.ts'

/** A frame as the relay wrote it. Where it was made once for many receivers, `bytes` is the same object for all of them. */
export interface ReceivedFrame {
  readonly bytes: Uint8Array
  readonly payload: Uint8Array
}

export interface SocketPairOptions {
  readonly clock: Clock
  /** The relay writes to it. */
  readonly onWrite?: () => void
  /** The relay reads again. */
  readonly onResume?: () => void
  /** A frame has come to the client; it waits in `toClient`. */
  readonly onArrival?: () => void
  /** The socket has ended, and the client knows. */
  readonly onEnd?: () => void
}

/** The states of a WebSocket, as `ws` numbers them. */
const OPEN = 1
const CLOSING = 2
const CLOSED = 3

/** How long the other end takes to answer a ping or a close, in ms. */
const ANSWER_MS = 1

/** From so many bytes on that wait, a socket lags. */
const MARK_BYTES = 64 * 1024

/** Bytes of a masked header, and of the answer to a ping. */
const HEADER_BYTES = 6

/** The code of a socket that ends without a close frame. */
const ABNORMAL = 1006

export class SocketPair {
  /** What `ClientSocket` is given. */
  readonly relay: Socket
  /** Messages on their way to the relay, the oldest first. */
  readonly toRelay: Uint8Array[] = []
  /** Frames on their way to the client, the oldest first. */
  readonly toClient: ReceivedFrame[] = []
  /** Frames that the relay has written and the client has not taken, the oldest first. */
  readonly unsent: ReceivedFrame[] = []
  readonly #options: SocketPairOptions
  readonly #ws
  readonly #socket
  #isAlive = true
  #isTaking = true
  #isPingWaiting = false
  /** What the latest ping held: a client may answer that one alone. */
  #pinged = ''
  #isPongWaiting = false
  #closeCode: number | null = null

  constructor(options: SocketPairOptions) {
    this.#options = options
    this.#socket = Object.assign(new EventEmitter(), {
      bytesRead: 0,
      writableLength: 0,
      writableNeedDrain: false,
      write: (bytes: Uint8Array) => this.#write(bytes),
    })
    this.#ws = {
      emit: (event: string, ...told: unknown[]) => tellListener(this.#ws, event, told),
      OPEN,
      readyState: OPEN,
      isPaused: false,
      pause: () => {
        this.#ws.isPaused = true
      },
      resume: () => this.#resume(),
      ping: (data = '') => this.#ping(data),
      close: (code: number) => this.#closeByRelay(code),
      terminate: () => this.#terminate(),
    }
    this.relay = { ws: this.#ws as unknown as WebSocket, socket: this.#socket as unknown as Duplex }
  }

  get isOpen(): boolean {
    return this.#ws.readyState === OPEN
  }

  /** The relay reads nothing just now. */
  get isPaused(): boolean {
    return this.#ws.isPaused
  }

  /** Bytes that the relay has written and the client has not taken. */
  get unsentBytes(): number {
    return this.#socket.writableLength
  }

  /** The code with which the relay closed it; null where it did not. */
  get closeCode(): number | null {
    return this.#closeCode
  }

  send(message: Uint8Array): void {
    if (this.isOpen && this.#isAlive) this.toRelay.push(message)
  }

  /** Brings the relay so many messages, in one piece: it reads all of them, or none where it has paused before. */
  deliver(count = this.toRelay.length): void {
    if (this.#ws.isPaused) return
    for (const message of this.toRelay.splice(0, count)) {
      this.#socket.bytesRead += HEADER_BYTES + message.length
      this.#ws.emit('message', Buffer.from(message), true)
    }
  }

  /** From now on the client takes nothing: what is written waits. */
  hold(): void {
    if (this.isOpen) this.#isTaking = false
  }

  /** As `hold`, and the relay's buffers are full already; `unsentBytes` wait in them. */
  lag(unsentBytes = 0): void {
    if (!this.isOpen) return
    this.#isTaking = false
    Object.assign(this.#socket, { writableNeedDrain: true, writableLength: unsentBytes })
  }

  /** The client takes all that waits, and from now on what comes. */
  drain(): void {
    if (this.#isTaking) return
    this.#isTaking = true
    const hasLagged = this.#socket.writableNeedDrain
    Object.assign(this.#socket, { writableNeedDrain: false, writableLength: 0 })
    for (const frame of this.unsent.splice(0)) this.#arrive(frame)
    if (this.#isPingWaiting) this.#pong()
    if (hasLagged) this.#socket.emit('drain')
  }

  /** The network goes, and the relay is not told: nothing comes any more, on no way. The client has noticed. */
  vanish(): void {
    if (!this.isOpen || !this.#isAlive) return
    this.#isAlive = false
    this.#end()
  }

  /** The client closes it, and the relay knows at once; without a code the network does. */
  close(code = ABNORMAL): void {
    if (!this.isOpen || !this.#isAlive) return
    this.#ws.readyState = CLOSED
    this.#end()
    this.#ws.emit('close', code)
  }

  #write(bytes: Uint8Array): boolean {
    this.#options.onWrite?.()
    const socket = this.#socket
    const payload = payloadOf(bytes)
    const frameBytes = payload.byteOffset - bytes.byteOffset + payload.length
    const isAll = frameBytes === bytes.length
    // The same piece of memory: tests look whether several receivers are given one.
    const frame = { bytes: isAll ? bytes : bytes.subarray(0, frameBytes), payload }
    if (this.#isTaking) this.#arrive(frame)
    else {
      this.unsent.push(frame)
      socket.writableLength += bytes.length
      socket.writableNeedDrain ||= socket.writableLength >= MARK_BYTES
    }
    if (!isAll) this.#ping('')
    return !socket.writableNeedDrain
  }

  #arrive(frame: ReceivedFrame): void {
    if (!this.isOpen || !this.#isAlive) return
    this.toClient.push(frame)
    this.#options.onArrival?.()
  }

  /** Pings wait behind what was sent before. */
  #ping(data: string): void {
    this.#pinged = data
    if (this.#isTaking) this.#pong()
    else this.#isPingWaiting = true
  }

  #pong(): void {
    this.#isPingWaiting = false
    this.#options.clock.after(ANSWER_MS, () => {
      if (!this.isOpen || !this.#isAlive) return
      if (this.#ws.isPaused) this.#isPongWaiting = true
      else this.#hearPong()
    })
  }

  #hearPong(): void {
    this.#isPongWaiting = false
    this.#socket.bytesRead += HEADER_BYTES
    this.#ws.emit('pong', Buffer.from(this.#pinged))
  }

  #resume(): void {
    this.#ws.isPaused = false
    if (this.#isPongWaiting) this.#hearPong()
    this.#options.onResume?.()
  }

  #closeByRelay(code: number): void {
    if (!this.isOpen) return
    this.#ws.readyState = CLOSING
    this.#closeCode = code
    if (!this.#isAlive) return
    this.#end()
    this.#options.clock.after(ANSWER_MS, () => this.#closed(code))
  }

  #terminate(): void {
    if (this.#ws.readyState === CLOSED) return
    const isKnown = !this.isOpen || !this.#isAlive
    this.#ws.readyState = CLOSED
    if (!isKnown) this.#end()
    this.#options.clock.after(0, () => this.#ws.emit('close', ABNORMAL))
  }

  #closed(code: number): void {
    if (this.#ws.readyState === CLOSED) return
    this.#ws.readyState = CLOSED
    this.#ws.emit('close', code)
  }

  /** What is on its way is lost. */
  #end(): void {
    this.toRelay.length = 0
    this.toClient.length = 0
    this.#options.onEnd?.()
  }
}

/** FIN and a ping without a payload. */
const PING = '8900'

/** Reads a frame of RFC 6455: a whole binary message, without a mask, and nothing behind it but a ping. */
const payloadOf = (bytes: Uint8Array): Uint8Array => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const short = view.getUint8(1)
  const headerBytes = short < 126 ? 2 : short === 126 ? 4 : 10
  const length = short < 126 ? short : short === 126 ? view.getUint16(2) : Number(view.getBigUint64(2))
  const rest = Buffer.from(bytes.subarray(headerBytes + length)).toString('hex')
  if (view.getUint8(0) !== 0x82 || headerBytes + length > bytes.length || !['', PING].includes(rest))
    throw new Error('the relay wrote what is no whole binary frame')
  return bytes.subarray(headerBytes, headerBytes + length)
}
