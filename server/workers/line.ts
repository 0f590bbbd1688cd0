import type { Socket } from 'node:net'

/** What may wait for the other process to read it, in bytes; more of what can be dropped is dropped. */
const MOST_WAITING_BYTES = 16 * 1024 * 1024

/** What a message takes beside its bytes. */
const MESSAGE_BYTES = 256

/** A child of this process, or this process where it is one. */
export interface ProcessEnd {
  readonly connected: boolean
  send(message: object, socket?: Socket, options?: object, sent?: (error: Error | null) => void): boolean
  on(event: 'message', listener: (message: unknown, socket: unknown) => void): unknown
  on(event: 'disconnect', listener: () => void): unknown
}

/** One end of what two processes say to each other. */
export class Line<Message extends object> {
  readonly #end: Pick<ProcessEnd, 'connected' | 'send'>
  /** On their way; those that never leave are closed with the line. */
  readonly #sockets = new Set<Socket>()
  #waitingBytes = 0

  constructor(end: Pick<ProcessEnd, 'connected' | 'send'>) {
    this.#end = end
  }

  get isOpen(): boolean {
    return this.#end.connected
  }

  /** Says it however much waits; false where the other process is gone. */
  send(message: Message, bytes = 0, socket?: Socket): boolean {
    if (!this.isOpen) return false
    const size = bytes + MESSAGE_BYTES
    this.#waitingBytes += size
    if (socket !== undefined) this.#sockets.add(socket)
    // A process that is gone is heard of by its end.
    this.#end.send(message, socket, undefined, () => {
      this.#waitingBytes -= size
      if (socket !== undefined) this.#sockets.delete(socket)
    })
    return true
  }

  /** Says it unless too much waits; false where it is dropped. */
  offer(message: Message, bytes: number): boolean {
    return this.#waitingBytes + bytes <= MOST_WAITING_BYTES && this.send(message, bytes)
  }

  /** The other process is gone. */
  end(): void {
    for (const socket of this.#sockets) socket.destroy()
  }
}
