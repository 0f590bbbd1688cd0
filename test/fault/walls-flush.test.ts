// A flush never loses: a receiver that could not be sent something is sent away, and what could not be encoded comes with the next tick.
import { Socket } from 'node:net'
import { expect, test } from 'vitest'
import { Connection } from '../../server/connections/connection.ts'
import { Document } from '../../server/document/document.ts'
import { DocumentOutbox } from '../../server/fanout/document-outbox.ts'
import { PresenceFeed } from '../../server/fanout/presence-feed.ts'
import { PresenceOutbox } from '../../server/fanout/presence-outbox.ts'
import { SignalOutbox } from '../../server/fanout/signal-outbox.ts'
import { UpdateFeed } from '../../server/fanout/update-feed.ts'
import { WIRES } from '../../server/fanout/wires/index.ts'
import { CLOSES, SYNC } from '../../shared/index.ts'
import { countingClient, syncFrame } from '../support/counting-client.ts'
import { type RawClient, rawClient } from '../support/raw-client.ts'
import { signalRequest, signalsOf } from '../support/raw-signals.ts'
import { until } from '../support/until.ts'
import { HURT, relayWithWalls, throwAlways, throwOnce, twoIn } from '../support/walls.ts'

const ONE_CONNECTION = { room: HURT, connection: expect.any(String) }

/** Two on each wire, who see each other. */
const four = async (wsUrl: string) => {
  const clients: RawClient[] = []
  for (const isCompact of [false, true, false, true])
    clients.push(await rawClient(wsUrl, HURT, { isCompact }))
  clients.forEach((client, at) => {
    client.say({ id: at + 1, state: { name: `client ${at + 1}` } })
    client.send(syncFrame(SYNC.step1, Uint8Array.of(0)))
  })
  for (const client of clients)
    for (let id = 1; id <= 4; id++) if (client !== clients[id - 1]) await client.waitFor(id)
  return clients as [RawClient, RawClient, RawClient, RawClient]
}

const textOf = ({ doc }: Pick<RawClient, 'doc'>) => doc.getText('text').toString()

test('[WA3][FO4][X11] one write to a socket fails in a flush: that connection is closed with 1011 and comes back whole, the others are told', async () => {
  const { wsUrl, wasCaught, nothingElseHappened } = await relayWithWalls()
  const hurt = await twoIn(wsUrl, HURT)
  const [ada, unlucky, third] = [
    await countingClient(wsUrl, HURT),
    await countingClient(wsUrl, HURT),
    await countingClient(wsUrl, HURT),
  ]
  await until(() => [ada, unlucky, third].every((client) => client.answers() > 0 && client.asked() > 0))
  const { _socket } = unlucky.ws as unknown as { _socket: Socket }
  throwOnce(Socket.prototype, 'write', { when: ({ remotePort }) => remotePort === _socket.localPort })
  ada.write((doc) => doc.getText('text').insert(0, 'told'))
  expect(await unlucky.closed).toEqual({ code: 1011, reason: CLOSES['internal-error'].text })
  await until(() => [textOf(third), hurt.stock.text.toString()].every((text) => text.includes('told')))
  await wasCaught('flush', ONE_CONNECTION)
  const again = await countingClient(wsUrl, HURT, { doc: unlucky.doc })
  await until(() => textOf(again).includes('told'))
  await hurt.converge()
  await nothingElseHappened()
})

test.for(['stock', 'homeroom.v1'] as const)(
  '[FO3] a %s receiver that cannot be sent presence is closed, the others are told',
  async (protocol) => {
    const { wsUrl, failures, nothingElseHappened } = await relayWithWalls()
    const [first, second, third, fourth] = await four(wsUrl)
    const unlucky = protocol === 'stock' ? third : second
    throwOnce(Connection.prototype, 'send', {
      when: ({ roomId, wire }) => roomId === HURT && wire.protocol === protocol,
    })
    first.say({ id: 1, clock: 2, state: { name: 'moved' } })
    expect(await unlucky.closed).toEqual({ code: 1011, reason: CLOSES['internal-error'].text })
    for (const watcher of [second, third, fourth].filter((client) => client !== unlucky)) {
      await watcher.waitFor(1, ({ name }) => name === 'moved')
      await watcher.waitGone(unlucky === second ? 2 : 3)
    }
    expect(await failures('flush')).toBe(1)
    await nothingElseHappened()
  },
)

test.for([
  ['stock', WIRES.stock],
  ['homeroom.v1', WIRES['homeroom.v1']],
] as const)('one encode of presence fails for %s: everyone is told with the next tick', async ([, wire]) => {
  const { wsUrl, wasCaught, nothingElseHappened } = await relayWithWalls()
  const clients = await four(wsUrl)
  const [first, second, third, fourth] = clients
  throwOnce(wire, 'encode')
  first.say({ id: 1, clock: 2, state: { name: 'moved' } })
  second.ws.terminate()
  for (const watcher of [third, fourth]) {
    await watcher.waitFor(1, ({ name }) => name === 'moved')
    await watcher.waitGone(2)
  }
  await wasCaught('flush', { room: HURT })
  expect([first, third, fourth].some((client) => client.isClosed())).toBe(false)
  // What came twice has harmed nobody.
  first.say({ id: 1, clock: 3, state: { name: 'again' } })
  for (const watcher of [third, fourth]) await watcher.waitFor(1, ({ name }) => name === 'again')
  await nothingElseHappened()
})

test.for([false, true])(
  'what is new of presence is cut, and that fails (after it: %s): nothing is lost',
  async (isAfter) => {
    const { wsUrl, wasCaught, nothingElseHappened } = await relayWithWalls()
    const [first, second, third, fourth] = await four(wsUrl)
    throwOnce(PresenceFeed.prototype, 'cut', { isAfter })
    first.say({ id: 1, clock: 2, state: { name: 'moved' } })
    second.ws.terminate()
    for (const watcher of [third, fourth]) {
      await watcher.waitFor(1, ({ name }) => name === 'moved')
      await watcher.waitGone(2)
    }
    await wasCaught('flush', { room: HURT })
    await nothingElseHappened()
  },
)

test('[WA3] a snapshot for a joiner cannot be encoded: it comes with the next tick', async () => {
  const { wsUrl, wasCaught, nothingElseHappened } = await relayWithWalls()
  await four(wsUrl)
  throwOnce(PresenceFeed.prototype, 'since')
  const joiner = await rawClient(wsUrl, HURT, { isCompact: true })
  joiner.say({ id: 5, state: { name: 'joiner' } })
  for (const id of [1, 2, 3, 4]) await joiner.waitFor(id)
  await wasCaught('flush', { room: HURT })
  await nothingElseHappened()
})

test.for([
  ['before it', UpdateFeed.prototype, 'cut', false],
  ['after it', UpdateFeed.prototype, 'cut', true],
  ['at what somebody lacks', Document.prototype, 'since', false],
] as const)(
  'an update is cut, and that fails %s: everyone has it with the next tick',
  async ([, target, method, isAfter]) => {
    const { wsUrl, failures, nothingElseHappened } = await relayWithWalls()
    const clients = await four(wsUrl)
    const ada = await countingClient(wsUrl, HURT)
    await until(() => ada.answers() > 0)
    const hasThrown = throwOnce(target as UpdateFeed, method as 'cut', { isAfter })
    if (target === Document.prototype) throwOnce(UpdateFeed.prototype, 'cut')
    ada.write((doc) => doc.getText('text').insert(0, 'kept'))
    for (const client of clients) await until(() => textOf(client) === 'kept')
    expect(hasThrown()).toBe(true)
    expect(await failures('flush')).toBe(target === Document.prototype ? 2 : 1)
    expect(clients.some((client) => client.isClosed())).toBe(false)
    await nothingElseHappened()
  },
)

test('[WA3] one encode of signals fails, when some are encoded already: everyone is told each of them, and once', async () => {
  const { wsUrl, wasCaught, nothingElseHappened } = await relayWithWalls()
  const [, second, , fourth] = await four(wsUrl)
  const third = await rawClient(wsUrl, HURT, { isCompact: true })
  // The first signal goes out at once and is encoded once. Then the second client is told something of its own, as is the fourth.
  let calls = 0
  const hasThrown = throwOnce(WIRES['homeroom.v1'], 'signals', { when: () => ++calls === 3 })
  second.send(signalRequest('reaction', '👍'))
  await until(() => signalsOf(fourth).length === 1)
  fourth.send(signalRequest('reaction', '🎉'))
  second.send(signalRequest('reaction', '✅'))
  await until(() => signalsOf(third).length === 3)
  const heard = [second, fourth, third].map((client) =>
    signalsOf(client)
      .map(({ data }) => data)
      .sort(),
  )
  expect(heard).toEqual([['🎉'], ['👍', '✅'].sort(), ['👍', '🎉', '✅'].sort()])
  expect(hasThrown()).toBe(true)
  await wasCaught('flush', { room: HURT })
  await nothingElseHappened()
})

test.for([
  ['presence', PresenceOutbox.prototype],
  ['the document', DocumentOutbox.prototype],
  ['signals', SignalOutbox.prototype],
] as const)(
  '%s of a room can never be flushed: it is emptied with 1013 and the others live; it comes back',
  async ([, outbox]) => {
    const { wsUrl, failures, nothingElseHappened } = await relayWithWalls()
    const hurt = await twoIn(wsUrl, HURT)
    const raw = await rawClient(wsUrl, HURT, { isCompact: true })
    const heal = throwAlways(outbox as PresenceOutbox, 'flush', { when: ({ room }) => room === HURT })
    raw.say({ id: 1, state: { name: 'raw' } })
    raw.send(signalRequest('reaction', '👍'))
    hurt.stock.text.insert(0, 'kept ')
    expect(await raw.closed).toEqual({ code: 1013, reason: CLOSES['try-later'].text })
    expect(await failures('flush')).toBeGreaterThanOrEqual(3)
    await nothingElseHappened()
    heal()
    await hurt.converge()
    expect(hurt.compact.text.toString()).toContain('kept ')
  },
)

test('a timer of the flushes fails: what it was for comes with the next', async () => {
  const { wsUrl, nothingElseHappened } = await relayWithWalls()
  const [first, , third, fourth] = await four(wsUrl)
  const hasThrown = throwOnce(PresenceOutbox.prototype, 'waitMs')
  for (let clock = 2; clock < 20; clock++) first.say({ id: 1, clock, state: { name: `moved ${clock}` } })
  const again = await rawClient(wsUrl, HURT)
  again.say({ id: 9, state: { name: 'again' } })
  for (const watcher of [third, fourth]) await watcher.waitFor(9)
  expect(hasThrown()).toBe(true)
  await nothingElseHappened()
})
