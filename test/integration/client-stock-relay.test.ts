import { spawn } from 'node:child_process'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { onTestCleanup, sideBySide } from '../support/cleanup.ts'
import { clientRoom } from '../support/client-room.ts'
import { stockClient } from '../support/stock-client.ts'
import { until } from '../support/until.ts'

const SERVER = fileURLToPath(new URL('../../node_modules/y-websocket-210/bin/server.cjs', import.meta.url))

const freePort = async (): Promise<number> => {
  const server = createServer()
  const { promise, resolve } = Promise.withResolvers<number>()
  server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
  const port = await promise
  server.close()
  return port
}

/** The relay that y-websocket 2.1.0 ships. */
const startStockRelay = async () => {
  const port = await freePort()
  const child = spawn(process.execPath, [SERVER], {
    env: { ...process.env, HOST: '127.0.0.1', PORT: String(port) },
  })
  onTestCleanup(() => child.kill('SIGKILL'))
  let printed = ''
  child.stdout.on('data', (chunk) => {
    printed += chunk
  })
  await until(() => printed.includes('running'))
  return { wsUrl: `ws://127.0.0.1:${port}`, child }
}

test.concurrent(
  '[CL7] works with the relay of y-websocket: people, hands, text, and who leaves',
  sideBySide(async () => {
    const { wsUrl } = await startStockRelay()
    const ada = clientRoom(wsUrl, 'lesson', { presence: { name: 'Ada', x: 0.1, hand: true } })
    const teacher = clientRoom(wsUrl, 'lesson', { presence: { name: 'teacher' } })
    const stock = stockClient(wsUrl, 'lesson', { state: { name: 'stock' } })
    expect(await teacher.waitFor('Ada')).toMatchObject({ x: 0.1, hand: true, status: 'here' })
    await ada.waitFor('stock')
    ada.self.set({ x: 0.9 })
    await teacher.waitFor('Ada', ({ x }) => x === 0.9)
    expect(await stock.waitFor({ clientId: ada.doc.clientID }, ({ x }) => x === 0.9)).toMatchObject({
      name: 'Ada',
    })
    ada.text.insert(0, 'hello')
    await until(() => teacher.text.toString() === 'hello')
    expect(teacher.hands.get().map(({ name }) => name)).toEqual(['Ada'])
    expect(ada.welcome.get()).toBeNull()
    expect(ada.status.get()).toEqual({ state: 'connected' })
    ada.room.leave()
    await teacher.waitGone('Ada')
  }),
)

test.concurrent(
  '[CL7] notices when that relay goes silent',
  sideBySide(async () => {
    const { wsUrl, child } = await startStockRelay()
    const ada = clientRoom(wsUrl, 'lesson', { presence: { name: 'Ada' } })
    await ada.connected()
    child.kill('SIGSTOP')
    await until(() => ada.status.get().state === 'disconnected', 'the silence is noticed', 30_000)
    child.kill('SIGCONT')
    await ada.connected()
  }),
)

test.concurrent(
  '[CL7] [CP3] with that relay, hands stand in the order in which they were seen, whatever is said of them',
  sideBySide(async () => {
    const { wsUrl } = await startStockRelay()
    const ada = clientRoom(wsUrl, 'lesson', { presence: { name: 'Ada', hand: true } })
    const teacher = clientRoom(wsUrl, 'lesson', { presence: { name: 'teacher' } })
    await teacher.waitFor('Ada')
    const stock = stockClient(wsUrl, 'lesson', { state: { name: 'stock' } })
    await ada.waitFor('stock')
    await teacher.waitFor('stock')
    // Where two have the same ms, the order is by their keys.
    const seenAtMs = Math.max(
      ...[ada, teacher].map(({ hands }) => hands.get()[0]?.handAt ?? Number.POSITIVE_INFINITY),
    )
    await until(() => Date.now() > seenAtMs)
    stock.awareness.setLocalState({ name: 'stock', hand: true, handAt: 1 })
    for (const room of [ada, teacher]) {
      await room.waitFor('stock', ({ hand }) => hand === true)
      expect(room.hands.get().map(({ name }) => name)).toEqual(['Ada', 'stock'])
    }
  }),
)
