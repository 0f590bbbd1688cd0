import { expect, test } from 'vitest'
import { fakeClock } from '../support/fake-clock.ts'
import { presenceEvents } from '../support/presence-events.ts'
import { processClient } from '../support/process-client.ts'
import { startRelay } from '../support/start-relay.ts'
import { stockClient } from '../support/stock-client.ts'
import { until } from '../support/until.ts'

const idsOf = ({ awareness }: { awareness: { getStates(): Map<number, unknown> } }) =>
  [...awareness.getStates().keys()].sort()

test('[PR6] C3 a client that is killed is gone for everyone, without a word of its own', async () => {
  const { wsUrl } = await startRelay()
  const observer = stockClient(wsUrl, 'lesson', { state: {} })
  const victim = await processClient(wsUrl, 'lesson', { name: 'Ada' })
  await observer.waitFor(victim)
  const events = presenceEvents(observer.awareness)
  victim.signal('SIGKILL')
  await observer.waitGone(victim)
  expect(events).toEqual([{ kind: 'removed', id: victim.clientId }])
})

test('[LI1][PR6] C12 a client that stands still is gone at the deadline, and back once when it goes on', async () => {
  const { clock, advance } = fakeClock()
  const { wsUrl } = await startRelay({ clock })
  const [a, b] = [stockClient(wsUrl, 'lesson', { state: {} }), stockClient(wsUrl, 'lesson', { state: {} })]
  const frozen = await processClient(wsUrl, 'lesson', { name: 'Ada' })
  await Promise.all([a.waitFor(b), b.waitFor(a), a.waitFor(frozen), b.waitFor(frozen)])
  const events = presenceEvents(a.awareness)
  frozen.signal('SIGSTOP')
  for (let second = 5; second <= 35; second += 5) {
    advance(5_000)
    for (const client of [a, b]) client.awareness.setLocalStateField('second', second)
    await Promise.all([
      a.waitFor(b, (state) => state.second === second),
      b.waitFor(a, (state) => state.second === second),
    ])
  }
  await Promise.all([a.waitGone(frozen), b.waitGone(frozen)])
  frozen.signal('SIGCONT')
  await Promise.all([a.waitFor(frozen), b.waitFor(frozen)])
  expect(events.filter(({ id }) => id === b.clientId && events).map(({ kind }) => kind)).not.toContain(
    'removed',
  )
  expect(events.filter(({ id, kind }) => id === frozen.clientId && kind === 'removed')).toHaveLength(1)
})

test('[PR6] C4 one of three closes: exactly that one is removed, and the relay has no entry of its own', async () => {
  const { wsUrl } = await startRelay()
  const [a, b, c] = ['a', 'b', 'c'].map((name) => stockClient(wsUrl, 'lesson', { state: { name } }))
  if (a === undefined || b === undefined || c === undefined) throw new Error('three clients')
  await Promise.all([a.waitFor(b), a.waitFor(c), b.waitFor(a), b.waitFor(c)])
  const events = [presenceEvents(a.awareness), presenceEvents(b.awareness)]
  c.provider.shouldConnect = false
  c.socket()?.terminate()
  await Promise.all([a.waitGone(c), b.waitGone(c)])
  for (const heard of events) expect(heard).toEqual([{ kind: 'removed', id: c.clientId }])
  const joiner = stockClient(wsUrl, 'lesson', { state: null })
  await joiner.waitFor(a)
  expect(idsOf(joiner)).toEqual([a.clientId, b.clientId].sort())
})

test('[PR6] C5 C7 people who leave in three ways are all removed, and a drawn list shrinks with each', async () => {
  const { wsUrl } = await startRelay()
  const observer = stockClient(wsUrl, 'lesson', { state: null })
  const leavers = [1, 2, 3].map((n) => stockClient(wsUrl, 'lesson', { state: { n } }))
  for (const leaver of leavers) await observer.waitFor(leaver)
  // What an application draws: it listens to changes and reads nothing else.
  const drawn = new Set(idsOf(observer))
  observer.awareness.on('change', ({ added, removed }: { added: number[]; removed: number[] }) => {
    for (const id of added) drawn.add(id)
    for (const id of removed) drawn.delete(id)
  })
  const [byRoute, byTab, byNetwork] = leavers
  byRoute?.awareness.setLocalState(null)
  await until(() => drawn.size === 2)
  byTab?.provider.destroy()
  await until(() => drawn.size === 1)
  if (byNetwork !== undefined) byNetwork.provider.shouldConnect = false
  byNetwork?.socket()?.terminate()
  await until(() => drawn.size === 0)
})

test('[PR6] C8 C11 twenty reloads without a goodbye leave one entry', async () => {
  const { wsUrl } = await startRelay()
  const observer = stockClient(wsUrl, 'lesson', { state: {} })
  for (let reload = 0; reload < 20; reload++) {
    const page = stockClient(wsUrl, 'lesson', { state: { reload, selection: { anchor: 1, head: 2 } } })
    await observer.waitFor(page)
    expect(idsOf(observer)).toEqual([observer.clientId, page.clientId].sort())
    page.provider.shouldConnect = false
    page.socket()?.terminate()
    await observer.waitGone(page)
  }
})

test('[PR10] V3 who hides but stays connected is gone for everyone, and back when it shows itself', async () => {
  const { wsUrl } = await startRelay()
  const a = stockClient(wsUrl, 'lesson', { state: { name: 'Ada' } })
  const b = stockClient(wsUrl, 'lesson', { state: {} })
  await b.waitFor(a)
  const socket = a.socket()
  for (let round = 0; round < 3; round++) {
    a.awareness.setLocalState(null)
    await b.waitGone(a)
    a.awareness.setLocalState({ name: 'Ada', round })
    expect(await b.waitFor(a)).toEqual({ name: 'Ada', round })
  }
  expect(a.socket()).toBe(socket)
})

test('[PR1] V5 C81 whose timers run late and takes everyone for gone removes nobody, and sees them again', async () => {
  const { wsUrl } = await startRelay()
  const late = stockClient(wsUrl, 'lesson', { state: { name: 'late' } })
  const others = [1, 2].map((n) => stockClient(wsUrl, 'lesson', { state: { n } }))
  for (const other of others) await Promise.all([late.waitFor(other), other.waitFor(late)])
  const events = others.map(({ awareness }) => presenceEvents(awareness))
  const { removeAwarenessStates } = await import('y-protocols/awareness')
  removeAwarenessStates(
    late.awareness,
    others.map(({ clientId }) => clientId),
    'timeout',
  )
  expect(idsOf(late)).toEqual([late.clientId])
  for (const other of others) await until(() => late.sees(other), 'it sees them again', 5_000)
  late.awareness.setLocalStateField('marker', 1)
  for (const other of others) await other.waitFor(late, ({ marker }) => marker === 1)
  for (const heard of events) expect(heard).toEqual([{ kind: 'updated', id: late.clientId }])
})

test('[PR10] C16 a hundred updates are a hundred updates: nobody leaves and nobody joins', async () => {
  const { wsUrl } = await startRelay()
  const a = stockClient(wsUrl, 'lesson', { state: { n: 0 } })
  const b = stockClient(wsUrl, 'lesson', { state: {} })
  await b.waitFor(a)
  const events = presenceEvents(b.awareness)
  for (let n = 1; n <= 100; n++) a.awareness.setLocalStateField('n', n)
  await b.waitFor(a, ({ n }) => n === 100)
  expect(new Set(events.map(({ kind }) => kind))).toEqual(new Set(['updated']))
  expect(new Set(events.map(({ id }) => id))).toEqual(new Set([a.clientId]))
})
