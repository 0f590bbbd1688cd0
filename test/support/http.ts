import { request } from 'node:http'
import { WebSocket } from 'ws'
import { onTestCleanup } from './cleanup.ts'

/** By a status before the handshake, with a body; or by a close code after it, with the code and the words of the refusal. */
export interface RefusedUpgrade {
  readonly status: number | null
  readonly close: number | null
  readonly headers: Record<string, string | string[] | undefined>
  readonly body: { error: string; message: string; retry?: string }
}

export interface UpgradeOptions {
  readonly protocols?: string[]
  readonly headers?: Record<string, string>
}

/** What an upgrade request that is refused gets. */
export const refusedUpgrade = (
  url: string,
  { protocols, headers }: UpgradeOptions = {},
): Promise<RefusedUpgrade> => {
  const { promise, resolve, reject } = Promise.withResolvers<RefusedUpgrade>()
  const ws = new WebSocket(url, protocols ?? [], { headers })
  // A client that was let in is answered.
  ws.on('open', () => ws.ping())
  ws.on('pong', () => {
    ws.terminate()
    reject(new Error('the upgrade was not refused'))
  })
  ws.on('error', () => ws.terminate())
  ws.on('close', (close, reason) => {
    const [error = '', message = ''] = reason.toString().split(': ', 2)
    resolve({ status: null, close, headers: {}, body: { error, message } })
  })
  ws.on('unexpected-response', async (_request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of response) chunks.push(chunk)
    const body = JSON.parse(Buffer.concat(chunks).toString())
    resolve({ status: response.statusCode ?? 0, close: null, headers: response.headers, body })
  })
  return promise
}

/** A socket that the relay let in, with the subprotocol that it picked. */
export const openSocket = (url: string, { protocols, headers }: UpgradeOptions = {}): Promise<WebSocket> => {
  const { promise, resolve, reject } = Promise.withResolvers<WebSocket>()
  const ws = new WebSocket(url, protocols ?? [], { headers })
  ws.on('open', () => resolve(ws))
  ws.on('error', reject)
  onTestCleanup(() => ws.terminate())
  return promise
}

/** The code and reason with which the relay closes a socket that it let through the handshake. */
export const closeOf = (ws: WebSocket): Promise<{ code: number; reason: string }> => {
  const { promise, resolve } = Promise.withResolvers<{ code: number; reason: string }>()
  ws.on('close', (code, reason) => resolve({ code, reason: reason.toString() }))
  return promise
}

/** What a page under another name of the machine is answered: `fetch` sends no `Host` of ours. */
export const fetchAs = (host: string, url: string, method = 'GET'): Promise<Response> => {
  const { promise, resolve, reject } = Promise.withResolvers<Response>()
  const sent = request(url, { method, headers: { host } }, async (response) => {
    const chunks: Buffer[] = []
    for await (const chunk of response) chunks.push(chunk)
    const headers = { 'content-type': response.headers['content-type'] ?? '' }
    resolve(new Response(Buffer.concat(chunks), { status: response.statusCode ?? 0, headers }))
  })
  sent.on('error', reject)
  sent.end()
  return promise
}
