import { WebSocket } from 'ws'
import { onTestCleanup } from './cleanup.ts'

export interface RefusedUpgrade {
  readonly status: number
  readonly headers: Record<string, string | string[] | undefined>
  readonly body: { error: string; message: string; retry: string }
}

export interface UpgradeOptions {
  readonly protocols?: string[]
  readonly headers?: Record<string, string>
}

/** What an upgrade request that is refused gets: status, headers, and the JSON body. */
export const refusedUpgrade = (
  url: string,
  { protocols, headers }: UpgradeOptions = {},
): Promise<RefusedUpgrade> => {
  const { promise, resolve, reject } = Promise.withResolvers<RefusedUpgrade>()
  const ws = new WebSocket(url, protocols ?? [], { headers })
  ws.on('open', () => {
    ws.terminate()
    reject(new Error('the upgrade was not refused'))
  })
  ws.on('error', () => ws.terminate())
  ws.on('unexpected-response', async (_request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of response) chunks.push(chunk)
    const body = JSON.parse(Buffer.concat(chunks).toString())
    resolve({ status: response.statusCode ?? 0, headers: response.headers, body })
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
