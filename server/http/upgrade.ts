import { type IncomingMessage, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import type { WebSocket, WebSocketServer } from 'ws'
import type { Log } from '../base/log.ts'
import { refusal, refuse } from './refusal.ts'

/** What the room route of the Hono app gets beside the request when the request asks for an upgrade. */
export interface UpgradeEnv {
  readonly incoming: IncomingMessage
  /** Says that the upgrade shall be made, and who takes the socket. */
  accept(open: (ws: WebSocket, socket: Duplex) => void): void
}

type Fetch = (request: Request, env: UpgradeEnv) => Response | Promise<Response>

/**
 * Runs upgrade requests through the Hono app as any other request: its middleware refuses them with a status,
 * headers and a body, or its room route accepts. @hono/node-server's own upgrade sends refusals without their
 * body, and a plain client that is refused has nothing else to read.
 */
export const createUpgradeListener =
  (fetch: Fetch, sockets: WebSocketServer, log: Log) =>
  async (incoming: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> => {
    // A socket that fails meanwhile is found destroyed below.
    const failed = (error: Error) => log.debug({ err: error }, 'a socket failed before its upgrade')
    socket.on('error', failed)
    let open: ((ws: WebSocket, socket: Duplex) => void) | null = null
    const env: UpgradeEnv = {
      incoming,
      accept(by) {
        open = by
      },
    }
    const response = await answer(fetch, incoming, env, log)
    if (socket.destroyed) return
    const accepted = open as ((ws: WebSocket, socket: Duplex) => void) | null
    if (accepted === null) await writeResponse(socket, response)
    else {
      sockets.handleUpgrade(incoming, socket, head, (ws) => accepted(ws, socket))
      // Left there, it would keep the whole request for as long as the socket lives.
      socket.off('error', failed)
    }
  }

const answer = async (
  fetch: Fetch,
  incoming: IncomingMessage,
  env: UpgradeEnv,
  log: Log,
): Promise<Response> => {
  const request = toRequest(incoming)
  if (request === null) return refuse(refusal('bad-request').fault)
  try {
    return await fetch(request, env)
  } catch (error) {
    log.error({ err: error }, 'an upgrade request failed')
    return new Response(null, { status: 500 })
  }
}

/** The host is left out: it is the client's to choose, and nothing here depends on it. */
const toRequest = (incoming: IncomingMessage): Request | null => {
  const path = incoming.url ?? ''
  if (!path.startsWith('/')) return null
  try {
    const headers = new Headers()
    for (const [name, value] of Object.entries(incoming.headers)) {
      if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value)
    }
    return new Request(`http://localhost${path}`, { headers })
  } catch (error) {
    if (error instanceof TypeError) return null
    throw error
  }
}

const writeResponse = async (socket: Duplex, response: Response): Promise<void> => {
  const body = Buffer.from(await response.arrayBuffer())
  const lines = [`HTTP/1.1 ${response.status} ${STATUS_CODES[response.status] ?? ''}`]
  response.headers.forEach((value, name) => {
    lines.push(`${name}: ${value}`)
  })
  lines.push(`content-length: ${body.length}`, 'connection: close')
  socket.end(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), body]))
}
