import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import type { Authenticate } from '../../server/index.ts'
import { ok, REFUSALS, writeV1Message } from '../../shared/index.ts'
import { apiClient } from '../support/api-client.ts'
import { closeOf, openSocket, refusedUpgrade } from '../support/http.ts'
import { memoryLog } from '../support/memory-log.ts'
import { rawClient } from '../support/raw-client.ts'
import { runNode } from '../support/run-command.ts'
import { startRelay } from '../support/start-relay.ts'
import { stockClient } from '../support/stock-client.ts'
import { until } from '../support/until.ts'

const ADA = { id: 'ada', name: 'Ada', role: 'member', mayRename: false }

/** A relay whose host answers with what no type would let through. */
const startWith = async (answer: unknown) => {
  const { log, lines } = memoryLog()
  const authenticate = (async () => answer) as unknown as Authenticate
  return { ...(await startRelay({ log, authenticate })), lines }
}

test.each<[string, unknown, string]>([
  ['a role that is none', ok({ identity: { ...ADA, role: 'teacher' }, expiresAtMs: null }), 'identity.role'],
  ['no role', ok({ identity: { ...ADA, role: undefined }, expiresAtMs: null }), 'value.identity.role'],
  ['no identity', ok({ expiresAtMs: null }), 'value.identity'],
  ['an id that is a number', ok({ identity: { ...ADA, id: 7 }, expiresAtMs: null }), 'value.identity.id'],
  ['an empty id', ok({ identity: { ...ADA, id: '' }, expiresAtMs: null }), 'value.identity.id'],
  [
    'an id with a blank',
    ok({ identity: { ...ADA, id: 'ada\u00a0' }, expiresAtMs: null }),
    'value.identity.id',
  ],
  ['a name that is none', ok({ identity: { ...ADA, name: {} }, expiresAtMs: null }), 'value.identity.name'],
  ['no end', ok({ identity: ADA }), 'value.expiresAtMs'],
  ['an end in the past', ok({ identity: ADA, expiresAtMs: Date.now() - 1 }), 'value.expiresAtMs'],
  ['an end that is no time', ok({ identity: ADA, expiresAtMs: Number.NaN }), 'value.expiresAtMs'],
  ['a date', ok({ identity: ADA, expiresAtMs: new Date() }), 'value.expiresAtMs'],
  ['a bare user', { id: 'ada', name: 'Ada' }, 'ok'],
  ['a bare identity', ok(ADA), 'value.identity'],
  ['a refusal that is none', { ok: false, fault: { code: 'go-away', message: 'no' } }, 'fault.code'],
  ['a refusal without words', { ok: false, fault: { code: 'token-bad' } }, 'fault.message'],
  ['true', true, 'the answer itself'],
  ['nothing', undefined, 'the answer itself'],
  ['null', null, 'the answer itself'],
])(
  '[GA11][X26] an authenticate that answers with %s lets nobody in, and the log says why',
  async (_, answer, field) => {
    const { url, wsUrl, lines } = await startWith(answer)
    expect(await refusedUpgrade(`${wsUrl}/lesson`)).toMatchObject({
      status: 503,
      body: { error: 'auth-unavailable', retry: 'later' },
    })
    const ours = await openSocket(`${wsUrl}/lesson`, { protocols: ['homeroom.v1'] })
    expect((await closeOf(ours)).code).toBe(REFUSALS['auth-unavailable'].close)
    expect((await apiClient(url).get('/rooms/lesson')).status).toBe(503)
    const errors = lines.filter(({ level }) => level === 'error')
    expect(errors).toHaveLength(3)
    for (const { message, fields } of errors) {
      expect([message, fields.room]).toEqual(['authenticate threw', 'lesson'])
      expect(inspect(fields.err)).toContain(field)
    }
    expect((await fetch(`${url}/healthz`)).status).toBe(200)
  },
)

test('[GA11][X26] it is read under the orders of a room, too, and when a token is renewed', async () => {
  const { log, lines } = memoryLog()
  let answer: unknown = ok({ identity: { ...ADA, role: 'host' }, expiresAtMs: null })
  const authenticate = (async () => answer) as unknown as Authenticate
  const { url, wsUrl } = await startRelay({ log, authenticate })
  const ada = await rawClient(wsUrl, 'lesson', { protocols: ['homeroom.v1'] })
  expect((await apiClient(url).post('/rooms/lesson/lock', { locked: true })).status).toBe(204)
  answer = ok({ identity: { ...ADA, role: 'teacher' }, expiresAtMs: null })
  expect(await refusedUpgrade(`${wsUrl}/lesson`)).toMatchObject({ status: 503 })
  ada.send(writeV1Message.token('new'))
  await until(() => lines.filter(({ level }) => level === 'error').length === 2)
  expect(ada.isClosed()).toBe(false)
})

test('[GA4][X26] a name and the right to change it may be left out; a name is cleaned as that of a token', async () => {
  const { wsUrl } = await startWith(
    ok({ identity: { id: 'ada', name: ' Ada\u202E ', role: 'member' }, expiresAtMs: null, more: 1 }),
  )
  const ada = stockClient(wsUrl, 'lesson', { state: {} })
  const other = stockClient(wsUrl, 'lesson', { state: { name: 'Another' } })
  expect(await other.waitFor(ada)).toMatchObject({ id: 'ada', name: 'Ada', role: 'member' })
  expect(await ada.waitFor(other)).toMatchObject({ id: 'ada', name: 'Another' })
})

test('[GA11][X27] a relay that was given no log says so on standard error', async () => {
  const host = runNode('test/support/broken-host.ts', [])
  expect(await host.exited()).toBe(0)
  const [line = ''] = host.stderr().split('\n')
  expect(JSON.parse(line)).toMatchObject({ level: 50, room: 'lesson', msg: 'authenticate threw' })
})
