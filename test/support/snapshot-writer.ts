/**
 * A process that appends records to the room "lesson" of a file and puts a snapshot in parts in their place, again and again until it
 * is killed; with `replace` that is a new generation of the room. Each record begins with the number of its round, and with 1 where it
 * is of a snapshot. It prints a dot after each round.
 */
import { sqliteStore } from '../../server/store/sqlite.ts'
import { appendTo } from '../../server/store/store.ts'

const RECORDS = 8
const BYTES = 256 * 1024

const [file = '', first = '0', kind = 'compact'] = process.argv.slice(2)
const store = sqliteStore(file)

const record = (round: number, isSnapshot: boolean): Uint8Array => {
  const body = new Uint8Array(BYTES).fill(round)
  body[1] = Number(isSnapshot)
  return body
}

async function* partsOf(round: number): AsyncGenerator<Uint8Array> {
  for (let index = 0; index < RECORDS; index++) {
    yield record(round, true)
    await new Promise(setImmediate)
  }
}

for (let round = Number(first); ; round = (round + 1) % 256) {
  const batch = Array.from({ length: RECORDS }, () => record(round, false))
  const { epoch } = await store.open('lesson')
  const seq = await appendTo(store, 'lesson', epoch, batch)
  if (kind === 'compact') await store.compactInParts?.('lesson', epoch, partsOf(round), seq)
  else await store.replaceInParts?.('lesson', `e${round}`, partsOf(round))
  process.stdout.write('.')
}
