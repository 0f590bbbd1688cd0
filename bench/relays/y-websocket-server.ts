/** The same lines as the package's own command, on a free port and with the `ws` that it comes with. */
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { setupWSConnection } from '@y/websocket-server/utils'
import type { WebSocket, WebSocketServer } from 'ws'
import { serve } from './serve.ts'

const require = createRequire(createRequire(import.meta.url).resolve('@y/websocket-server/utils'))
const { Server } = require('ws') as { Server: typeof WebSocketServer }
const sockets = new Server({ noServer: true })
sockets.on('connection', setupWSConnection)

const server = createServer()
server.on('upgrade', (request, socket, head) => {
  sockets.handleUpgrade(request, socket, head, (ws: WebSocket) => sockets.emit('connection', ws, request))
})
server.listen(0, '127.0.0.1', () => serve((server.address() as AddressInfo).port))
