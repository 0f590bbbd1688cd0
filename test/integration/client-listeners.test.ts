import { expect, test } from 'vitest'
import { clientRoom } from '../support/client-room.ts'
import { reportedRoom } from '../support/reported-room.ts'
import { startRelay } from '../support/start-relay.ts'
import { until } from '../support/until.ts'

test('[CL8] a listener that is an async function and rejects is reported, and ends nothing', async () => {
  const { wsUrl } = await startRelay()
  const a = reportedRoom(wsUrl)
  await a.connected()
  a.saved.subscribe(async () => {
    throw new Error('later')
  })
  a.text.insert(0, 'x')
  await until(() => a.reported.length > 0)
  expect(a.reported[0]).toEqual(new Error('later'))
})

test('[CL8] a listener of the Awareness that throws keeps nobody from seeing this client, and throws at nobody', async () => {
  const { wsUrl } = await startRelay()
  const a = reportedRoom(wsUrl, { presence: { name: 'Ada' } })
  const b = clientRoom(wsUrl, 'lesson')
  await Promise.all([a.connected(), b.connected()])
  a.awareness.on('change', () => {
    throw new Error('app')
  })
  expect(() => a.self.set({ x: 0.5, hand: true })).not.toThrow()
  await until(() => b.people.get().some(({ name, x, hand }) => name === 'Ada' && x === 0.5 && hand === true))
  expect(a.reported).toContainEqual(new Error('app'))
})
