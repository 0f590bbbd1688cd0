// A server of the relay's own. In a server of somebody else all of this is theirs.
import { createServer, type RequestListener, type Server } from 'node:http'
import type { Socket } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import type { Arrivals } from '../base/arrivals.ts'
import { HANDSHAKE_MS, pathOf } from './upgrade.ts'

/**
 * The headers have to be there in the time of a handshake, counted from the accept of the socket or from the answer before. A
 * body may be a document.
 */
const OPTIONS = {
  headersTimeout: HANDSHAKE_MS,
  requestTimeout: 60_000,
  connectionsCheckingInterval: 1_000,
}

/** A socket that neither sends nor takes anything for so long is ended: nobody reads the answer. A WebSocket has limits of its own. */
const STUCK_MS = 30_000

export const createHttpServer = (
  fetch: Parameters<typeof getRequestListener>[0],
  arrivals: Pick<Arrivals, 'ofRequest'>,
): Server => {
  const answer = getRequestListener(fetch, { overrideGlobalObjects: false })
  const server = createServer(
    OPTIONS,
    withoutPipelining(async (request, response) => {
      await arrivals.ofRequest(pathOf(request))
      await answer(request, response)
    }),
  )
  server.setTimeout(STUCK_MS)
  return server
}

/** Requests of one socket that are not answered: a client that has all of an answer may be quicker than the end of it here. */
const MOST_UNANSWERED = 2

/**
 * Of a piece with thousands of small requests Node would answer all in one turn of the event loop, and keep the answers for a client
 * that reads none. A client that goes on sending requests before it has the answers (pipelining, RFC 9112, 9.3.2: it must bear that
 * the server closes) loses its socket.
 */
const withoutPipelining = (answer: RequestListener): RequestListener => {
  const unanswered = new WeakMap<Socket, number>()
  const count = (socket: Socket, more: number) => {
    const sum = (unanswered.get(socket) ?? 0) + more
    unanswered.set(socket, sum)
    return sum
  }
  return (request, response) => {
    const { socket } = request
    if (count(socket, 1) > MOST_UNANSWERED) {
      socket.destroy()
      return
    }
    response.once('close', () => count(socket, -1))
    answer(request, response)
  }
}
