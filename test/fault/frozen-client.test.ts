import { expect, test } from 'vitest'
import type { PersonEvent } from '../../client/index.ts'
import { writeFrame } from '../../shared/index.ts'
import { clientRoom } from '../support/client-room.ts'
import { handSweptClock } from '../support/hand-swept-clock.ts'
import { presenceEvents } from '../support/presence-events.ts'
import { processClient } from '../support/process-client.ts'
import { processRoom } from '../support/process-room.ts'
import { rawClient } from '../support/raw-client.ts'
import { metricOf } from '../support/relay-metrics.ts'
import { startRelay } from '../support/start-relay.ts'
import { stockClient } from '../support/stock-client.ts'
import { until } from '../support/until.ts'

/** The relay's deadline and a sweep; beside them, a busy machine. */
const DEADLINE_MS = 30_000
const SLACK_MS = 2_000

const KIB = 1024

/** Above this a socket takes no more frames; the largest frame may be beyond it, and one that was on its way. */
const MARK_BYTES = 64 * KIB
const UPDATE_BYTES = 256 * KIB
const UPDATES = 200

const CLIENTS = { stock: processClient, own: processRoom } as const

/** A client of a kind in a process that stands still until it is lost, between two others that do not. */
const freeze = async (kind: keyof typeof CLIENTS) => {
  const { wsUrl, url } = await startRelay()
  const teacher = clientRoom(wsUrl, 'lesson', { presence: { name: 'teacher', hand: true } })
  await until(() => Date.now() > (teacher.self.get().handAt ?? Number.POSITIVE_INFINITY), 'the first hand')
  const frozen = await CLIENTS[kind](wsUrl, 'lesson', { name: 'Ada', hand: true })
  await teacher.waitFor('Ada', ({ handAt = 0 }) => Date.now() > handAt)
  const late = clientRoom(wsUrl, 'lesson', { presence: { name: 'late', hand: true } })
  const stock = stockClient(wsUrl, 'lesson', { state: { name: 'stock' } })
  await Promise.all([teacher.waitFor('late'), stock.waitFor(frozen)])
  const order = () => teacher.hands.get().map(({ name }) => name)
  await until(() => order().join() === 'teacher,Ada,late', 'three hands')
  const news: PersonEvent[] = []
  teacher.people.listen((event) => news.push(event))
  const events = presenceEvents(stock.awareness)

  const startMs = performance.now()
  frozen.signal('SIGSTOP')
  await until(() => stock.sees(frozen) === undefined, 'it is gone', DEADLINE_MS + 15_000)
  const goneMs = Math.round(performance.now() - startMs)
  await until(async () => (await metricOf(url, 'homeroom_connections')) === 3, 'its socket is ended')
  const thawedMs = performance.now()
  frozen.signal('SIGCONT')
  await Promise.all([stock.waitFor(frozen), teacher.waitFor('Ada', ({ status }) => status === 'here')])
  const backMs = Math.round(performance.now() - thawedMs)
  await until(() => order().join() === 'teacher,Ada,late', 'the same queue')
  // Whatever it would say of the others has been said by then.
  late.self.set({ x: 1 })
  await teacher.waitFor('late', ({ x }) => x === 1)
  const kinds = (ids: (id: number) => boolean) =>
    events.filter(({ id }) => ids(id)).map((event) => event.kind)
  return {
    goneMs,
    backMs,
    told: news.map(({ type, person: { name } }) => `${name} ${type}`),
    ofIt: kinds((id) => id === frozen.clientId),
    ofOthers: kinds((id) => id !== frozen.clientId).filter((event) => event !== 'updated'),
    sockets: await metricOf(url, 'homeroom_connections'),
  }
}

test('[LI1][PR6][FI3][CL3] C12 C87 who is frozen is gone at the deadline, and back once with its hand in its place', async () => {
  const both = await Promise.all([freeze('stock'), freeze('own')])
  console.log('frozen, in ms:', JSON.stringify(both.map(({ goneMs, backMs }) => ({ goneMs, backMs }))))
  for (const { goneMs, told, ofIt, ofOthers, sockets } of both) {
    expect(goneMs).toBeLessThan(DEADLINE_MS + SLACK_MS)
    expect(told).toEqual(['Ada lost', 'Ada back'])
    // To an Awareness that remembers a clock, whoever comes back is updated, not added.
    expect(ofIt.filter((kind) => kind !== 'updated')).toEqual(['removed'])
    expect(ofOthers).toEqual([])
    expect(sockets).toBe(4)
  }
}, 100_000)

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
    if (origin !== 'relay') writer.send(writeFrame.update(update))
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
