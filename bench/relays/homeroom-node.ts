/** Homeroom as one of several: `POSTGRES_URL [REDIS_URL]`. It lets in any number of people, as the other relays under test do. */
import { createRelay, postgresStore, redisBus } from 'homeroom/server'
import { serve } from './serve.ts'

const MANY = 1_000_000
const limits = { connections: MANY, room: MANY, address: MANY, joins: MANY }
const [database = '', redis] = process.argv.slice(2)
const store = postgresStore(database)
const { url } = await createRelay({
  limits,
  store,
  // Rooms that are on both nodes stay there.
  ...(redis !== undefined && { bus: redisBus(redis), heal: false }),
}).listen()
serve(Number(new URL(url).port))
