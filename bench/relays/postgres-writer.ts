/**
 * Writes to a Postgres as a relay does: one write after another, each of so many rooms. `POSTGRES_URL ROOMS NAME`. Tells how many
 * writes are done, when asked.
 */
import { postgresStore, type RoomWrite } from 'homeroom/server'
import { serve } from './serve.ts'

/** Of a character that somebody typed. */
const UPDATE_BYTES = 30

const [database = '', rooms = '1', name = ''] = process.argv.slice(2)
const store = postgresStore(database)
const batch = [new Uint8Array(UPDATE_BYTES).fill(7)]
const writes: RoomWrite[] = []
for (let index = 0; index < Number(rooms); index++) {
  const room = `${name}-${index}`
  writes.push({ room, epoch: (await store.open(room)).epoch, batch })
}

let commits = 0
const write = async (): Promise<void> => {
  for (;;) {
    await store.append(writes)
    commits += 1
  }
}

process.on('message', (question) => {
  if (question === 'commits') process.send?.({ commits })
})
serve(0)
void write()
