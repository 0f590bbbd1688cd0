import { expect, test } from 'vitest'
import { memoryStore } from '../../server/index.ts'
import { apiClient } from '../support/api-client.ts'
import { faultyStore } from '../support/faulty-store.ts'
import { closeOf, openSocket, refusedUpgrade } from '../support/http.ts'
import { startRelay } from '../support/start-relay.ts'
import { SECRET, token } from '../support/tokens.ts'
import { until } from '../support/until.ts'

/** Somebody with a good token waits for a room that takes its time to load. */
const waitingRoom = async () => {
  const { store, hold, calls } = faultyStore(memoryStore())
  const { url, wsUrl } = await startRelay({ secrets: [SECRET], store })
  const release = hold('load')
  const path = `${wsUrl}/lesson?token=${await token({ sub: 'ada' })}`
  const joining = openSocket(path)
  await until(() => calls('load') === 1)
  return { api: apiClient(url, SECRET), path, joining, release }
}

test('[SG8] who was let in before the room was locked, and comes after it, is sent away', async () => {
  const { api, path, joining, release } = await waitingRoom()
  expect((await api.post('/rooms/lesson/lock', { locked: true })).status).toBeLessThan(300)
  release()
  expect((await closeOf(await joining)).code).toBe(1013)
  expect((await refusedUpgrade(path)).body.error).toBe('room-locked')
})

test('[SG9] who was removed while the room was loading does not come in', async () => {
  const { api, path, joining, release } = await waitingRoom()
  expect((await api.post('/rooms/lesson/kick', { id: 'ada' })).status).toBeLessThan(300)
  release()
  expect((await closeOf(await joining)).code).toBe(1013)
  expect((await refusedUpgrade(path)).body.error).toBe('token-revoked')
})
