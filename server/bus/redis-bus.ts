import { systemClock } from '../base/clock.ts'
import { RedisConnection, requireRedisClient } from './redis-connection.ts'
import { findServers, isSameServer, type RedisServers } from './redis-servers.ts'
import { parseRedisUrl, type RedisAddress, type RedisServer } from './redis-url.ts'
import type { Transport } from './transport.ts'

/** After a failure Redis is tried again, at random within this time: all nodes lose it at once. */
const RETRY_MS = { least: 100, most: 600 }

/** A server of a cluster may have given channels away without a word. */
const LOOK_MS = 10_000

/** Somebody who hears a channel. */
interface Hearer {
  readonly heard: (bytes: Uint8Array) => void
  readonly renewed: () => void
  /** Called when the channel is subscribed to; null when it has been. */
  confirmed: (() => void) | null
}

interface Channel {
  readonly name: string
  readonly hearers: Set<Hearer>
  /** Where it is subscribed to, or about to be. */
  connection: RedisConnection | null
  isSubscribed: boolean
}

/** Channels of one Redis: of one server, of what sentinels watch, or of a cluster. */
class RedisTransport implements Transport {
  readonly #address: RedisAddress
  readonly #channelByName = new Map<string, Channel>()
  readonly #connections = new Set<RedisConnection>()
  #servers: RedisServers | null = null
  #fault: string | null = null
  #isWorking = false
  #isDue = false
  #isClosed = false
  #stopLooking: (() => void) | null = null

  constructor(address: RedisAddress) {
    this.#address = address
  }

  get isUp(): boolean {
    return this.#servers?.all.every((server) => this.#connectionTo(server)?.isReady) ?? false
  }

  get fault(): string | null {
    return this.isUp ? null : this.#fault
  }

  async subscribe(name: string, heard: Hearer['heard'], renewed: Hearer['renewed']): Promise<() => void> {
    if (this.#isClosed) throw new Error('the bus is closed')
    this.#begin()
    const channel = this.#channelOf(`${this.#address.prefix}${name}`)
    const { promise, resolve } = Promise.withResolvers<void>()
    const hearer: Hearer = { heard, renewed, confirmed: resolve }
    channel.hearers.add(hearer)
    if (channel.isSubscribed) this.#confirm(hearer)
    else if (channel.connection === null) this.#place([channel])
    await promise
    return () => this.#leave(channel, hearer)
  }

  publish(name: string, bytes: Uint8Array): boolean {
    const channel = `${this.#address.prefix}${name}`
    const server = this.#servers?.serverOf(channel)
    const connection = server === undefined ? undefined : this.#connectionTo(server)
    return connection?.publish(channel, bytes, this.#isSharded, () => this.#work()) ?? false
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.#stopLooking?.()
    this.#channelByName.clear()
    await Promise.all([...this.#connections].map((connection) => connection.finish()))
    this.#connections.clear()
  }

  get #isSharded(): boolean {
    return this.#servers?.isSharded ?? false
  }

  /** A bus that nobody uses connects to nothing. */
  #begin(): void {
    if (this.#stopLooking !== null) return
    this.#stopLooking = systemClock.every(LOOK_MS, () => this.#work())
    this.#work()
  }

  #channelOf(name: string): Channel {
    const known = this.#channelByName.get(name)
    if (known !== undefined) return known
    const channel: Channel = { name, hearers: new Set(), connection: null, isSubscribed: false }
    this.#channelByName.set(name, channel)
    return channel
  }

  #connectionTo(server: RedisServer): RedisConnection | undefined {
    for (const connection of this.#connections) if (isSameServer(connection.server, server)) return connection
    return undefined
  }

  #confirm(hearer: Hearer): void {
    const { confirmed } = hearer
    hearer.confirmed = null
    if (confirmed === null) hearer.renewed()
    else confirmed()
  }

  #leave(channel: Channel, hearer: Hearer): void {
    channel.hearers.delete(hearer)
    if (channel.hearers.size > 0 || this.#channelByName.get(channel.name) !== channel) return
    this.#channelByName.delete(channel.name)
    channel.connection?.unsubscribe(channel.name, this.#isSharded)
    channel.connection = null
  }

  /** Finds out where everything is, and connects and subscribes to what it is not yet; once more for each call that comes meanwhile. */
  #work(): void {
    this.#isDue = true
    if (this.#isWorking || this.#isClosed) return
    this.#isWorking = true
    void this.#workWhileDue().finally(() => {
      this.#isWorking = false
    })
  }

  async #workWhileDue(): Promise<void> {
    while (this.#isDue && !this.#isClosed) {
      this.#isDue = false
      try {
        await this.#arrange(await findServers(this.#address))
      } catch (error) {
        this.#failed(error)
      }
    }
  }

  async #arrange(servers: RedisServers): Promise<void> {
    this.#servers = servers
    for (const connection of [...this.#connections])
      if (!servers.all.some((server) => isSameServer(server, connection.server))) this.#drop(connection)
    await Promise.all(
      servers.all
        .filter((server) => this.#connectionTo(server) === undefined)
        .map((server) => this.#open(server)),
    )
    for (const channel of this.#channelByName.values()) {
      const server = servers.serverOf(channel.name)
      if (channel.connection === null || (server && isSameServer(server, channel.connection.server))) continue
      channel.connection.unsubscribe(channel.name, servers.isSharded)
      release(channel)
    }
    this.#place([...this.#channelByName.values()].filter(({ connection }) => connection === null))
  }

  async #open(server: RedisServer): Promise<void> {
    const connection: RedisConnection = new RedisConnection(this.#address, server, {
      heard: (channel, bytes) => this.#heard(channel, bytes),
      ended: (error) => {
        this.#drop(connection)
        this.#failed(error)
      },
    })
    this.#connections.add(connection)
    await connection.open()
  }

  #drop(connection: RedisConnection): void {
    connection.close()
    this.#connections.delete(connection)
    for (const channel of this.#channelByName.values())
      if (channel.connection === connection) release(channel)
  }

  /** Subscribes to channels where their servers are connected; the others follow when they are. */
  #place(channels: readonly Channel[]): void {
    const byConnection = new Map<RedisConnection, Channel[]>()
    for (const channel of channels) {
      const server = this.#servers?.serverOf(channel.name)
      const connection = server === undefined ? undefined : this.#connectionTo(server)
      if (connection === undefined || !connection.isReady) continue
      channel.connection = connection
      byConnection.set(connection, [...(byConnection.get(connection) ?? []), channel])
    }
    for (const [connection, placed] of byConnection) void this.#subscribeTo(connection, placed)
  }

  async #subscribeTo(connection: RedisConnection, channels: readonly Channel[]): Promise<void> {
    const areHere = () => channels.filter((channel) => channel.connection === connection)
    try {
      await connection.subscribe(
        channels.map(({ name }) => name),
        this.#isSharded,
      )
    } catch (error) {
      for (const channel of areHere()) release(channel)
      this.#failed(error)
      return
    }
    for (const channel of areHere()) {
      channel.isSubscribed = true
      for (const hearer of channel.hearers) this.#confirm(hearer)
    }
  }

  #heard(name: string, bytes: Uint8Array): void {
    for (const { heard } of this.#channelByName.get(name)?.hearers ?? []) heard(bytes)
  }

  /** Tries again a little later. */
  #failed(error: unknown): void {
    if (this.#isClosed) return
    const password = this.#address.password?.reveal()
    const text = textOf(error)
    this.#fault = password === undefined ? text : text.replaceAll(password, '<redacted>')
    const { least, most } = RETRY_MS
    systemClock.after(least + Math.random() * (most - least), () => this.#work())
  }
}

const release = (channel: Channel): void => {
  channel.connection = null
  channel.isSubscribed = false
}

/** Where several addresses of one name were tried, the error itself says nothing. */
const textOf = (error: unknown): string => {
  if (error instanceof AggregateError) return error.errors.map(textOf).join('; ')
  return error instanceof Error ? error.message : String(error)
}

/**
 * A bus over Redis (7 or later), for relays that share rooms: one server, servers that sentinels watch, or a cluster, which is found
 * out by asking. It needs the package `@redis/client`. Nothing is kept in Redis; channels alone are used.
 *
 * @param url `redis://HOST:PORT`, `rediss://USER:PASSWORD@HOST` for TLS, `redis://HOST,HOST,HOST` for a cluster,
 * `redis+sentinel://HOST,HOST/NAME`. `?prefix=school:` takes the place of `homeroom:` before each channel.
 * @throws TypeError where the URL is none, Error where the package is missing; neither quotes the URL.
 * @example
 * ```ts
 * import { createRelay, redisBus } from 'homeroom/server'
 *
 * const relay = createRelay({ bus: redisBus('redis://127.0.0.1:6379') })
 * await relay.close()
 * ```
 */
export const redisBus = (url: string): Transport => {
  const address = parseRedisUrl(url)
  if (typeof address === 'string') throw new TypeError(address)
  requireRedisClient()
  return new RedisTransport(address)
}
