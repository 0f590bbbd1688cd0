import { expect, test } from 'vitest'
import { claimsOf } from '../../client/claims.ts'
import { joinPresence, signalsOf } from '../../client/presence.ts'
import type { RelayOptions } from '../../server/index.ts'
import type { Role } from '../../shared/index.ts'
import { apiClient } from '../support/api-client.ts'
import { onTestCleanup } from '../support/cleanup.ts'
import { clientRoom, nodeEnvironment } from '../support/client-room.ts'
import { fakeClock } from '../support/fake-clock.ts'
import { startRelay } from '../support/start-relay.ts'
import { stockClient } from '../support/stock-client.ts'
import { SECRET, token } from '../support/tokens.ts'
import { until } from '../support/until.ts'

const ROOM = 'lesson'

/** A relay, and a way to join it with the keys of the room. */
const lesson = async (options: RelayOptions = {}) => {
  const relay = await startRelay({ secrets: [SECRET], anonymous: 'join', ...options })
  const join = async (name: string, role: Role | null = 'member', secret?: string) => {
    const client = clientRoom(relay.wsUrl, ROOM, {
      ...(role !== null && { token: () => token({ sub: name, name, role }) }),
      presence: { name, x: 0 },
      throttleMs: 0,
    })
    const claims = claimsOf(client.room, { secret })
    await client.connected()
    return { ...client, claims }
  }
  return { ...relay, join }
}

type Joined = Awaited<ReturnType<Awaited<ReturnType<typeof lesson>>['join']>>

const holders = ({ claims }: Joined) => claims.get().map(({ key, name, isOwn }) => [key, name, isOwn])

const sees = (joined: Joined, expected: readonly (readonly [string, string | null, boolean])[]) =>
  until(
    () => JSON.stringify(holders(joined)) === JSON.stringify(expected),
    `holders are ${JSON.stringify(expected)}`,
  )

test('[CM1] one person at a time holds a key: the next one is told who has it, until it is free', async () => {
  const { join } = await lesson()
  const [ada, other] = [await join('ada', 'attendee'), await join('other')]
  await other.waitFor('ada')
  expect(await ada.claims.take('pen')).toEqual({ ok: true })
  expect(await ada.claims.take('pen')).toEqual({ ok: true })
  await sees(ada, [['pen', 'ada', true]])
  await sees(other, [['pen', 'ada', false]])
  const refused = await other.claims.take('pen')
  expect(refused).toMatchObject({ ok: false, fault: { code: 'claim-taken' }, by: { name: 'ada' } })
  expect(other.claims.holderOf('pen')).toMatchObject({ person: 'id:ada', clientId: ada.doc.clientID })
  expect(await ada.claims.release('pen')).toEqual({ ok: true })
  expect(await other.claims.take('pen')).toEqual({ ok: true })
  await sees(ada, [['pen', 'other', false]])
})

test('[CM2] a stock client sees keys, and neither it nor an own one has any by writing the field', async () => {
  const { join, wsUrl } = await lesson()
  const ada = await join('ada')
  const stock = stockClient(wsUrl, ROOM, { state: { name: 'stock', claims: { pen: { at: 1 } } } })
  ada.room.self.set({ claims: { desk: { at: 1 } }, x: 1 })
  await ada.claims.take('seat/4')
  const state = await stock.waitFor(
    { clientId: ada.doc.clientID },
    ({ claims, x }) => claims !== undefined && x === 1,
  )
  expect(Object.keys(state.claims as object)).toEqual(['seat/4'])
  const seen = await ada.waitFor('stock')
  expect(seen).not.toHaveProperty('claims')
  await sees(ada, [['seat/4', 'ada', true]])
})

test('[CM3] a goodbye gives all keys back at once', async () => {
  const { join } = await lesson()
  const [ada, other] = [await join('ada'), await join('other')]
  await ada.claims.take('pen')
  ada.room.leave()
  await other.waitGone('ada')
  expect(await other.claims.take('pen')).toEqual({ ok: true })
  expect(await ada.claims.take('pen')).toMatchObject({ fault: { code: 'not-connected' } })
  expect(ada.claims.get().filter(({ isOwn }) => isOwn)).toEqual([])
})

test('[CM3] [CM6] a client whose socket is lost has its keys when it is back, an anonymous one by its secret', async () => {
  const { join } = await lesson()
  const [ada, guest, other] = [await join('ada'), await join('guest', null), await join('other')]
  expect(await ada.claims.take('pen')).toEqual({ ok: true })
  expect(await guest.claims.take('seat/1')).toEqual({ ok: true })
  await sees(other, [
    ['pen', 'ada', false],
    ['seat/1', 'guest', false],
  ])
  const said = [ada, guest].map(({ claims }) => {
    const states: boolean[] = []
    claims.subscribe((held) => states.push(held.some(({ isOwn }) => isOwn)))
    return states
  })
  for (const lost of [ada, guest]) lost.socket()?.terminate()
  for (const states of said)
    await until(() => states.includes(false) && states.at(-1) === true, 'it is lost, and has it again')
  for (const key of ['pen', 'seat/1'])
    expect(await other.claims.take(key)).toMatchObject({ fault: { code: 'claim-taken' } })
  await sees(other, [
    ['pen', 'ada', false],
    ['seat/1', 'guest', false],
  ])
})

test('[CM4] a host gives a key to somebody, also to a stock client, and takes it away', async () => {
  const { join, wsUrl } = await lesson()
  const [host, ada] = [await join('teacher', 'host'), await join('ada')]
  const stock = stockClient(wsUrl, ROOM, { state: { name: 'stock' } })
  await host.waitFor('ada')
  await host.waitFor('stock')
  await ada.claims.take('pen')
  expect(await ada.claims.give('pen', null)).toMatchObject({ fault: { code: 'role-forbidden' } })
  expect(await host.claims.give('pen', { clientId: stock.clientId })).toEqual({ ok: true })
  await sees(ada, [['pen', 'stock', false]])
  expect(await host.claims.give('pen', await host.waitFor('ada'))).toEqual({ ok: true })
  await sees(host, [['pen', 'ada', false]])
  await sees(ada, [['pen', 'ada', true]])
  expect(await host.claims.give('pen', null)).toEqual({ ok: true })
  await sees(ada, [])
  expect(await host.claims.give('pen', { clientIds: [] })).toMatchObject({ fault: { code: 'no-entry' } })
  expect(await host.claims.give('pen', { clientId: 1 })).toMatchObject({ fault: { code: 'no-entry' } })
})

test('[CM4] a person who is given another seat and gives the old one back has the old one no more', async () => {
  const { join } = await lesson()
  const [teacher, ada] = [await join('teacher', 'host'), await join('ada')]
  await ada.claims.take('seat/1')
  // At once: the relay says that both are held until it has read this.
  const released = new Promise((resolve) => {
    const unsubscribe = ada.claims.subscribe(() => {
      if (ada.claims.holderOf('seat/2')?.isOwn !== true) return
      unsubscribe()
      resolve(ada.claims.release('seat/1'))
    })
  })
  await teacher.claims.give('seat/2', await teacher.waitFor('ada'))
  expect(await released).toEqual({ ok: true })
  // All that was asked for before this is answered before it.
  await ada.claims.take('pen')
  await sees(ada, [
    ['pen', 'ada', true],
    ['seat/2', 'ada', true],
  ])
})

test('[CM8] with a key that a host gives for it an attendee writes for as long as they hold it, and no longer', async () => {
  const { join } = await lesson()
  const [teacher, ada] = [await join('teacher', 'host'), await join('ada', 'attendee')]
  const role = () => ada.welcome.get()?.identity.rights
  // A key that somebody takes gives nothing.
  expect(await ada.claims.take('pen')).toEqual({ ok: true })
  await sees(teacher, [['pen', 'ada', false]])
  expect(role()).toBe('attendee')
  const person = await teacher.waitFor('ada')
  expect(await teacher.claims.give('pen', person, { writes: true })).toEqual({ ok: true })
  await until(() => role() === 'member', 'ada may write')
  ada.text.insert(0, 'with the pen')
  await until(() => teacher.text.toString() === 'with the pen', 'the host has it')

  // It is hers again after a lost connection, with the right.
  ada.socket()?.terminate()
  await until(
    () => ada.sockets.length === 2 && ada.claims.holderOf('pen')?.isOwn === true,
    'she has it again',
  )
  await until(() => role() === 'member', 'ada may write again')

  expect(await teacher.claims.give('pen', null)).toEqual({ ok: true })
  await until(() => role() === 'attendee', 'ada may not write')
  ada.text.insert(0, 'without ')
  // What was sent after it has come: it was refused.
  await ada.claims.take('seat/1')
  await sees(teacher, [['seat/1', 'ada', false]])
  expect(teacher.text.toString()).toBe('with the pen')
})

test('[CM8] after a long cut the right comes back with the key, unless somebody else has had it, or its holder has left', async () => {
  const time = fakeClock(Date.now())
  const { join, relay } = await lesson({ clock: time.clock })
  await using room = await relay.room(ROOM)
  const teacher = await join('teacher', 'host')
  const roleOf = ({ welcome }: Joined) => welcome.get()?.identity.rights
  const mayWrite = (one: Joined) => until(() => roleOf(one) === 'member', 'they may write')
  const lose = async (one: Joined) => {
    one.socket()?.terminate()
    // Without a connection it says no goodbye.
    one.leave()
    await until(() => room.claims.get()[0]?.isKept === true, 'it is kept')
    time.advance(11_000)
    expect(room.claims.get()).toEqual([])
  }
  const ada = await join('ada', 'attendee')
  await teacher.claims.give('pen', await teacher.waitFor('ada'), { writes: true })
  await mayWrite(ada)
  await lose(ada)
  const again = await join('ada', 'attendee')
  expect(await again.claims.take('pen')).toEqual({ ok: true })
  await mayWrite(again)

  await lose(again)
  const eve = await join('eve', 'attendee')
  expect(await eve.claims.take('pen')).toEqual({ ok: true })
  await eve.claims.release('pen')
  const third = await join('ada', 'attendee')
  expect(await third.claims.take('pen')).toEqual({ ok: true })
  expect([roleOf(eve), roleOf(third)]).toEqual(['attendee', 'attendee'])

  const { clientID: clientId } = third.doc
  expect(await teacher.claims.give('pen', { clientId }, { writes: true })).toEqual({ ok: true })
  await mayWrite(third)
  third.leave()
  await until(() => room.claims.get().length === 0, 'it is free')
  const fourth = await join('ada', 'attendee')
  expect(await fourth.claims.take('pen')).toEqual({ ok: true })
  await sees(teacher, [['pen', 'ada', false]])
  expect(roleOf(fourth)).toBe('attendee')
})

test('[CM5] rights, bounds and bad keys are refused with a code, and by the hook of the relay', async () => {
  const { join } = await lesson({
    limits: { claims: 2, keys: 3 },
    hooks: {
      onSignal: ({ kind, data }) => {
        if (kind === 'claim:take' && (data as { key: string }).key === 'desk')
          return { refuse: 'Not the desk.' }
      },
    },
  })
  const [viewer, ada, other] = [await join('viewer', 'viewer'), await join('ada'), await join('other')]
  expect(await viewer.claims.take('pen')).toMatchObject({ fault: { code: 'role-forbidden' } })
  for (const key of ['', 'a b', '__proto__', 'x'.repeat(65)])
    expect(await ada.claims.take(key)).toMatchObject({ fault: { code: 'bad-signal' } })
  expect(await ada.claims.take('desk')).toMatchObject({
    fault: { code: 'signal-refused', message: 'Not the desk.' },
  })
  expect([await ada.claims.take('a'), await ada.claims.take('b')]).toEqual([{ ok: true }, { ok: true }])
  expect(await ada.claims.take('c')).toMatchObject({ fault: { code: 'too-many-claims' } })
  expect(await other.claims.take('c')).toEqual({ ok: true })
  expect(await other.claims.take('d')).toMatchObject({ fault: { code: 'too-many-claims' } })
  const host = await join('teacher', 'host')
  host.room.signals.send('claim', { mine: { pen: 1 } }, { to: [ada.doc.clientID] })
  await until(() => host.room.notice.get()?.code === 'bad-signal', 'nobody speaks for the relay')
  expect(ada.claims.holderOf('pen')).toBeNull()
})

test('[HT22] a host sees and gives keys by HTTP, and so does server code', async () => {
  const { relay, url, join } = await lesson()
  const api = apiClient(url, SECRET)
  const ada = await join('ada')
  await ada.claims.take('seat/4')
  await ada.claims.take('pen')
  const clientId = ada.doc.clientID
  const held = async () => (await api.get('/rooms/lesson/claims')).json.claims
  expect(await held()).toMatchObject([
    { key: 'pen', clientId, isKept: false },
    { key: 'seat/4', clientId, isKept: false },
  ])
  expect((await api.post('/rooms/lesson/claims', { key: 'pen', clientId: null })).status).toBe(204)
  await sees(ada, [['seat/4', 'ada', true]])
  expect((await api.post('/rooms/lesson/claims', { key: 'desk', clientId })).status).toBe(204)
  await sees(ada, [
    ['desk', 'ada', true],
    ['seat/4', 'ada', true],
  ])
  expect((await api.post('/rooms/lesson/claims', { key: 'pen', clientId: 1 })).status).toBe(404)
  expect((await api.post('/rooms/lesson/claims', { key: 'a b', clientId })).status).toBe(400)
  const pupil = { bearer: await token({ sub: 'ada' }) }
  expect((await api.post('/rooms/lesson/claims', { key: 'pen', clientId }, pupil)).status).toBe(403)
  const room = await relay.room(ROOM)
  expect(room.claims.get().map(({ key }) => key)).toEqual(['desk', 'seat/4'])
  room.claims.give('desk', null)
  expect(() => room.claims.give('', clientId)).toThrow(expect.objectContaining({ code: 'bad-signal' }))
  expect(() => room.claims.give('pen', 1)).toThrow(expect.objectContaining({ code: 'not-found' }))
  await sees(ada, [['seat/4', 'ada', true]])
})

test('[CM6] a room without its document has keys, too, by its signals', async () => {
  const { join, wsUrl } = await lesson()
  const ada = await join('ada')
  const presence = joinPresence(wsUrl, ROOM, { presence: { name: 'viewer' }, environment: nodeEnvironment() })
  onTestCleanup(() => presence.leave())
  expect(() => claimsOf(presence)).toThrow('signalsOf')
  expect(() => claimsOf(presence, { signals: signalsOf(presence), secret: 'short' })).toThrow('secret')
  const claims = claimsOf(presence, { signals: signalsOf(presence) })
  await until(() => presence.status.get().state === 'connected', 'it is connected')
  expect(await claims.take('pen')).toEqual({ ok: true })
  await sees(ada, [['pen', 'viewer', false]])
  expect(claimsOf(presence)).toBe(claims)
})
