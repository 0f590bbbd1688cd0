import { expect, test } from 'vitest'
import { memoryStore, type Store } from '../../server/index.ts'
import type { Role } from '../../shared/index.ts'
import { apiClient } from '../support/api-client.ts'
import { clientRoom } from '../support/client-room.ts'
import { keptOpen } from '../support/faulty-store.ts'
import { relayCluster } from '../support/relay-cluster.ts'
import { startRelay } from '../support/start-relay.ts'
import { stockClient } from '../support/stock-client.ts'
import { SECRET, token } from '../support/tokens.ts'
import { until } from '../support/until.ts'

const ROOM = 'lesson'

/** A relay, and a way to join the lesson there. */
const lesson = async (store: Store = memoryStore()) => {
  const relay = await startRelay({ secrets: [SECRET], store, idleMs: 0 })
  const join = async (name: string, role: Role) => {
    const client = clientRoom(relay.wsUrl, ROOM, {
      token: () => token({ sub: name, name, role }),
      presence: { name, x: 0 },
      throttleMs: 0,
    })
    await client.connected()
    return client
  }
  return { ...relay, join }
}

type Joined = Awaited<ReturnType<Awaited<ReturnType<typeof lesson>>['join']>>

const isRole = (joined: Pick<Joined, 'welcome'>, role: Role) =>
  until(() => joined.welcome.get()?.identity.rights === role, `the role is ${role}`)

const reads = (joined: Joined, text: string) =>
  until(() => joined.text.toString() === text, `the text is ${text}`)

test('[SG14] attendees write while it holds, newcomers too; viewers do not, and those who wrote before go on', async () => {
  const { join } = await lesson()
  const host = await join('host', 'host')
  const ada = await join('ada', 'attendee')
  const member = await join('member', 'member')
  const viewer = await join('viewer', 'viewer')
  await host.waitFor('ada', ({ rights }) => rights === 'attendee')
  // What she wrote too early is asked for.
  ada.text.insert(0, 'early ')
  expect(host.room.signals.send('attendees-write', true).ok).toBe(true)
  await isRole(ada, 'member')
  await reads(host, 'early ')
  await host.waitFor('ada', ({ rights }) => rights === 'member')
  const newcomer = await join('newcomer', 'attendee')
  await isRole(newcomer, 'member')
  await reads(newcomer, 'early ')
  newcomer.text.insert(6, 'bird')
  await reads(host, 'early bird')
  expect(viewer.welcome.get()?.identity.rights).toBe('viewer')
  expect(viewer.rules.get().attendeesWrite).toBe(true)

  expect(host.room.signals.send('attendees-write', false).ok).toBe(true)
  for (const one of [ada, newcomer]) await isRole(one, 'attendee')
  await host.waitFor('ada', ({ rights }) => rights === 'attendee')
  expect(member.welcome.get()?.identity.rights).toBe('member')
  expect(ada.rules.get().attendeesWrite).toBeUndefined()
  ada.text.insert(0, 'refused ')
  await until(() => ada.notice.get()?.code === 'read-only', 'it is said that it goes nowhere')
  member.text.insert(10, '!')
  // What was written while it held is there.
  await reads(host, 'early bird!')
})

test('[SG14] a role that a host gives meanwhile, and a pen, hold when it ends', async () => {
  const { join } = await lesson()
  const [host, ada, ben] = [
    await join('host', 'host'),
    await join('ada', 'attendee'),
    await join('ben', 'attendee'),
  ]
  const [asAda, asBen] = [await host.waitFor('ada'), await host.waitFor('ben')]
  const { send } = host.room.signals
  send('attendees-write', true)
  for (const one of [ada, ben]) await isRole(one, 'member')
  send('claim:give', { key: 'pen', writes: true }, { to: asAda })
  send('role', 'viewer', { to: asBen })
  await isRole(ben, 'viewer')
  send('attendees-write', false)
  await until(() => ada.rules.get().attendeesWrite === undefined)
  expect(ada.welcome.get()?.identity.rights).toBe('member')
  expect(ben.welcome.get()?.identity.rights).toBe('viewer')
})

test('[SG14] a stock client writes by it, too, and a pupil may not order it', async () => {
  const { join, wsUrl } = await lesson()
  const host = await join('host', 'host')
  const ada = await join('ada', 'attendee')
  const stock = await stockClient(wsUrl, ROOM, {
    params: { token: await token({ sub: 'stock', role: 'attendee' }) },
  })
  expect(ada.room.signals.send('attendees-write', true)).toMatchObject({ fault: { code: 'role-forbidden' } })
  host.room.signals.send('attendees-write', 'yes')
  await until(() => host.notice.get()?.code === 'bad-signal')
  host.room.signals.send('attendees-write', true)
  await isRole(ada, 'member')
  stock.doc.getText('text').insert(0, 'by a stock client')
  await reads(host, 'by a stock client')
})

test('[SG7][SG14][ST7] it outlives everyone who leaves, and a restart; hosts read it by HTTP', async () => {
  const store = keptOpen(memoryStore())
  const first = await lesson(store)
  const [host, ada] = [await first.join('host', 'host'), await first.join('ada', 'attendee')]
  host.room.signals.send('attendees-write', true)
  await isRole(ada, 'member')
  // A host who reloads the page.
  await host.room.leave()
  expect((await first.join('host', 'host')).rules.get().attendeesWrite).toBe(true)
  const rules = async (url: string) =>
    (await apiClient(url, SECRET).get(`/rooms/${ROOM}/connections`)).json.rules
  expect(await rules(first.url)).toMatchObject({ attendeesWrite: true })
  await first.close()

  const second = await lesson(store)
  expect(await rules(second.url)).toMatchObject({ attendeesWrite: true })
  const late = await second.join('late', 'attendee')
  await isRole(late, 'member')
  const other = await second.join('other', 'host')
  other.room.signals.send('attendees-write', false)
  await isRole(late, 'attendee')
  expect(await rules(second.url)).toEqual({ follow: null, reactionsMuted: false, locked: false })
})

test('[N7][SG14] it holds on every relay of a cluster', async () => {
  const { join } = await relayCluster()
  const [host, ada] = [await join(0, 'host', 'host'), await join(1, 'ada', 'attendee')]
  await host.waitFor('ada')
  host.signals.send('attendees-write', true)
  await isRole(ada, 'member')
  const newcomer = await join(2, 'newcomer', 'attendee')
  await isRole(newcomer, 'member')
  await host.waitFor('newcomer', ({ rights }) => rights === 'member')
  host.signals.send('attendees-write', false)
  for (const one of [ada, newcomer]) await isRole(one, 'attendee')
})
