import { expect, test } from 'vitest'
import { CLOSES, REFUSALS } from '../../shared/index.ts'
import { apiClient, textUpdate } from '../support/api-client.ts'
import { openSocket, refusedUpgrade } from '../support/http.ts'
import { type RawClient, rawClient } from '../support/raw-client.ts'
import { signalsOf, welcomesOf } from '../support/raw-signals.ts'
import { startRelay } from '../support/start-relay.ts'
import { SECRET, token } from '../support/tokens.ts'
import { until } from '../support/until.ts'

/** A relay that verifies tokens, its API for the holder of the secret, and who joins by name. */
const school = async () => {
  const { url, wsUrl } = await startRelay({ secrets: [SECRET] })
  const join = async (sub: string, id: number, claims: Parameters<typeof token>[0] = {}) => {
    const client = await rawClient(wsUrl, 'lesson', {
      token: await token({ sub, ...claims }),
      isCompact: true,
    })
    client.say({ id, state: { name: sub } })
    return client
  }
  return { url, wsUrl, api: apiClient(url, SECRET), join }
}

const rulesOf = async (api: ReturnType<typeof apiClient>) =>
  (await api.get('/rooms/lesson/connections')).json.rules

test('[HT8][SG1] a signal goes to everyone, or to whom it names, from who sent it', async () => {
  const { api, join } = await school()
  const ada = await join('ada', 1)
  const ben = await join('ben', 2)
  await ada.waitFor(2)
  await ben.waitFor(1)
  const host = await token({ sub: 'teacher', name: 'Teacher', role: 'host' })
  const everyone = { kind: 'bell', data: { minutes: 5 } }
  expect((await api.post('/rooms/lesson/signals', everyone, { bearer: host })).status).toBe(204)
  expect((await api.post('/rooms/lesson/signals', { kind: 'psst', to: [2] })).status).toBe(204)
  const from = { clientId: 0, identity: { id: 'teacher', name: 'Teacher', role: 'host' } }
  await until(() => signalsOf(ben).length === 2)
  expect(signalsOf(ben)).toMatchObject([
    { kind: 'bell', data: { minutes: 5 }, ...from },
    { kind: 'psst', data: null, clientId: 0, identity: { id: 'admin', name: null, role: 'host' } },
  ])
  await until(() => signalsOf(ada).length === 1)
  expect(signalsOf(ada)).toMatchObject([{ kind: 'bell', ...from }])
})

test('[HT8] what a host orders by a signal is done', async () => {
  const { api, join } = await school()
  const ada = await join('ada', 1)
  ada.say({ id: 1, clock: 2, state: { hand: true } })
  const entries = async () => (await api.get('/rooms/lesson/presence')).json.entries
  await until(async () => (await entries())[0]?.state.hand === true)
  expect((await api.post('/rooms/lesson/signals', { kind: 'lower-hand', to: [1] })).status).toBe(204)
  expect((await entries())[0].state.hand).toBe(false)
  await api.post('/rooms/lesson/signals', { kind: 'mute-reactions', data: true })
  expect(await rulesOf(api)).toMatchObject({ reactionsMuted: true })
})

test('[HT8][SG9] who is kicked is out with all their tabs, and their token does not hold any more', async () => {
  const { api, join, wsUrl } = await school()
  const tabs = [await join('ada', 1), await join('ada', 2)]
  const ben = await join('ben', 3)
  for (const id of [1, 2]) await ben.waitFor(id)
  expect((await api.post('/rooms/lesson/kick', { clientId: 2 })).status).toBe(204)
  for (const tab of tabs) expect(await tab.closed).toMatchObject({ code: CLOSES.removed.close })
  const refused = await refusedUpgrade(`${wsUrl}/lesson?token=${await token({ sub: 'ada' })}`)
  expect(refused).toMatchObject({ close: CLOSES.removed.close, body: { error: 'token-revoked' } })
  expect((await api.post('/rooms/lesson/kick', { id: 'ben' })).status).toBe(204)
  expect(await ben.closed).toMatchObject({ code: CLOSES.removed.close })
})

test('[HT8][SG9] somebody is kept out of a room that is not in memory', async () => {
  const { api, wsUrl } = await school()
  await api.put('/rooms/lesson/document', textUpdate('Hello'))
  expect((await api.post('/rooms/lesson/kick', { id: 'ada' })).status).toBe(204)
  expect(await refusedUpgrade(`${wsUrl}/lesson?token=${await token({ sub: 'ada' })}`)).toMatchObject({
    body: { error: 'token-revoked' },
  })
  await openSocket(`${wsUrl}/lesson?token=${await token({ sub: 'ben' })}`)
})

test('[HT8][SG10] C91 a role that is given holds at once, and for who comes', async () => {
  const { api, join } = await school()
  const roleOf = (client: RawClient) => {
    const welcome = welcomesOf(client).at(-1) as { identity: { role: string } } | undefined
    return welcome?.identity.role
  }
  const ada = await join('ada', 1, { role: 'attendee' })
  await until(() => roleOf(ada) === 'attendee')
  const presence = async () => (await api.get('/rooms/lesson/presence')).json.entries
  await until(async () => (await presence()).length === 1)
  expect((await api.post('/rooms/lesson/role', { clientId: 1, role: 'member' })).status).toBe(204)
  await until(() => roleOf(ada) === 'member')
  expect((await presence())[0].state.role).toBe('member')
  expect((await api.post('/rooms/lesson/role', { id: 'ben', role: 'host' })).status).toBe(204)
  const ben = await join('ben', 2, { role: 'viewer' })
  await until(() => roleOf(ben) === 'host')
  // Of that room: elsewhere the token says what holds.
  const bearer = await token({ sub: 'ben', role: 'viewer' })
  expect((await api.get('/rooms/lesson', { bearer })).status).toBe(200)
  expect((await api.get('/rooms/other', { bearer })).status).toBe(403)
})

test('[HT8][SG8] a room is locked and opened, with somebody in it and without', async () => {
  const { api, join, wsUrl } = await school()
  const ada = await join('ada', 1)
  expect((await api.post('/rooms/lesson/lock', { locked: true })).status).toBe(204)
  expect(await rulesOf(api)).toMatchObject({ locked: true })
  const url = async (sub: string, room = 'lesson') => `${wsUrl}/${room}?token=${await token({ sub })}`
  expect(await refusedUpgrade(await url('ben'))).toMatchObject({
    status: 423,
    body: { error: 'room-locked' },
  })
  await openSocket(await url('ada'))
  expect(ada.isClosed()).toBe(false)
  await api.post('/rooms/lesson/lock', { locked: false })
  await openSocket(await url('ben'))
  await api.put('/rooms/empty/document', textUpdate('Hello'))
  await api.post('/rooms/empty/signals', { kind: 'lock', data: true })
  expect(await refusedUpgrade(await url('ada', 'empty'))).toMatchObject({ status: 423 })
  await api.post('/rooms/empty/lock', { locked: false })
  await openSocket(await url('ada', 'empty'))
})

test.each([
  ['signals', { kind: 'with spaces' }],
  ['signals', { data: 1 }],
  ['signals', { kind: 'x', to: ['1'] }],
  ['signals', { kind: 'x', to: Array.from({ length: 2_000 }, (_, id) => id) }],
  ['signals', { kind: 'x', data: 'y'.repeat(5_000) }],
  ['signals', { kind: 'x', extra: 1 }],
  ['signals', { kind: 'lock', data: 'yes' }],
  ['signals', { kind: 'reaction', data: 'no emoji' }],
  ['kick', {}],
  ['kick', { id: 'ada', clientId: 1 }],
  ['kick', { id: '' }],
  ['kick', { clientId: -1 }],
  ['kick', { clientId: 1.5 }],
  ['role', { id: 'ada' }],
  ['role', { id: 'ada', role: 'toString' }],
  ['role', { role: 'host' }],
  ['lock', { locked: 'true' }],
  ['lock', []],
  ['lock', 'null'],
  ['lock', '{"locked":'],
  ['signals', `{"kind":"x","data":${'['.repeat(8_000)}${']'.repeat(8_000)}}`],
])('[HT8] an order to %s that is not valid does nothing: %j', async (order, body) => {
  const { api } = await school()
  await api.put('/rooms/lesson/document', textUpdate('Hello'))
  const headers = { 'content-type': 'application/json; charset=utf-8' }
  const answer = await api.post(`/rooms/lesson/${order}`, body, { headers })
  expect(answer).toMatchObject({ status: 400, json: { error: 'bad-request', retry: 'never' } })
  expect(await rulesOf(api)).toEqual({ follow: null, reactionsMuted: false, locked: false })
})

test('[HT8] an order is JSON that says so, and a small one', async () => {
  const { api } = await school()
  // What a page of another origin may send without asking: a form, or text.
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp']) {
    const answer = await api.post('/rooms/lesson/lock', '{"locked":true}', {
      headers: { 'content-type': type },
    })
    expect(answer.status).toBe(400)
  }
  const large = { kind: 'x', data: 'y'.repeat(50_000) }
  expect(await api.post('/rooms/lesson/signals', large)).toMatchObject({
    status: REFUSALS['body-too-large'].http,
  })
  expect(await rulesOf(api)).toMatchObject({ locked: false })
})

test('[HT8] who is named by a clientId must be there', async () => {
  const { api } = await school()
  await api.put('/rooms/lesson/document', textUpdate('Hello'))
  for (const [order, body] of [
    ['kick', { clientId: 7 }],
    ['role', { clientId: 7, role: 'host' }],
    ['signals', { kind: 'x', to: [7] }],
  ] as const) {
    const answer = await api.post(`/rooms/lesson/${order}`, body)
    expect(answer).toMatchObject({ status: 404, json: { error: 'not-found' } })
  }
})

test('[HT2][HT8] orders are for hosts of the room alone', async () => {
  const { api, url } = await school()
  const member = await token()
  const elsewhere = await token({ role: 'host', rooms: ['other'] })
  const anybody = apiClient(url)
  for (const order of ['signals', 'kick', 'role', 'lock']) {
    const path = `/rooms/lesson/${order}`
    expect(await anybody.post(path, {})).toMatchObject({ status: 401, json: { error: 'token-missing' } })
    expect(await api.post(path, {}, { bearer: member })).toMatchObject({ json: { error: 'role-forbidden' } })
    expect(await api.post(path, {}, { bearer: elsewhere })).toMatchObject({
      json: { error: 'room-forbidden' },
    })
  }
})
