/** A process whose `authenticate` fails, and that gave its relay no log: one request, then it ends. */
import { createRelay } from '../../server/index.ts'

const relay = createRelay({ authenticate: () => Promise.reject(new Error('no database')) })
await relay.routes.request('/api/rooms/lesson')
await relay.close()
