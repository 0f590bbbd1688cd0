import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Webhook } from 'standardwebhooks'
import { onTestCleanup } from './cleanup.ts'
import { until } from './until.ts'

export const WEBHOOK_SECRET = `whsec_${Buffer.from('a secret of 32 bytes for a test!').toString('base64')}`

interface ReceivedEvent {
  readonly type: string
  readonly timestamp: string
  readonly data: Record<string, unknown> & { readonly room: string }
}

/** A request as it came, and what it says. */
export interface Received {
  readonly id: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
  readonly event: ReceivedEvent
}

/** Answers a request: a status, or whatever the test does with it. */
type Answer = (received: Received, response: ServerResponse, request: IncomingMessage) => number | null

/** A real receiver, which keeps all that it is sent, also what it refuses. */
export const webhookReceiver = async () => {
  const received: Received[] = []
  let answer: Answer = () => 204
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request.setEncoding('utf8')) body += chunk
    const id = `${request.headers['webhook-id']}`
    const one = { id, headers: request.headers, body, event: JSON.parse(body) }
    received.push(one)
    const status = answer(one, response, request)
    if (status !== null) response.writeHead(status).end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const stop = () => {
    server.close()
    server.closeAllConnections()
  }
  onTestCleanup(stop)
  const told = (...types: readonly string[]) =>
    received.map(({ event }) => event).filter(({ type }) => types.length === 0 || types.includes(type))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
    /** What was sent, of some types or of all. */
    told,
    types: () => told().map(({ type }) => type),
    answerBy: (next: Answer) => {
      answer = next
    },
    hears: (count: number, ...types: readonly string[]) =>
      until(() => told(...types).length >= count, `the receiver hears ${count} of ${types.join() || 'all'}`),
    stop,
  }
}

/** Whether a request is signed with `secret`, by the format's own library. */
export const isSigned = ({ headers, body }: Received, secret: string): boolean => {
  const at = new Date(Number(headers['webhook-timestamp']) * 1000)
  const signature = new Webhook(secret).sign(`${headers['webhook-id']}`, at, body)
  return `${headers['webhook-signature']}`.split(' ').includes(signature)
}
