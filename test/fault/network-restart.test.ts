import { test } from 'vitest'
import { clientRoom } from '../support/client-room.ts'
import { startFaultProxy } from '../support/fault-proxy.ts'
import { metricOf } from '../support/relay-metrics.ts'
import { startRelay } from '../support/start-relay.ts'
import { STOCK_VERSIONS, type StockVersion, stockClient } from '../support/stock-client.ts'
import { until } from '../support/until.ts'

const CLIENTS = 30
const ROUNDS = 3

const VERSIONS = Object.keys(STOCK_VERSIONS) as StockVersion[]

/** Half of them with the client library, half with y-websocket as it is. */
const join = (wsUrl: string, n: number) => {
  const name = `pupil ${n}`
  if (n % 2 === 0) {
    const client = clientRoom(wsUrl, 'lesson', { presence: { name, x: 0 } })
    return {
      doc: client.doc,
      place: (x: number) => client.self.set({ x }),
      people: () => client.people.get().map(({ name, x, status }) => `${name} ${status} ${x}`),
      isOpen: () => client.status.get().state === 'connected',
    }
  }
  const { doc, awareness, provider } = stockClient(wsUrl, 'lesson', {
    version: VERSIONS[n % VERSIONS.length] as StockVersion,
    state: { name, x: 0 },
  })
  return {
    doc,
    place: (x: number) => awareness.setLocalStateField('x', x),
    people: () => [...awareness.getStates().values()].map(({ name, x }) => `${name} here ${x}`),
    isOpen: () => provider.wsconnected && provider.synced,
  }
}

test(`[CL2][PR3][PR6][FO10] C33 ${CLIENTS} clients whose proxy restarts ${ROUNDS} times have one socket each, and are listed once`, async () => {
  const { url } = await startRelay()
  const proxy = await startFaultProxy(url)
  const clients = Array.from({ length: CLIENTS }, (_, n) => join(proxy.wsUrl, n))
  const connections = () => metricOf(url, 'homeroom_connections')
  const everyone = (x: number) => clients.map((_, n) => `pupil ${n} here ${x}`).sort()
  /** All of them see each of them once, at a place. */
  const areAllAt = (x: number) => {
    const wanted = everyone(x).join()
    return clients.every(({ people }) => people().sort().join() === wanted)
  }
  await until(() => areAllAt(0), 'everyone is there')

  const tookMs: number[] = []
  for (let round = 1; round <= ROUNDS; round++) {
    await proxy.stop()
    await until(() => clients.every(({ isOpen }) => !isOpen()), 'everyone is cut off')
    for (const { place } of clients) place(round / 10)
    clients[round]?.doc.getText('text').insert(0, `${round}`)
    await proxy.start()
    const startMs = performance.now()
    await until(() => clients.every(({ isOpen }) => isOpen()), 'everyone is back')
    // And once more, while they come back to each other.
    proxy.reset()
    await until(() => areAllAt(round / 10), 'everyone is listed once')
    await until(async () => (await connections()) === CLIENTS, 'one socket each')
    await until(
      () => clients.every(({ doc }) => doc.getText('text').length === round),
      'and has the document',
    )
    tookMs.push(Math.round(performance.now() - startMs))
  }
  console.log(`proxy restarts: all of ${CLIENTS} back and listed after ${tookMs.join(', ')} ms`)
  // The cut may have come after all of them had found each other: then they are just coming back.
  await until(() => clients.every(({ isOpen }) => isOpen()), 'everyone is back for good')
  await until(async () => (await connections()) === CLIENTS, 'one socket each in the end')
  const entries = () => metricOf(url, 'homeroom_presence_entries')
  await until(async () => (await entries()) === CLIENTS, 'one entry each in the end')
}, 100_000)
