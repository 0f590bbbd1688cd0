import { expect, test } from 'vitest'
import { sqliteStore } from '../../server/index.ts'
import { runRelay } from '../support/run-command.ts'
import { startRelay } from '../support/start-relay.ts'
import { STOCK_VERSIONS, type StockVersion, stockClient } from '../support/stock-client.ts'
import { tempFile } from '../support/temp-folder.ts'
import { until } from '../support/until.ts'

const versions = Object.keys(STOCK_VERSIONS) as StockVersion[]

const epochOf = async (url: string, room: string): Promise<string | null> =>
  (await fetch(`${url}/api/rooms/${room}`).then((response) => response.json())).epoch

test('[DO3] C2 after a restart on the same port everyone is back, with document and presence, by themselves', async () => {
  const file = tempFile()
  const first = await startRelay({ store: sqliteStore(file) })
  const clients = versions.map((version, index) =>
    stockClient(first.wsUrl, 'lesson', { version, state: { name: `Ada ${index}`, hand: index === 0 } }),
  )
  for (const client of clients) await client.synced()
  clients[0]?.text.insert(0, 'before')
  for (const client of clients) {
    await until(() => client.text.toString() === 'before')
    for (const other of clients) await client.waitFor(other)
  }
  const port = Number(new URL(first.url).port)
  await first.close()
  await until(() => clients.every(({ provider }) => !provider.wsconnected))
  // Written with nobody there to hear it.
  clients[1]?.text.insert(6, ', offline')
  clients[2]?.awareness.setLocalStateField('emoji', '👍')
  const second = await startRelay({ store: sqliteStore(file), port })
  for (const client of clients) {
    await until(() => client.text.toString() === 'before, offline')
    for (const [index, other] of clients.entries()) {
      if (other !== client) await client.waitFor(other, (state) => state.name === `Ada ${index}`)
    }
  }
  expect(await clients[0]?.waitFor(clients[2] as { clientId: number })).toMatchObject({ emoji: '👍' })
  expect(clients[1]?.sees(clients[0] as { clientId: number })).toMatchObject({ hand: true })
  const newcomer = stockClient(second.wsUrl, 'lesson', { state: {} })
  await newcomer.synced()
  expect(newcomer.text.toString()).toBe('before, offline')
  for (const client of clients) await newcomer.waitFor(client)
  expect(newcomer.awareness.getStates().size).toBe(clients.length + 1)
})

test('[DO9] a room keeps its epoch over a restart, and its content when all are gone', async () => {
  const file = tempFile()
  const first = await startRelay({ store: sqliteStore(file) })
  const client = stockClient(first.wsUrl, 'lesson')
  await client.synced()
  client.text.insert(0, 'kept')
  const other = stockClient(first.wsUrl, 'board')
  await other.synced()
  const epoch = await epochOf(first.url, 'lesson')
  expect(epoch).toMatch(/^[\w-]{27}$/)
  expect(await epochOf(first.url, 'board')).not.toBe(epoch)
  client.provider.destroy()
  other.provider.destroy()
  await first.close()
  const second = await startRelay({ store: sqliteStore(file) })
  const again = stockClient(second.wsUrl, 'lesson')
  await again.synced()
  expect(again.text.toString()).toBe('kept')
  expect(await epochOf(second.url, 'lesson')).toBe(epoch)
})

test('[DO4] a killed command loses nothing that was written, and its port is free at once', async () => {
  const file = tempFile()
  const first = await runRelay(['--data', file])
  const client = stockClient(first.wsUrl, 'lesson', { state: { name: 'Ada' } })
  await client.synced()
  client.text.insert(0, 'written')
  await until(async () => {
    const metrics = await fetch(`${first.url}/metrics`).then((response) => response.text())
    return /^homeroom_journal_written_updates_total [1-9]/m.test(metrics)
  })
  client.provider.destroy()
  first.kill('SIGKILL')
  expect(await first.exited()).toBeNull()
  const second = await runRelay(['--data', file, '--port', new URL(first.url).port])
  expect(second.url).toBe(first.url)
  const again = stockClient(second.wsUrl, 'lesson')
  await again.synced()
  expect(again.text.toString()).toBe('written')
})
