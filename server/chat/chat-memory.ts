import type { Context } from '../base/context.ts'

/** Messages of all rooms that wait for the store take so much together, in bytes. */
const MOST_WAITING_BYTES = 16 * 1024 * 1024

/** What was read of all chats takes so much together, as it is stored, in bytes. */
const MOST_READ_BYTES = 16 * 1024 * 1024

/** So many chats are read at the same time. */
const READ_AT_ONCE = 4

/** Memory that something takes until it is given back. */
export interface HeldRead {
  readonly bytes: number
  /** Gives it back; it is read anew when somebody asks. */
  forget(): void
}

/** What the chats of all rooms hold in memory together: a room has bounds of its own, and there may be thousands of rooms. */
export class ChatMemory {
  #waitingBytes = 0
  #readBytes = 0
  /** The oldest first. */
  readonly #reads = new Set<HeldRead>()
  #reading = 0
  readonly #toRead: (() => void)[] = []

  constructor({ metrics }: Pick<Context, 'metrics'>) {
    metrics.measure(
      'chat_bytes',
      'Messages of chats in memory: those that wait for the store, and those that were read.',
      () => this.#waitingBytes + this.#readBytes,
    )
  }

  get isFull(): boolean {
    return this.#waitingBytes >= MOST_WAITING_BYTES
  }

  /** So many bytes more wait for the store; fewer where it is negative. */
  waits(bytes: number): void {
    this.#waitingBytes += bytes
  }

  /** Holds what was read, and forgets the oldest of what is too much. */
  hold(read: HeldRead): void {
    this.#reads.add(read)
    this.#readBytes += read.bytes
    for (const oldest of this.#reads) {
      if (this.#readBytes <= MOST_READ_BYTES) break
      oldest.forget()
    }
  }

  /** It is held no more. */
  release(read: HeldRead): void {
    if (this.#reads.delete(read)) this.#readBytes -= read.bytes
  }

  /** Does `read` when few enough others read. Rejects as it does. */
  async whenFree<Value>(read: () => Promise<Value>): Promise<Value> {
    if (this.#reading >= READ_AT_ONCE) await new Promise<void>((resolve) => this.#toRead.push(resolve))
    else this.#reading += 1
    try {
      return await read()
    } finally {
      const next = this.#toRead.shift()
      // The next one has the place of this one.
      if (next === undefined) this.#reading -= 1
      else next()
    }
  }
}
