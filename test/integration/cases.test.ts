import * as jose from 'jose'
import * as encoding from 'lib0/encoding'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { sqliteStore } from '../../server/index.ts'
import { MESSAGES } from '../../shared/index.ts'
import { clientRoom, nodeEnvironment } from '../support/client-room.ts'
import { keptOpen } from '../support/faulty-store.ts'
import { refusedUpgrade } from '../support/http.ts'
import { rawClient } from '../support/raw-client.ts'
import { metricOf } from '../support/relay-metrics.ts'
import { startRelay } from '../support/start-relay.ts'
import { stockClient } from '../support/stock-client.ts'
import { tempFile } from '../support/temp-folder.ts'
import { SECRET, token } from '../support/tokens.ts'
import { until } from '../support/until.ts'

test('[CP4] C15 when it is said that somebody left, nobody shows them any more', async () => {
  const { wsUrl } = await startRelay()
  const ada = clientRoom(wsUrl, 'lesson', { presence: { name: 'Ada' } })
  const other = clientRoom(wsUrl, 'lesson', { presence: { name: 'other' } })
  await other.waitFor('Ada')
  const namesAtEvent: string[] = []
  other.room.people.listen(({ type }) => {
    if (type === 'left')
      namesAtEvent.push(
        other.people
          .get()
          .map(({ name }) => name)
          .join(),
      )
  })
  ada.room.leave()
  await until(() => namesAtEvent.length > 0)
  expect(namesAtEvent).toEqual(['other'])
})

test('[PR6] C19 a provider that is destroyed and made again, ten times in one tab, is one entry', async () => {
  const { wsUrl } = await startRelay()
  const observer = stockClient(wsUrl, 'lesson', { state: { name: 'observer' } })
  await observer.synced()
  const doc = new Y.Doc()
  for (let round = 0; round < 10; round++) {
    const tab = stockClient(wsUrl, 'lesson', { doc, state: { name: 'Ada', round } })
    await observer.waitFor(tab, (state) => state.round === round)
    const others = [...observer.awareness.getStates().keys()].filter((id) => id !== observer.clientId)
    expect(others).toEqual([doc.clientID])
    tab.provider.destroy()
  }
  await observer.waitGone({ clientId: doc.clientID })
})

const MALFORMED = ['', '{', '"Malformed JSON"', 'null', '[]', '{"topics":5}']

test('[WI2] C55 what is no JSON, or no object, harms nobody on any channel that carries text', async () => {
  const { wsUrl, url } = await startRelay({ secrets: [SECRET] })
  const member = stockClient(wsUrl, 'lesson', { params: { token: await token() }, state: {} })
  await member.synced()
  const signal = (json: string) => {
    const frame = encoding.createEncoder()
    encoding.writeVarUint(frame, MESSAGES.signal.type)
    for (const text of ['poll', json]) encoding.writeVarString(frame, text)
    encoding.writeVarUint(frame, 0)
    return encoding.toUint8Array(frame)
  }
  const raw = await rawClient(wsUrl, 'lesson', { token: await token({ sub: 'b' }), isCompact: true })
  const stock = await rawClient(wsUrl, 'lesson', { token: await token({ sub: 'c' }) })
  for (const json of MALFORMED) {
    raw.send(signal(json))
    raw.send(json)
    stock.say({ id: 7, json })
  }
  const headers = { authorization: `Bearer ${SECRET}`, 'content-type': 'application/json' }
  for (const order of ['signals', 'kick', 'role', 'lock'])
    for (const body of MALFORMED) {
      const answer = await fetch(`${url}/api/rooms/lesson/${order}`, { method: 'POST', headers, body })
      expect([order, body, answer.status]).toEqual([order, body, 400])
    }
  for (const payload of MALFORMED) {
    const jwt = await new jose.CompactSign(new TextEncoder().encode(payload))
      .setProtectedHeader({ alg: 'HS256' })
      .sign(new TextEncoder().encode(SECRET))
    expect(await refusedUpgrade(`${wsUrl}/lesson?token=${jwt}`)).toMatchObject({ close: 4402 })
  }
  const witness = stockClient(wsUrl, 'lesson', { params: { token: await token({ sub: 'd' }) }, state: {} })
  await member.waitFor(witness)
  expect([raw.isClosed(), stock.isClosed()]).toEqual([false, false])
  expect(await metricOf(url, 'homeroom_faults_total')).toBeGreaterThan(MALFORMED.length)
})

const PEOPLE = 50

test('[DO1][ST2] C69 fifty clients that come back after a restart with 2 MB each add less than one of it', async () => {
  const file = tempFile()
  const inFile = sqliteStore(file)
  const store = keptOpen(inFile)
  const relay = await startRelay({ store })
  const writer = stockClient(relay.wsUrl, 'lesson')
  await writer.synced()
  for (let part = 0; part < 200; part++) writer.text.insert(0, `${part} `.padEnd(10_000, 'x'))
  const clients = Array.from({ length: PEOPLE - 1 }, () => stockClient(relay.wsUrl, 'lesson'))
  for (const client of clients) await client.synced()
  const bytes = async () => (await inFile.list())[0]?.bytes ?? 0
  await relay.close()
  const before = await bytes()
  expect(before).toBeGreaterThan(2_000_000)
  const again = await startRelay({ store, port: Number(new URL(relay.url).port) })
  await until(async () => (await metricOf(again.url, 'homeroom_connections')) === PEOPLE)
  for (const client of [writer, ...clients]) await client.synced()
  await again.close()
  expect((await bytes()) - before).toBeLessThan(before)
  await inFile.close()
})

test('C85 whoever is away stays away through a reconnect', async () => {
  const { wsUrl } = await startRelay()
  // Nobody has looked at this page for long.
  const node = nodeEnvironment()
  const environment = {
    ...node,
    isHidden: () => true,
    after: (ms: number, work: () => void) => node.after(ms === 30_000 ? 0 : ms, work),
  }
  const ada = clientRoom(wsUrl, 'lesson', { environment, presence: { name: 'Ada' } })
  const other = clientRoom(wsUrl, 'lesson', { presence: { name: 'other' } })
  await other.waitFor('Ada', ({ status }) => status === 'away')
  const seen = new Set<string>()
  other.people.subscribe((people) => {
    for (const { name, status } of people) if (name === 'Ada') seen.add(status)
  })
  ada.socket()?.terminate()
  await until(() => seen.has('reconnecting'))
  await other.waitFor('Ada', ({ status }) => status === 'away')
  expect([...seen].toSorted()).toEqual(['away', 'reconnecting'])
})

test('[SM3] C92 somebody without a place is there as anybody else', async () => {
  const { wsUrl } = await startRelay({ space: 'unit' })
  const stock = stockClient(wsUrl, 'lesson', { state: { name: 'Ada', hand: true } })
  const room = clientRoom(wsUrl, 'lesson', { presence: { name: 'other' } })
  expect(await room.waitFor('Ada', ({ hand }) => hand === true)).not.toHaveProperty('x')
  room.self.set({ x: 0.5, y: 0.5 })
  await stock.waitFor({ clientId: room.doc.clientID }, ({ x }) => x === 0.5)
  room.self.set({ x: undefined, y: undefined })
  const left = await stock.waitFor({ clientId: room.doc.clientID }, (state) => !('x' in state))
  expect(left).not.toHaveProperty('y')
})

test('[CL6] C77 a hundred rooms that were joined and left leave no listener, on the page or on the process', async () => {
  const { wsUrl } = await startRelay()
  const node = nodeEnvironment()
  let listeners = 0
  const environment = {
    ...node,
    onHint(tell: Parameters<typeof node.onHint>[0]) {
      listeners += 1
      const stop = node.onHint(tell)
      return () => {
        listeners -= 1
        stop()
      }
    },
  }
  const onProcess = () => process.eventNames().map((name) => `${String(name)} ${process.listenerCount(name)}`)
  const before = onProcess()
  for (let round = 0; round < 100; round++) {
    const room = clientRoom(wsUrl, `lesson/${round % 3}`, { environment, presence: { name: 'Ada' } })
    // Some leave on the way in.
    if (round % 10 === 0) await room.connected()
    expect(listeners).toBeGreaterThan(0)
    room.room.leave()
    expect(listeners).toBe(0)
  }
  expect(onProcess()).toEqual(before)
})
