import { randomBytes } from 'node:crypto'
import { connect, type Socket } from 'node:net'
import { OPCODE, writeClientFrame } from './frame.ts'
import { FrameReader, type OnPayload } from './frame-reader.ts'

export interface SocketOptions {
  readonly port: number
  readonly path: string
  readonly subprotocol: string | null
}

const READ_BYTES = 256 * 1024

/** All sockets read into this buffer: a chunk is done with before the next one comes. */
const readBuffer = new Uint8Array(READ_BYTES)

const HEAD_END = '\r\n\r\n'

/** A WebSocket client that does nothing that is not needed: it counts, answers pings, and hands on payloads if asked. */
export class LoadSocket {
  /** Bytes that came after the handshake, headers of frames included. */
  bytes = 0
  isClosed = false
  /** Why it ended, where it did not end by itself. */
  failure: string | null = null
  readonly opened: Promise<void>
  readonly #socket: Socket
  readonly #reader: FrameReader
  readonly #opening = Promise.withResolvers<void>()
  #head: string | null = ''

  constructor({ port, path, subprotocol }: SocketOptions) {
    this.opened = this.#opening.promise
    this.#reader = new FrameReader({ onPayload: null, onControl: (...control) => this.#control(...control) })
    this.#socket = connect({
      host: '127.0.0.1',
      port,
      onread: { buffer: readBuffer, callback: (length) => this.#read(length) },
    })
    this.#socket.setNoDelay(true)
    this.#socket.on('error', (error) => {
      this.failure = error.message
      this.#opening.reject(error)
    })
    this.#socket.on('close', () => {
      this.isClosed = true
      this.#opening.reject(new Error('The relay closed the connection'))
    })
    this.#socket.write(
      [
        `GET ${path} HTTP/1.1`,
        `Host: 127.0.0.1:${port}`,
        'Connection: Upgrade',
        'Upgrade: websocket',
        'Sec-WebSocket-Version: 13',
        `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
        ...(subprotocol === null ? [] : [`Sec-WebSocket-Protocol: ${subprotocol}`]),
        HEAD_END.slice(2),
      ].join('\r\n'),
    )
  }

  get frames(): number {
    return this.#reader.frames
  }

  set onPayload(onPayload: OnPayload | null) {
    this.#reader.onPayload = onPayload
  }

  send(payload: Uint8Array): void {
    this.#socket.write(writeClientFrame(payload))
  }

  /** Ends it without a word. */
  destroy(): void {
    this.#socket.destroy()
  }

  #read(length: number): boolean {
    try {
      if (this.#head === null) {
        this.bytes += length
        this.#reader.read(readBuffer, 0, length)
      } else this.#readHead(length)
    } catch (error) {
      // A frame that cannot be read ends this connection and not the run.
      this.#socket.destroy(error as Error)
    }
    return true
  }

  #readHead(length: number): void {
    const before = this.#head ?? ''
    const head = before + Buffer.from(readBuffer.subarray(0, length)).toString('latin1')
    const end = head.indexOf(HEAD_END)
    this.#head = head
    if (end === -1) return
    this.#head = null
    if (!head.startsWith('HTTP/1.1 101 ')) {
      this.#opening.reject(new Error(`The relay refused: ${head.slice(0, head.indexOf('\r\n'))}`))
      this.destroy()
      return
    }
    this.#opening.resolve()
    const start = end + HEAD_END.length - before.length
    this.bytes += length - start
    this.#reader.read(readBuffer, start, length)
  }

  #control(opcode: number, payload: Uint8Array): void {
    if (opcode === OPCODE.ping) this.#socket.write(writeClientFrame(payload, OPCODE.pong))
    if (opcode === OPCODE.close) this.destroy()
  }
}
