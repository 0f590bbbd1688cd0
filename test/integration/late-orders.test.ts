import { expect, test } from 'vitest'
import { type Authenticate, memoryStore } from '../../server/index.ts'
import { ok } from '../../shared/index.ts'
import { apiClient, textUpdate } from '../support/api-client.ts'
import { faultyStore } from '../support/faulty-store.ts'
import { closeOf, openSocket, refusedUpgrade } from '../support/http.ts'
import { startRelay } from '../support/start-relay.ts'
import { SECRET, token } from '../support/tokens.ts'
import { until } from '../support/until.ts'

/** The error of the refusal, or the code of the close, of a join that was let in and sent away. */
const endOf = (path: string): Promise<string | number> =>
  openSocket(path).then(
    async (ws) => (await closeOf(ws)).code,
    async () => (await refusedUpgrade(path)).body.error as string,
  )

test('[SG9] who was removed while the room was loading does not stay', async () => {
  const { store, hold, calls } = faultyStore(memoryStore())
  const { url, wsUrl } = await startRelay({ secrets: [SECRET], store })
  const api = apiClient(url, SECRET)
  await api.put('/rooms/lesson/document', textUpdate('Hello'))
  const release = hold('open')
  const path = `${wsUrl}/lesson?token=${await token({ sub: 'ada' })}`
  const end = endOf(path)
  await until(() => calls('open') === 1)
  const kicked = api.post('/rooms/lesson/kick', { id: 'ada' })
  release()
  expect((await kicked).status).toBe(204)
  expect([4407, 1013, 'token-revoked']).toContain(await end)
  expect((await refusedUpgrade(path)).body.error).toBe('token-revoked')
})

test('[SG8] who was checked before the room was locked, and comes after it, is refused', async () => {
  const gate = Promise.withResolvers<void>()
  let isChecked = false
  const authenticate: Authenticate = async ({ request }) => {
    const id = new URL(request.url).searchParams.get('who') ?? 'nobody'
    if (id === 'late') {
      isChecked = true
      await gate.promise
    }
    const role = id === 'host' ? 'host' : 'member'
    return ok({ identity: { id, name: null, role, mayRename: true }, expiresAtMs: null } as const)
  }
  const { url, wsUrl } = await startRelay({ authenticate })
  await openSocket(`${wsUrl}/lesson?who=ada`)
  const refused = refusedUpgrade(`${wsUrl}/lesson?who=late`)
  await until(() => isChecked)
  const locked = await fetch(`${url}/api/rooms/lesson/lock?who=host`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"locked":true}',
  })
  expect(locked.status).toBe(204)
  gate.resolve()
  expect((await refused).body.error).toBe('room-locked')
})
