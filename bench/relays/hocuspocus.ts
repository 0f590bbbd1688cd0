/** Hocuspocus as it comes, or with its broadcasts gathered over as many ms as the first argument says. */
import { Server } from '@hocuspocus/server'
import { serve } from './serve.ts'

const [flushDelayMs] = process.argv.slice(2)
const server = new Server({
  port: 0,
  address: '127.0.0.1',
  quiet: true,
  stopOnSignals: false,
  ...(flushDelayMs !== undefined && { flushDelay: Number(flushDelayMs) }),
})
await server.listen()
serve(server.address.port)
