// Next and the relay on one server: rooms are WebSockets, and everything else is Next's.
import { createServer } from 'node:http'
import { createRelay } from 'homeroom/server'
import next from 'next'

const app = next({ dev: false })
await app.prepare()
const server = createServer(app.getRequestHandler())
createRelay().upgrade(server)
server.listen(0, '127.0.0.1', () => console.log(`app at http://127.0.0.1:${server.address().port}`))
