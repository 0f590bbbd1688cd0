/** Hocuspocus as it comes, as one of several over the Redis on the port that it is given. */
import { Redis } from '@hocuspocus/extension-redis'
import { Server } from '@hocuspocus/server'
import { serve } from './serve.ts'

const [port] = process.argv.slice(2)
const server = new Server({
  port: 0,
  address: '127.0.0.1',
  quiet: true,
  stopOnSignals: false,
  extensions: port === undefined ? [] : [new Redis({ host: '127.0.0.1', port: Number(port) })],
})
await server.listen()
serve(server.address.port)
