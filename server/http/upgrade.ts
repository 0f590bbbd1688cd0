import { type IncomingMessage, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { type ServerOptions, type WebSocket, WebSocketServer } from 'ws'
import type { Arrivals } from '../base/arrivals.ts'
import type { Clock } from '../base/clock.ts'
import type { Fence } from '../base/fence.ts'
import type { Log } from '../base/log.ts'
import type { PreAuthSockets } from '../gate/pre-auth-sockets.ts'
import type { Env, UpgradeListener } from './env.ts'
import { refusal, refuse } from './refusal.ts'

/** From the accept of a socket to the end of its handshake, in ms; nothing that the client sends puts it off. */
export const HANDSHAKE_MS = 10_000

/** A client that is turned away may still send its first messages: the state of its document, and of itself. */
const TURNED_AWAY_BYTES = 64 * 1024

/**
 * For so long a client waits for its close where many were turned away, in ms. y-websocket before 3.1 takes a handshake for
 * a success, and comes back 100 ms after each close: this is the longest that it waits by itself.
 */
const PAUSE_MS = 2_500

/** The time that it has to answer the close, in ms. */
const TURNED_AWAY_MS = 2_000

/**
 * What the room route of the Hono app gets beside the request when the request asks for an upgrade: `env` of
 * `app.fetch(request, env)`, which `relay.upgrade` fills in.
 */
export interface UpgradeEnv {
  readonly incoming: IncomingMessage
  /** When the answer is due, by `performance.now()`. */
  readonly dueMs: number
  /** Has the upgrade made; `open` takes the socket. */
  accept(open: (ws: WebSocket, socket: Duplex) => void): void
  /** Has the upgrade made only to close the socket: a browser cannot see the status of a refusal. */
  turnAway(farewell: Farewell): void
}

/** What `relay.upgrade` has added to a request; nothing where another server brought it. */
export const upgradeOf = (env: Env['Bindings']): Partial<UpgradeEnv> => env

/** How a client is turned away after its handshake. */
interface Farewell {
  readonly close: number
  readonly reason: Uint8Array
  /** It waits for it: many of its address were turned away of late. */
  readonly isPaused: boolean
}

/** What a client may send before its request is answered; a client waits for the answer. */
const EARLY_BYTES = 64 * 1024

type Open = (ws: WebSocket, socket: Duplex) => void

type Verdict =
  | { readonly kind: 'answer' }
  | { readonly kind: 'accept'; readonly open: Open }
  | { readonly kind: 'turn-away'; readonly farewell: Farewell }

type Fetch = (request: Request, env: UpgradeEnv) => Response | Promise<Response>

interface UpgradeDeps {
  readonly fetch: Fetch
  readonly sockets: WebSocketServer
  readonly preAuthSockets: PreAuthSockets
  readonly clock: Clock
  readonly log: Log
  readonly fence: Fence
  readonly arrivals: Pick<Arrivals, 'ofRequest'>
}

/**
 * Runs upgrade requests through the Hono app as any other request: its middleware refuses them with a status,
 * headers and a body, or its room route accepts. @hono/node-server's own upgrade sends refusals without their
 * body, and a plain client that is refused has nothing else to read.
 */
export const createUpgradeListener = (deps: UpgradeDeps): UpgradeListener => {
  const { fetch, sockets, preAuthSockets, clock, log, fence, arrivals } = deps
  const turningAway = new WebSocketServer(turningAwayOptions(sockets.options))

  const upgrade = async (incoming: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> => {
    const dueMs = preAuthSockets.remove(socket) + HANDSHAKE_MS
    // A socket that fails meanwhile is found destroyed below.
    const failed = (error: Error) =>
      log.debug({ path: pathOf(incoming), err: error }, 'a socket failed before its upgrade')
    socket.on('error', failed)
    // The other listeners of the server have had their turn by then.
    await arrivals.ofRequest(pathOf(incoming))
    if (isEndedByOthers(socket, incoming, log)) return
    const readEarly = readAhead(socket, head)
    let verdict: Verdict = { kind: 'answer' }
    const env: UpgradeEnv = {
      incoming,
      dueMs,
      accept(open) {
        verdict = { kind: 'accept', open }
      },
      turnAway(farewell) {
        verdict = { kind: 'turn-away', farewell }
      },
    }
    const response = await answer(fetch, incoming, env, fence)
    const early = readEarly()
    // Its client may have gone, which is no news.
    if (socket.destroyed || isEndedByOthers(socket, incoming, log)) return
    const reached = verdict as Verdict
    if (reached.kind === 'answer') return writeResponse(socket as Socket, response)
    if (reached.kind === 'accept') {
      sockets.handleUpgrade(incoming, socket, early, (ws) => reached.open(ws, socket))
    } else {
      preAuthSockets.add(socket)
      const { farewell } = reached
      // What has come is not kept while it waits.
      const head = farewell.isPaused ? Buffer.alloc(0) : early
      turningAway.handleUpgrade(incoming, socket, head, (ws) => closeWith(clock, ws, socket, farewell))
    }
    // Left there, it would keep the whole request for as long as the socket lives.
    socket.off('error', failed)
  }

  return (incoming, socket, head) => {
    upgrade(incoming, socket, head).catch((error: unknown) => {
      fence.failed('upgrade', error, { path: pathOf(incoming) })
      socket.destroy()
    })
  }
}

/** Closes a socket that was opened only to be told why. */
const closeWith = (clock: Clock, ws: WebSocket, socket: Duplex, { close, reason, isPaused }: Farewell) => {
  // The client may be gone by now, or send what is too large: neither is news.
  ws.on('error', () => ws.terminate())
  const end = () => {
    ws.close(close, Buffer.from(reason))
    // Nothing was read before.
    socket.resume()
  }
  if (isPaused) clock.after(PAUSE_MS, end)
  else end()
}

/**
 * Reads a socket while its request is judged: only a socket that is read tells that its client has gone, and what it holds is
 * needed by others. The returned function ends that, and gives what came meanwhile.
 */
const readAhead = (socket: Duplex, head: Buffer): (() => Buffer) => {
  const early = [head]
  let bytes = 0
  const read = (chunk: Buffer) => {
    early.push(chunk)
    bytes += chunk.length
    if (bytes > EARLY_BYTES) socket.destroy()
  }
  const gone = () => socket.destroy()
  socket.on('data', read)
  socket.on('end', gone)
  return () => {
    socket.pause()
    socket.off('data', read)
    socket.off('end', gone)
    return Buffer.concat(early)
  }
}

/** Node tells every listener of a server of each upgrade, and none of them can keep it from the others. */
const isEndedByOthers = (socket: Duplex, incoming: IncomingMessage, log: Log): boolean => {
  const isEnded = socket.destroyed || socket.writableEnded
  if (isEnded) log.error({ path: pathOf(incoming) }, 'another upgrade listener has ended a socket')
  return isEnded
}

/** Its types do not know `closeTimeout` yet (ws 8.19). */
const turningAwayOptions = (options: ServerOptions): ServerOptions & { readonly closeTimeout: number } => ({
  ...options,
  clientTracking: false,
  maxPayload: TURNED_AWAY_BYTES,
  closeTimeout: TURNED_AWAY_MS,
})

const answer = async (
  fetch: Fetch,
  incoming: IncomingMessage,
  env: UpgradeEnv,
  fence: Fence,
): Promise<Response> => {
  const request = toRequest(incoming)
  if (request === null) return refuse(refusal('bad-request').fault)
  try {
    return await fetch(request, env)
  } catch (error) {
    fence.failed('upgrade', error, { path: pathOf(incoming) })
    return new Response(null, { status: 500 })
  }
}

/** Without what is asked for: a token may be in it. */
export const pathOf = ({ url = '' }: IncomingMessage): string => url.replace(/\?.*$/s, '')

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

const writeResponse = async (socket: Socket, response: Response): Promise<void> => {
  const body = Buffer.from(await response.arrayBuffer())
  const lines = [`HTTP/1.1 ${response.status} ${STATUS_CODES[response.status] ?? ''}`]
  response.headers.forEach((value, name) => {
    lines.push(`${name}: ${value}`)
  })
  lines.push(`content-length: ${body.length}`, 'connection: close')
  socket.write(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), body]))
  // As Node ends its own answers: the other side may never end its half.
  socket.destroySoon()
}
