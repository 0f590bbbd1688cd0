import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { onTestCleanup } from '../support/cleanup.ts'
import { runRelay } from '../support/run-command.ts'
import { STOCK_VERSIONS, type StockVersion, stockClient } from '../support/stock-client.ts'
import { storedText } from '../support/stored-text.ts'
import { tempFile } from '../support/temp-folder.ts'
import { until } from '../support/until.ts'

const versions = Object.keys(STOCK_VERSIONS) as StockVersion[]

/** A socket in a room that never says anything again, not even goodbye. */
const deafSocket = (url: string): Promise<void> => {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  onTestCleanup(() => socket.destroy())
  // The relay ends it; that is no news.
  socket.on('error', () => socket.destroy())
  socket.write(
    [
      'GET /lesson HTTP/1.1',
      'Host: localhost',
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
      '\r\n',
    ].join('\r\n'),
  )
  const { promise, resolve } = Promise.withResolvers<void>()
  socket.once('data', (data) => {
    expect(data.toString('latin1')).toMatch(/^HTTP\/1\.1 101/)
    resolve()
  })
  return promise
}

test.each(['SIGTERM', 'SIGINT'] as const)(
  '[LI3] %s closes every client with 1012, writes what is left, and exits with 0',
  async (signal) => {
    const file = tempFile()
    const relay = await runRelay(['--data', file])
    const clients = versions.map((version, index) =>
      stockClient(relay.wsUrl, 'lesson', { version, state: { name: `Ada ${index}` } }),
    )
    const codes: number[] = []
    for (const client of clients) {
      await client.synced()
      client.provider.on('connection-close', (event: { code: number } | null) => {
        client.provider.shouldConnect = false
        if (event !== null) codes.push(event.code)
      })
    }
    clients[0]?.text.insert(0, 'to be kept')
    await until(() => clients.every(({ text }) => text.toString() === 'to be kept'))
    relay.kill(signal)
    expect(await relay.exited(), relay.stderr()).toBe(0)
    await until(() => codes.length === clients.length)
    expect(codes).toEqual(clients.map(() => 1012))
    expect(await storedText(file, 'lesson')).toBe('to be kept')
    expect(relay.stdout()).toMatch(/listening on/)
    expect(relay.stdout().trim().split('\n')).toHaveLength(1)
  },
)

test.each([
  ['at once', []],
  ['when a room has to be unloaded, too', ['--idle', '0']],
] as const)(
  '[LI3] C64 an edit just before its author leaves and the relay ends, %s, is on disk',
  async (_when, args) => {
    const file = tempFile()
    const relay = await runRelay(['--data', file, ...args])
    const client = stockClient(relay.wsUrl, 'lesson', { state: { name: 'Ada' } })
    await client.synced()
    const socket = client.socket()
    client.text.insert(0, 'the last edit')
    client.provider.destroy()
    // The relay has answered the goodbye, which came behind the edit: it has the edit, and has had no time to be idle.
    await until(() => socket?.readyState === 3)
    relay.kill('SIGTERM')
    expect(await relay.exited(), relay.stderr()).toBe(0)
    expect(await storedText(file, 'lesson')).toBe('the last edit')
  },
)

test('[LI3] a second signal does not wait for a client that never answers', async () => {
  const file = tempFile()
  const relay = await runRelay(['--data', file])
  await deafSocket(`${relay.url}`)
  const client = stockClient(relay.wsUrl, 'lesson')
  await client.synced()
  client.text.insert(0, 'kept')
  const reader = stockClient(relay.wsUrl, 'lesson')
  await until(() => reader.text.toString() === 'kept')
  const codes: number[] = []
  client.provider.on('connection-close', (event: { code: number } | null) => {
    if (event !== null) codes.push(event.code)
  })
  relay.kill('SIGTERM')
  await until(() => codes.length > 0)
  expect(codes[0]).toBe(1012)
  expect(relay.isRunning()).toBe(true)
  relay.kill('SIGTERM')
  // Not 0, which is what a drain that came to its end gives.
  expect(await relay.exited()).toBe(1)
  expect(await storedText(file, 'lesson')).toBe('kept')
})

test('[LI3] a client that never answers does not keep the relay for long', async () => {
  const relay = await runRelay(['--data', tempFile()])
  await deafSocket(`${relay.url}`)
  relay.kill('SIGTERM')
  expect(await relay.exited(), relay.stderr()).toBe(0)
})
