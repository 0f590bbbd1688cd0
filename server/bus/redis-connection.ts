import { createRequire } from 'node:module'
import type { RedisClientType } from '@redis/client'
import { systemClock } from '../base/clock.ts'
import { withDeadline } from '../base/deadline.ts'
import type { RedisAddress, RedisServer } from './redis-url.ts'

/** A server that answers nothing for so long is gone: what it would answer then is too old. */
const SILENT_MS = 3_000
const PING_MS = 1_000

/** A server that is there takes far less; a relay that goes down waits no longer. */
const FINISH_MS = 80

/** So much may be under way; beyond it messages are dropped, since they would come too late. */
const UNANSWERED_BYTES = 32 * 1024 * 1024

/** Channels of one command. */
const BATCH = 1_000

/** The package is an optional one. */
const load = (): typeof import('@redis/client') => createRequire(import.meta.url)('@redis/client')

/** Throws where the package is not installed. */
export const requireRedisClient = (): void => {
  try {
    load()
  } catch (error) {
    throw new Error('redisBus needs the package @redis/client: npm install @redis/client', { cause: error })
  }
}

/** What a connection tells whoever has it. */
interface ConnectionEvents {
  heard(channel: string, message: Uint8Array): void
  /** It is over: nothing goes in or out any more. Told once, and not after `close`. */
  ended(error: Error): void
}

/**
 * One connection to one server. It never comes back by itself: whoever has it makes another one, and so knows what was missed. The
 * client library would keep what is published for later, and would take a server for alive as long as something is written to it.
 */
export class RedisConnection {
  readonly server: RedisServer
  readonly #client: RedisClientType
  readonly #events: ConnectionEvents
  readonly #stopPinging: () => void
  readonly #hear = (message: Buffer, channel: Buffer) => this.#events.heard(channel.toString(), message)
  /** Commands that have not been answered, and what they take. */
  #unanswered = 0
  #unansweredBytes = 0
  /** When it answered last, or was first asked after that. */
  #silentSinceMs = 0
  #isReady = false
  #isOver = false

  constructor(address: RedisAddress, server: RedisServer, events: ConnectionEvents) {
    this.server = server
    this.#events = events
    const { username, password, isTls } = address
    const timeouts = { connectTimeout: SILENT_MS, socketTimeout: SILENT_MS }
    const socket = { ...server, ...timeouts, reconnectStrategy: false } as const
    this.#client = load().createClient({
      ...{
        ...(username !== null && { username }),
        ...(password !== null && { password: password.reveal() }),
      },
      socket: isTls ? { ...socket, tls: true } : socket,
      ...{
        disableOfflineQueue: true,
        disableClientInfo: true,
        maintNotifications: 'disabled',
        name: 'homeroom',
      },
    }) as RedisClientType
    this.#client.on('error', (error: Error) => this.#end(error))
    this.#client.on('terminated', (error: Error) => this.#end(error))
    this.#client.on('end', () => this.#end(new Error('the server has closed the connection')))
    this.#stopPinging = systemClock.every(PING_MS, () => this.#ping())
  }

  get isReady(): boolean {
    return this.#isReady && !this.#isOver
  }

  /** Rejects where it cannot be opened; `ended` is told, too. */
  async open(): Promise<void> {
    try {
      await this.#client.connect()
      this.#isReady = true
    } catch (error) {
      this.#end(error as Error)
      throw error
    }
  }

  /** Sends one command that is not about channels. */
  ask<Answer>(...command: readonly string[]): Promise<Answer> {
    return this.#answered(0, () => this.#client.sendCommand([...command]) as Promise<Answer>)
  }

  /** Settles once all of them are subscribed to. */
  async subscribe(channels: readonly string[], isSharded: boolean): Promise<void> {
    await this.#answered(0, async () => {
      // Only channels of one slot may stand in one sharded command.
      if (isSharded)
        await Promise.all(channels.map((channel) => this.#client.sSubscribe(channel, this.#hear, true)))
      else
        for (let at = 0; at < channels.length; at += BATCH)
          await this.#client.subscribe(channels.slice(at, at + BATCH), this.#hear, true)
    })
  }

  unsubscribe(channel: string, isSharded: boolean): void {
    const done = isSharded
      ? this.#client.sUnsubscribe(channel, this.#hear, true)
      : this.#client.unsubscribe(channel, this.#hear, true)
    // A connection that is over has no subscriptions.
    done.catch(() => undefined)
  }

  /** False where it cannot go out now. `moved` is called where another server has the channel. */
  publish(channel: string, message: Uint8Array, isSharded: boolean, moved: () => void): boolean {
    if (!this.isReady || this.#unansweredBytes + message.length > UNANSWERED_BYTES) return false
    const bytes = Buffer.from(message.buffer, message.byteOffset, message.length)
    const send = () =>
      isSharded ? this.#client.sPublish(channel, bytes) : this.#client.publish(channel, bytes)
    this.#answered(message.length, send).catch((error: Error) => {
      if (error.message.startsWith('MOVED')) moved()
    })
    return true
  }

  close(): void {
    this.#isOver = true
    this.#stopPinging()
    this.#client.destroy()
  }

  /** As `close`, once the server has what was published. */
  async finish(): Promise<void> {
    this.#isOver = true
    this.#stopPinging()
    // One that was never open has nothing to finish.
    await withDeadline(
      FINISH_MS,
      this.#client.close().catch(() => undefined),
      undefined,
    )
    this.#client.destroy()
  }

  /** Does what the server answers, and knows meanwhile that it owes an answer. */
  async #answered<Answer>(bytes: number, send: () => Promise<Answer>): Promise<Answer> {
    if (this.#unanswered === 0) this.#silentSinceMs = systemClock.monotonicMs()
    this.#unanswered += 1
    this.#unansweredBytes += bytes
    try {
      return await send()
    } finally {
      this.#unanswered -= 1
      this.#unansweredBytes -= bytes
      this.#silentSinceMs = systemClock.monotonicMs()
    }
  }

  #ping(): void {
    if (!this.isReady) return
    if (this.#unanswered > 0 && systemClock.monotonicMs() - this.#silentSinceMs > SILENT_MS)
      this.#end(new Error(`the server has not answered for ${SILENT_MS / 1000} s`))
    else this.#answered(0, () => this.#client.ping()).catch((error: Error) => this.#end(error))
  }

  #end(error: Error): void {
    if (this.#isOver) return
    this.close()
    this.#events.ended(error)
  }
}
