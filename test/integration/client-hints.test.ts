import { spawn } from 'node:child_process'
import { expect, test } from 'vitest'
import type { Environment, Hint } from '../../client/index.ts'
import { onTestCleanup } from '../support/cleanup.ts'
import { clientRoom, nodeEnvironment } from '../support/client-room.ts'
import { startRelay } from '../support/start-relay.ts'
import { until } from '../support/until.ts'

/** Node with a page's hints, given by hand, and timers that can be counted. */
const pageEnvironment = () => {
  const listeners = new Set<(hint: Hint) => void>()
  const timers = new Set<() => void>()
  const node = nodeEnvironment()
  const environment: Environment = {
    ...node,
    after(ms, work) {
      const cancel = node.after(ms, () => {
        timers.delete(forget)
        work()
      })
      const forget = () => {
        timers.delete(forget)
        cancel()
      }
      timers.add(forget)
      return forget
    },
    onHint(listener) {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
  }
  const give = (hint: Hint) => {
    for (const listener of [...listeners]) listener(hint)
  }
  return { environment, give, left: () => listeners.size + timers.size }
}

test('[CL5] a page that is put into the page cache lets go, and is back when it is shown again', async () => {
  const { wsUrl } = await startRelay()
  const { environment, give } = pageEnvironment()
  const ada = clientRoom(wsUrl, 'lesson', { environment, presence: { name: 'Ada', hand: true } })
  const teacher = clientRoom(wsUrl, 'lesson', { presence: { name: 'teacher' } })
  await teacher.waitFor('Ada')
  give('frozen')
  await teacher.waitGone('Ada')
  teacher.text.insert(0, 'meanwhile')
  give('resumed')
  expect(await teacher.waitFor('Ada', ({ status }) => status === 'here')).toMatchObject({ hand: true })
  await until(() => ada.text.toString() === 'meanwhile')
  expect(ada.sockets).toHaveLength(2)
})

test('[CL2] the network that is back, or a page that is seen, is tried at once', async () => {
  const { wsUrl, close, url } = await startRelay()
  const { environment, give } = pageEnvironment()
  // Without a hint the next try would be half a minute away.
  const ada = clientRoom(wsUrl, 'lesson', { environment: { ...environment, random: () => 100 } })
  await ada.connected()
  await close()
  await until(() => ada.status.get().state === 'disconnected')
  const tries = ada.sockets.length
  await startRelay({ port: Number(new URL(url).port) })
  give('online')
  await ada.connected()
  expect(ada.sockets).toHaveLength(tries + 1)
})

test('C33 [CL2] hints open no second socket', async () => {
  const { wsUrl } = await startRelay()
  const { environment, give } = pageEnvironment()
  const ada = clientRoom(wsUrl, 'lesson', { environment })
  for (const hint of ['online', 'visible', 'offline', 'online', 'visible'] as const) give(hint)
  await ada.connected()
  for (const hint of ['online', 'visible', 'offline', 'online', 'visible'] as const) give(hint)
  const other = clientRoom(wsUrl, 'lesson', { presence: { name: 'other' } })
  await ada.waitFor('other')
  other.room.leave()
  await ada.waitGone('other')
  expect(ada.sockets).toHaveLength(1)
})

test('C57 [CL6] leaving leaves no timer and no listener, and Node ends by itself', async () => {
  const { wsUrl } = await startRelay()
  const { environment, left } = pageEnvironment()
  const ada = clientRoom(wsUrl, 'lesson', { environment, presence: { name: 'Ada' } })
  await ada.connected()
  expect(left()).toBeGreaterThan(0)
  ada.room.leave()
  expect(left()).toBe(0)

  const client = new URL('../../client/index.ts', import.meta.url)
  const script = `
    import { joinRoom } from ${JSON.stringify(client.href)}
    const room = joinRoom(${JSON.stringify(wsUrl)}, 'lesson', { presence: { name: 'Ada' } })
    room.status.subscribe(({ state }) => { if (state === 'connected') room.leave() })
  `
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script])
  onTestCleanup(() => child.kill('SIGKILL'))
  let errors = ''
  child.stderr.on('data', (chunk) => {
    errors += chunk
  })
  const code = await new Promise((resolve) => child.on('exit', resolve))
  expect([code, errors]).toEqual([0, ''])
})
