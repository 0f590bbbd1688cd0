// The relay's own words for roles: everybody sees the word, and the rights are those of the role that it stands for.
import { expect, test } from 'vitest'
import { type Authenticate, createRelay, memoryStore, type RelayOptions } from '../../server/index.ts'
import { ok } from '../../shared/index.ts'
import { apiClient } from '../support/api-client.ts'
import { onTestCleanup } from '../support/cleanup.ts'
import { clientRoom } from '../support/client-room.ts'
import { refusedUpgrade } from '../support/http.ts'
import { memoryLog } from '../support/memory-log.ts'
import { startRelay } from '../support/start-relay.ts'
import { stockClient } from '../support/stock-client.ts'
import { SECRET, token } from '../support/tokens.ts'
import { until } from '../support/until.ts'

const ROLES = { teacher: 'host', pupil: 'attendee', Ассистент: 'member' } as const

const start = (options: RelayOptions = {}) => startRelay({ secrets: [SECRET], roles: ROLES, ...options })

const join = async (wsUrl: string, name: string, role: string, state: Record<string, unknown> = {}) => {
  const room = clientRoom(wsUrl, 'lesson', {
    token: await token({ sub: name.toLowerCase(), name, role }),
    presence: state,
  })
  await room.connected()
  return room
}

test('[RO2] a word in a token is seen by all, and has the rights of the role that it stands for', async () => {
  const { wsUrl } = await start()
  const teacher = await join(wsUrl, 'Grace', 'teacher')
  const pupil = await join(wsUrl, 'Ada', 'pupil', { hand: true })
  expect(teacher.self.get()).toMatchObject({ role: 'teacher', rights: 'host' })
  expect(teacher.welcome.get()?.identity).toMatchObject({ role: 'teacher', rights: 'host' })
  expect(await pupil.waitFor('Grace')).toMatchObject({ role: 'teacher', rights: 'host' })
  expect(await teacher.waitFor('Ada')).toMatchObject({ role: 'pupil', rights: 'attendee' })
  const heard: unknown[] = []
  pupil.signals.on('bell', ({ from }) => heard.push(from))
  expect(pupil.signals.send('lower-all')).toMatchObject({ ok: false, fault: { code: 'role-forbidden' } })
  expect(teacher.signals.send('bell')).toMatchObject({ ok: true })
  expect(teacher.signals.send('lower-all')).toMatchObject({ ok: true })
  await until(() => pupil.self.get().hand === false)
  expect(heard).toMatchObject([{ id: 'grace', role: 'teacher', rights: 'host' }])
  pupil.text.insert(0, 'x')
  await until(() => pupil.saved.get().obstacle !== null)
  expect(teacher.text.toString()).toBe('')
})

test('[RO2] a stock client is told word and rights, and neither can be forged', async () => {
  const { wsUrl } = await start()
  const stock = async (name: string, role: string) =>
    stockClient(wsUrl, 'lesson', {
      params: { token: await token({ sub: name, role }) },
      state: { role: 'teacher', rights: 'host' },
    })
  const [teacher, pupil, member] = [
    await stock('grace', 'teacher'),
    await stock('ada', 'pupil'),
    await stock('ben', 'member'),
  ]
  expect(await pupil.waitFor(teacher)).toMatchObject({ role: 'teacher', rights: 'host' })
  expect(await teacher.waitFor(pupil)).toMatchObject({ role: 'pupil', rights: 'attendee' })
  // The rights of a role of the table are in the table.
  expect(await teacher.waitFor(member)).toEqual({ id: 'ben', role: 'member' })
  const guests = await start({ anonymous: 'join' })
  const guest = clientRoom(guests.wsUrl, 'lesson', {
    presence: { name: 'Guest', ...{ role: 'teacher', rights: 'host' } },
  })
  const watcher = clientRoom(guests.wsUrl, 'lesson')
  const seen = await watcher.waitFor('Guest')
  expect([seen.role, seen.rights]).toEqual([undefined, undefined])
  expect(guest.self.get().rights).toBe('member')
})

test('[RO2] a word that is none is refused, and the refusal names it', async () => {
  const { url, wsUrl } = await start()
  const janitor = await token({ role: 'janitor' })
  for (const attempt of [
    refusedUpgrade(`${wsUrl}/lesson`, { headers: { authorization: `Bearer ${janitor}` } }),
    refusedUpgrade(`${wsUrl}/lesson`, { protocols: ['homeroom.v1', `bearer.${janitor}`] }),
  ])
    expect((await attempt).body).toMatchObject({
      error: 'bad-claims',
      message: expect.stringContaining('"janitor"'),
    })
  const teacher = await join(wsUrl, 'Grace', 'teacher')
  expect(teacher.signals.send('role', 'janitor', { to: [teacher.doc.clientID] })).toMatchObject({ ok: true })
  await until(() => teacher.notice.get()?.code === 'bad-signal')
  expect(teacher.notice.get()?.text).toBe(
    'The roles are viewer, attendee, member, host, teacher, pupil, Ассистент.',
  )
  const api = apiClient(url, SECRET)
  expect(await api.post('/rooms/lesson/role', { id: 'ada', role: 'janitor' })).toMatchObject({
    status: 400,
    json: { error: 'bad-request', message: expect.stringContaining('Ассистент') },
  })
})

test('[RO2][SG10] hosts give words as roles, by signal and by HTTP, and the API says which there are', async () => {
  const { url, wsUrl } = await start()
  const teacher = await join(wsUrl, 'Grace', 'teacher')
  const ada = await join(wsUrl, 'Ada', 'member')
  await teacher.waitFor('Ada')
  teacher.signals.send('role', 'pupil', { to: [ada.doc.clientID] })
  await until(() => ada.self.get().role === 'pupil')
  expect(ada.self.get().rights).toBe('attendee')
  expect(await teacher.waitFor('Ada', ({ role }) => role === 'pupil')).toMatchObject({ rights: 'attendee' })
  const host = apiClient(url, await token({ sub: 'grace', role: 'teacher' }))
  expect((await host.post('/rooms/lesson/role', { id: 'ada', role: 'Ассистент' })).status).toBe(204)
  expect(await teacher.waitFor('Ada', ({ role }) => role === 'Ассистент')).toMatchObject({ rights: 'member' })
  expect((await host.post('/rooms/lesson/role', { id: 'ada', role: 'viewer' })).status).toBe(204)
  await until(() => ada.self.get().rights === 'viewer')
  const look = (await host.get('/rooms/lesson/connections')).json
  expect(look.roles).toEqual(['viewer', 'attendee', 'member', 'host', 'teacher', 'pupil', 'Ассистент'])
  expect(look.connections.map(({ identity }: { identity: unknown }) => identity)).toEqual(
    expect.arrayContaining([
      { id: 'grace', name: 'Grace', role: 'teacher', rights: 'host' },
      { id: 'ada', name: 'Ada', role: 'viewer' },
    ]),
  )
})

test('[RO2][ST7] a word that a relay has no more does not hold, and holds again when it is back', async () => {
  const inner = memoryStore()
  const store = { ...inner, close: async () => undefined }
  const roleWith = async (roles: RelayOptions['roles']) => {
    const { url, wsUrl, close } = await start({ store, ...(roles && { roles }) })
    const ada = await join(wsUrl, 'Ada', 'member')
    const { role, rights } = ada.self.get()
    if (role === 'member' && roles === ROLES)
      await apiClient(url, SECRET).post('/rooms/lesson/role', { id: 'ada', role: 'teacher' })
    ada.room.leave()
    await close()
    return [role, rights]
  }
  expect(await roleWith(ROLES)).toEqual(['member', 'member'])
  expect(await roleWith({})).toEqual(['member', 'member'])
  expect(await roleWith(ROLES)).toEqual(['teacher', 'host'])
  expect(await roleWith({ teacher: 'viewer' })).toEqual(['teacher', 'viewer'])
})

test('[RO2][GA11] authenticate names words; the rights that it names itself are not read', async () => {
  let role = 'pupil'
  const authenticate: Authenticate = async () =>
    ok({ identity: { id: 'ada', name: 'Ada', role, rights: 'host', mayRename: false }, expiresAtMs: null })
  const { log, lines } = memoryLog()
  const relay = createRelay({ authenticate, roles: ROLES, log })
  onTestCleanup(() => relay.close())
  const { url } = await relay.listen()
  const ada = clientRoom(url.replace('http', 'ws'), 'lesson')
  await ada.connected()
  expect(ada.self.get()).toMatchObject({ role: 'pupil', rights: 'attendee' })
  role = 'janitor'
  expect(await refusedUpgrade(`${url.replace('http', 'ws')}/lesson`)).toMatchObject({ status: 503 })
  expect(lines.map(({ fields }) => `${(fields as { err?: Error }).err?.message}`).join()).toContain(
    'identity.role',
  )
})
