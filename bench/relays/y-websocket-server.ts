/**
 * The same lines as the package's own command, on a free port and with the `ws` that it comes with. `next` is the newest one, on Yjs 14:
 * `package.json` holds its `@y/protocols` to 1.0.6-1, since later ones bring another copy of Yjs, and no document is taken.
 */
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import type { WebSocket, WebSocketServer } from 'ws'
import { serve } from './serve.ts'

const isNext = process.argv[2] === 'next'
const name = isNext ? 'y-websocket-server-next' : '@y/websocket-server'
const { setupWSConnection } = isNext
  ? await import('y-websocket-server-next/utils')
  : await import('@y/websocket-server/utils')
const require = createRequire(createRequire(import.meta.url).resolve(`${name}/utils`))
const { Server } = require('ws') as { Server: typeof WebSocketServer }
const sockets = new Server({ noServer: true })
sockets.on('connection', setupWSConnection)

const server = createServer()
server.on('upgrade', (request, socket, head) => {
  sockets.handleUpgrade(request, socket, head, (ws: WebSocket) => sockets.emit('connection', ws, request))
})
server.listen(0, '127.0.0.1', () => serve((server.address() as AddressInfo).port))
