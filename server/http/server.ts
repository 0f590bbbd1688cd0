// A server of the relay's own. In a server of somebody else all of this is theirs.
import { createServer, type RequestListener, type Server } from 'node:http'
import type { Socket } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { HANDSHAKE_MS } from './upgrade.ts'

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

export const createHttpServer = (fetch: Parameters<typeof getRequestListener>[0]): Server => {
  const server = createServer(OPTIONS, oneAtATime(getRequestListener(fetch)))
  server.setTimeout(STUCK_MS)
  return server
}

/**
 * Answers one request of a socket at a time. Of a piece with thousands of small requests Node would answer all in one turn of the
 * event loop, and keep the answers for a client that reads none. A client that sends the next request before it has the answer
 * (pipelining, RFC 9112, 9.3.2: it must bear that the server closes) loses its socket.
 */
const oneAtATime = (answer: RequestListener): RequestListener => {
  const busy = new WeakSet<Socket>()
  return (request, response) => {
    const { socket } = request
    if (busy.has(socket)) {
      socket.destroy()
      return
    }
    busy.add(socket)
    response.once('close', () => busy.delete(socket))
    answer(request, response)
  }
}
