import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { setTimeout as passed } from 'node:timers/promises'
import { onTestCleanup } from './cleanup.ts'
import type { Random } from './random.ts'

/** `up` is what the client sends, `down` what it is sent. */
export type Direction = 'up' | 'down'

const BOTH: readonly Direction[] = ['up', 'down']

/** Packets that are lost and sent again: a share of the chunks comes late, and all that follows waits behind them. */
interface Loss {
  readonly random: Random
  /** In percent of the chunks. */
  readonly percent: number
  readonly leastMs: number
  readonly mostMs: number
}

export interface FaultProxyOptions {
  readonly loss?: Loss
  /** Resets a connection of which one direction was silent for so long. */
  readonly silentMs?: number
  readonly bytesPerSecond?: Partial<Record<Direction, number>>
}

/** A connection through the proxy, once for each of its two ends. */
interface Line {
  readonly ends: Record<Direction, Socket>
  /** Directions in which bytes vanish, and the end of the connection as well. */
  readonly dead: Set<Direction>
  readonly heardAtMs: Record<Direction, number>
  /** After so many bytes more, of both directions, the connection is reset. */
  leftBytes: number
}

/** A network between clients and a relay, on this machine, that fails when the test says so. */
export const startFaultProxy = async (target: string, options: FaultProxyOptions = {}) => {
  const { hostname, port } = new URL(target)
  const { loss, silentMs = Number.POSITIVE_INFINITY, bytesPerSecond = {} } = options
  const sockets = new Set<Socket>()
  const lines = new Set<Line>()
  const longestSilenceMs: Record<Direction, number> = { up: 0, down: 0 }
  let dead: readonly Direction[] = []
  let healed = Promise.withResolvers<void>()
  let accepted = 0
  let cuts = 0
  let losses = 0

  const lateMs = (direction: Direction, bytes: number): number => {
    const perSecond = bytesPerSecond[direction] ?? Number.POSITIVE_INFINITY
    const ms = (bytes / perSecond) * 1000
    if (loss === undefined || loss.random.below(100) >= loss.percent) return ms
    losses += 1
    return ms + loss.leastMs + loss.random.below(loss.mostMs - loss.leastMs)
  }

  const keep = (socket: Socket) => {
    sockets.add(socket)
    socket.setNoDelay(true)
    socket.on('close', () => sockets.delete(socket))
    // What becomes of the other end is told by `close`.
    socket.on('error', () => socket.destroy())
  }

  const carry = async (line: Line, direction: Direction) => {
    const from = line.ends[direction]
    const to = line.ends[direction === 'up' ? 'down' : 'up']
    let isReset = false
    try {
      for await (const chunk of from as AsyncIterable<Buffer>) {
        heard(line, direction)
        const ms = lateMs(direction, chunk.length)
        if (ms > 0) await passed(ms)
        if (chunk.length > line.leftBytes) {
          to.write(chunk.subarray(0, line.leftBytes), () => reset(line))
          return
        }
        line.leftBytes -= chunk.length
        // Nothing comes over a dead line, and its far end does not learn that it is dead.
        if (!line.dead.has(direction) && !to.write(chunk))
          await Promise.race([once(to, 'drain'), once(to, 'close')])
      }
    } catch {
      isReset = true
    }
    if (line.dead.has(direction)) return
    if (isReset) to.resetAndDestroy()
    else to.destroySoon()
    lines.delete(line)
  }

  const heard = (line: Line, direction: Direction) => {
    const nowMs = performance.now()
    longestSilenceMs[direction] = Math.max(longestSilenceMs[direction], nowMs - line.heardAtMs[direction])
    line.heardAtMs[direction] = nowMs
  }

  const reset = (line: Line) => {
    for (const direction of BOTH) line.ends[direction].resetAndDestroy()
    lines.delete(line)
  }

  const accept = async (client: Socket) => {
    accepted += 1
    keep(client)
    // Whoever knocks while the network is dead tries on, as TCP does, until it is not.
    if (dead.length > 0) await healed.promise
    if (client.destroyed) return
    const relay = connect(Number(port), hostname)
    keep(relay)
    const nowMs = performance.now()
    const line: Line = {
      ends: { up: client, down: relay },
      dead: new Set(),
      heardAtMs: { up: nowMs, down: nowMs },
      leftBytes: Number.POSITIVE_INFINITY,
    }
    lines.add(line)
    for (const direction of BOTH) void carry(line, direction)
  }

  const listen = async (onPort: number): Promise<Server> => {
    const server = createServer(accept)
    server.listen(onPort, '127.0.0.1')
    await once(server, 'listening')
    return server
  }

  let server = await listen(0)
  const ownPort = (server.address() as AddressInfo).port

  const cutTheSilent = () => {
    const nowMs = performance.now()
    for (const line of lines) {
      if (BOTH.every((direction) => nowMs - line.heardAtMs[direction] < silentMs)) continue
      cuts += 1
      reset(line)
    }
  }
  const watch = setInterval(cutTheSilent, 250)

  onTestCleanup(async () => {
    clearInterval(watch)
    healed.resolve()
    server.close()
    for (const socket of sockets) socket.destroy()
  })

  return {
    wsUrl: `ws://127.0.0.1:${ownPort}`,
    /** Connections that were made so far. */
    accepted: () => accepted,
    /** Connections that were reset for their silence. */
    cuts: () => cuts,
    /** Chunks that came late. */
    losses: () => losses,
    longestSilenceMs,

    /** From now on nothing comes through, and nobody is told. */
    die(directions: readonly Direction[] = BOTH): void {
      dead = directions
      healed = Promise.withResolvers()
      for (const line of lines) for (const direction of directions) line.dead.add(direction)
    },

    /** New connections come through; those that lost bytes stay dead, since nobody sends them again. */
    heal(): void {
      dead = []
      healed.resolve()
    },

    /** Every connection is reset. */
    reset(): void {
      for (const line of [...lines]) reset(line)
    },

    /** Every connection is reset after so many bytes more: mostly within a message. */
    cutAfter(bytes: number): void {
      for (const line of lines) line.leftBytes = bytes
    },

    /** The proxy goes, with everyone's connection. */
    async stop(): Promise<void> {
      const closed = once(server, 'close')
      server.close()
      for (const line of [...lines]) reset(line)
      for (const socket of sockets) socket.destroy()
      await closed
    },

    /** And is there again. */
    async start(): Promise<void> {
      server = await listen(ownPort)
    },
  }
}
