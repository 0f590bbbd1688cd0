import { describe, expect, test } from 'vitest'
import { memoryStore, type Store } from '../../server/index.ts'
import { presenceEvents } from '../support/presence-events.ts'
import { startRelay } from '../support/start-relay.ts'
import { STOCK_VERSIONS, type StockClient, type StockVersion, stockClient } from '../support/stock-client.ts'
import { until } from '../support/until.ts'

/** A stock client alone mends what it does not see with its next renewal, after 15 s: the relay must be faster. */
const BEFORE_RENEWAL_MS = 5_000

const seesSoon = (client: StockClient, other: StockClient) =>
  until(() => client.sees(other), `${client.clientId} sees ${other.clientId} soon`, BEFORE_RENEWAL_MS)

const losesSoon = (client: StockClient, other: StockClient) =>
  until(() => !client.sees(other), `${client.clientId} loses ${other.clientId} soon`, BEFORE_RENEWAL_MS)

/** Kills a client's socket under it, and settles when the client has a new one. */
const killSocket = async (client: StockClient): Promise<void> => {
  const old = client.socket()
  old?.terminate()
  await until(() => client.provider.wsconnected && client.socket() !== old, 'the client is back')
}

const pair = async (version: StockVersion) => {
  const { wsUrl } = await startRelay()
  const a = stockClient(wsUrl, 'lesson', { version, state: { name: 'Ada', x: 0.5 } })
  const b = stockClient(wsUrl, 'lesson', { version, state: { name: 'teacher' } })
  await Promise.all([a.waitFor(b), b.waitFor(a)])
  return { a, b }
}

describe.each(Object.keys(STOCK_VERSIONS) as StockVersion[])('y-websocket %s', (version) => {
  test('[PR5] V1 C1 after a killed socket both sides see each other again at once, each time', async () => {
    const { a, b } = await pair(version)
    for (let round = 0; round < 3; round++) {
      const events = presenceEvents(b.awareness)
      await killSocket(a)
      await Promise.all([seesSoon(a, b), seesSoon(b, a)])
      expect(b.sees(a)).toEqual({ name: 'Ada', x: 0.5 })
      expect(a.sees(b)).toEqual({ name: 'teacher' })
      expect(events.map(({ id }) => id)).toEqual([a.clientId, a.clientId])
      expect(events[0]?.kind).toBe('removed')
    }
  })

  test('[PR6] V2 who came back and dies hard is gone at once', async () => {
    const { a, b } = await pair(version)
    await killSocket(a)
    await seesSoon(b, a)
    a.provider.shouldConnect = false
    a.socket()?.terminate()
    await losesSoon(b, a)
  })

  test('[PR6] V2 who went to null and came back, and dies hard, is gone at once', async () => {
    const { a, b } = await pair(version)
    a.awareness.setLocalState(null)
    await losesSoon(b, a)
    a.awareness.setLocalState({ name: 'Ada again' })
    expect(await seesSoon(b, a)).toEqual({ name: 'Ada again' })
    a.provider.shouldConnect = false
    a.socket()?.terminate()
    await losesSoon(b, a)
  })

  test('[PR6] C1 C19 disconnect and connect, again and again, leave one entry that everyone sees', async () => {
    const { a, b } = await pair(version)
    for (let round = 0; round < 10; round++) {
      a.provider.disconnect()
      await losesSoon(b, a)
      a.provider.connect()
      await Promise.all([seesSoon(a, b), seesSoon(b, a)])
    }
    expect([...b.awareness.getStates().keys()].sort()).toEqual([a.clientId, b.clientId].sort())
  })
})

test('[PR6] C1 disconnect and connect in one turn make no ghost and nobody invisible', async () => {
  const { a, b } = await pair('3.1.0')
  for (let round = 0; round < 10; round++) {
    a.provider.disconnect()
    a.provider.connect()
    a.awareness.setLocalStateField('round', round)
    await until(() => b.sees(a)?.round === round, 'the peer sees the newest state', BEFORE_RENEWAL_MS)
    await seesSoon(a, b)
  }
})

/** A store that outlives the relay, as a file does. */
const kept = (store: Store): Store => ({ ...store, close: () => Promise.resolve() })

test('[PR5] C2 after a restart of the relay document and presence are back, also for who sets only fields', async () => {
  const store = kept(memoryStore())
  const first = await startRelay({ store })
  const clients = ['Ada', 'teacher', 'pupil'].map((name) => {
    const client = stockClient(first.wsUrl, 'lesson')
    client.awareness.setLocalStateField('name', name)
    return client
  })
  const [a, b, c] = clients as [StockClient, StockClient, StockClient]
  const everyoneSees = async (matches: (state: Record<string, unknown>) => boolean) => {
    for (const one of clients)
      for (const other of clients) if (one !== other) await one.waitFor(other, matches)
  }
  await everyoneSees((state) => typeof state.name === 'string')
  a.text.insert(0, 'hello')
  await until(() => c.text.toString() === 'hello')
  await first.close()
  for (const client of clients) await until(() => !client.provider.wsconnected)
  b.awareness.setLocalStateField('hand', true)
  b.text.insert(5, ' world')

  await startRelay({ store, port: Number(new URL(first.url).port) })
  await everyoneSees((state) => typeof state.name === 'string')
  expect(await a.waitFor(b)).toMatchObject({ name: 'teacher', hand: true })
  await until(() => clients.every(({ text }) => text.toString() === 'hello world'))
  const joiner = stockClient(first.wsUrl, 'lesson')
  await joiner.synced()
  expect(joiner.text.toString()).toBe('hello world')
  a.awareness.setLocalStateField('x', 1)
  await b.waitFor(a, ({ x }) => x === 1)
})

test('[FI3] C87 C90 a hand that is up keeps its time through a killed socket', async () => {
  const { a, b } = await pair('3.1.0')
  a.awareness.setLocalStateField('hand', true)
  const { handAt } = await b.waitFor(a, ({ hand }) => hand === true)
  expect(handAt).toEqual(expect.any(Number))
  await killSocket(a)
  const back = await seesSoon(b, a)
  expect(back).toMatchObject({ hand: true, handAt })
  a.awareness.setLocalStateField('handAt', 5)
  a.awareness.setLocalStateField('x', 2)
  expect(await b.waitFor(a, ({ x }) => x === 2)).toMatchObject({ hand: true, handAt })
  a.awareness.setLocalStateField('hand', false)
  expect(await b.waitFor(a, ({ hand }) => hand === false)).not.toHaveProperty('handAt')
  a.awareness.setLocalStateField('hand', true)
  const again = await b.waitFor(a, ({ hand }) => hand === true)
  expect(Number(again.handAt)).toBeGreaterThan(Number(handAt))
})
