import { expect, test } from 'vitest'
import { writeMessage } from '../../shared/index.ts'
import { handSweptClock } from '../support/hand-swept-clock.ts'
import { processRoom } from '../support/process-room.ts'
import { rawClient } from '../support/raw-client.ts'
import { metricOf } from '../support/relay-metrics.ts'
import { startRelay } from '../support/start-relay.ts'
import { until } from '../support/until.ts'

const KIB = 1024

/** Above this a socket takes no more frames; the largest frame may be beyond it, and one that was on its way. */
const MARK_BYTES = 64 * KIB
/** Longer ones are told in parts, of which a client that answers nothing is sent two. */
const UPDATE_BYTES = 120 * KIB
const UPDATES = 430

test('[FO5] C12 a frozen client for which 50 MiB come costs the relay no more than its mark and one update', async () => {
  // Nobody is swept: the relay would end it after 30 s.
  const { wsUrl, url } = await startRelay({ clock: handSweptClock().clock })
  const gauge = (name: string) => metricOf(url, `homeroom_${name}`)
  const watcher = await rawClient(wsUrl, 'lesson')
  watcher.say({ id: 1, state: { round: 0 } })
  const frozen = await processRoom(wsUrl, 'lesson', { name: 'Ada' })
  await watcher.waitFor(frozen.clientId)
  await until(() => frozen.states().at(-1) === 'connected', 'it is there')
  const writer = await rawClient(wsUrl, 'lesson')
  writer.say({ id: 2, state: {} })
  writer.doc.on('update', (update: Uint8Array, origin) => {
    if (origin !== 'relay') writer.send(writeMessage.update(update))
  })
  frozen.signal('SIGSTOP')
  let mostBytes = 0
  for (let round = 1; round <= UPDATES; round++) {
    // Each takes the place of the one before: what must be caught up with is small, what was sent is not.
    writer.doc.getMap('map').set('key', `${round}`.padEnd(UPDATE_BYTES, 'x'))
    writer.doc.getArray('list').push([round])
    writer.say({ id: 2, clock: 1 + round, state: { round } })
    await watcher.waitFor(2, (state) => state.round === round)
    await until(() => watcher.doc.getArray('list').length === round)
    mostBytes = Math.max(mostBytes, await gauge('unsent_bytes'))
  }
  console.log(`frozen: at most ${Math.round(mostBytes / KIB)} KiB wait for it`)
  expect(await gauge('lagging_connections')).toBe(1)
  expect(mostBytes).toBeLessThan(MARK_BYTES + 2 * UPDATE_BYTES)
  frozen.signal('SIGCONT')
  await until(() => frozen.entries() === UPDATES, 'it has everything', 30_000)
  await until(async () => (await gauge('unsent_bytes')) === 0)
  expect(await gauge('connections')).toBe(3)
}, 120_000)
