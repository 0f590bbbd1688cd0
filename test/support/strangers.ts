import { createServer, type IncomingMessage } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import type { Duplex } from 'node:stream'
import { WebSocket, WebSocketServer } from 'ws'
import { onTestCleanup } from './cleanup.ts'

/** A server that does with each upgrade what the test says; what else it is asked, it answers with a page. */
const upgradeServer = async (upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void) => {
  const server = createServer((_request, response) => response.end('<h1>Welcome to this network</h1>'))
  const sockets = new Set<Duplex>()
  server.on('upgrade', (request, socket, head) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    upgrade(request, socket, head)
  })
  const { promise, resolve } = Promise.withResolvers<void>()
  server.listen(0, '127.0.0.1', resolve)
  await promise
  onTestCleanup(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** A server whose sockets open; `picks` says whether it answers a subprotocol that it is offered. */
const socketServer = (picks: boolean, opened: (socket: WebSocket, request: IncomingMessage) => void) => {
  const server = new WebSocketServer({ noServer: true, handleProtocols: ([first = '']) => picks && first })
  onTestCleanup(() => server.close())
  return upgradeServer((request, socket, head) =>
    server.handleUpgrade(request, socket, head, (accepted) => opened(accepted, request)),
  )
}

/** A y-websocket server that knows no subprotocols: what is said goes to a relay that hears a stock client. */
export const bareRelay = async (relayUrl: string) => {
  const lines = new Set<WebSocket>()
  const url = await socketServer(false, (near, request) => {
    const far = new WebSocket(`${relayUrl}${request.url}`)
    const waiting: Buffer[] = []
    lines.add(near)
    far.on('open', () => {
      for (const message of waiting.splice(0)) far.send(message)
    })
    far.on('message', (message: Buffer) => near.send(message))
    near.on('message', (message: Buffer) => {
      if (far.readyState === WebSocket.OPEN) far.send(message)
      else waiting.push(message)
    })
    near.on('close', () => far.terminate())
    far.on('close', () => near.terminate())
    far.on('error', () => undefined)
  })
  /** Ends all lines that are there. */
  const cut = () => {
    for (const line of lines) line.terminate()
    lines.clear()
  }
  return { url, cut }
}

/** A server that says what the test says on each socket, 50 times a second, whatever it hears. */
export const talkingServer = (say: (turn: number) => string | Uint8Array): Promise<string> =>
  socketServer(true, (socket) => {
    let turn = 0
    const timer = setInterval(() => socket.send(say(turn++)), 20)
    socket.on('close', () => clearInterval(timer))
  })

/** A server that answers each upgrade with these bytes, and ends the line. */
export const rawServer = (answer: (request: IncomingMessage) => Buffer | string): Promise<string> =>
  upgradeServer((request, socket) => socket.end(answer(request)))

/** A way to a relay on which the first handshakes are refused, `refused` of them. */
export const refusingWay = async (relayUrl: string, refused: number) => {
  const { hostname, port } = new URL(relayUrl)
  const offers: (string | null)[] = []
  const url = await upgradeServer((request, near) => {
    offers.push(request.headers['sec-websocket-protocol'] ?? null)
    if (offers.length <= refused) {
      near.destroy()
      return
    }
    const far = connect(Number(port), hostname)
    const { rawHeaders: raw } = request
    const fields = raw.flatMap((name, index) => (index % 2 === 0 ? [`${name}: ${raw[index + 1]}`] : []))
    far.write(`${[`GET ${request.url} HTTP/1.1`, ...fields].join('\r\n')}\r\n\r\n`)
    near.pipe(far).pipe(near)
    far.on('error', () => near.destroy())
    near.on('close', () => far.destroy())
  })
  /** What each handshake so far offered in `Sec-WebSocket-Protocol`. */
  return { url, offers }
}
