import type { Server } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Metrics } from '../base/metrics.ts'
import { HeldReads } from './held-reads.ts'

/** Sockets of the relay's own server without a connection: before their request, between requests, or turned away. */
const MOST = 1_000

/**
 * Bounds the sockets that have not asked for anything yet. Where there are too many the oldest goes, not the newest: a
 * client in earnest has asked within a moment, and a probe for life is answered however many hold a socket in silence.
 */
export interface PreAuthSockets {
  watch(server: Server): void
  add(socket: Duplex): void
  /** The socket's request has come whole; gives when its time began, by `performance.now()`. */
  remove(socket: Duplex): number
  /** The turn of the event loop is over: what has come to those of the relay's own servers is read in later ones. */
  hold(): void
  readonly size: number
  /** Closes all that are left. */
  end(): void
}

export const createPreAuthSockets = (
  metrics: Pick<Metrics, 'preAuthSocketsCut'>,
  most = MOST,
): PreAuthSockets => {
  /** When the time of each began, the oldest first. */
  const startedMs = new Map<Duplex, number>()
  /** Those of them that Node reads; one that is turned away is read as that says. */
  const reads = new HeldReads()
  /** One for all of them: a socket that becomes a connection shall keep nothing of this. */
  const forget = function (this: Duplex) {
    startedMs.delete(this)
    reads.remove(this)
  }

  const add = (socket: Duplex) => {
    if (startedMs.size >= most) cutOldest()
    startedMs.set(socket, performance.now())
    socket.on('close', forget)
  }

  const cutOldest = () => {
    for (const oldest of startedMs.keys()) {
      startedMs.delete(oldest)
      reads.remove(oldest)
      oldest.destroy()
      metrics.preAuthSocketsCut.inc()
      return
    }
  }

  return {
    watch(server) {
      server.on('connection', (socket) => {
        add(socket)
        reads.add(socket)
      })
      // A socket that a proxy keeps for the next request: its time begins again.
      server.on('request', ({ socket }) => {
        if (startedMs.delete(socket)) startedMs.set(socket, performance.now())
      })
    },
    add,
    remove(socket) {
      const beganMs = startedMs.get(socket) ?? performance.now()
      startedMs.delete(socket)
      reads.remove(socket)
      socket.off('close', forget)
      return beganMs
    },
    hold: () => reads.hold(),
    get size() {
      return startedMs.size
    },
    end() {
      for (const socket of startedMs.keys()) socket.destroy()
    },
  }
}
