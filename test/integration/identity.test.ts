import { expect, test } from 'vitest'
import { flush, rawClient } from '../support/raw-client.ts'
import { type RunningRelay, startRelay } from '../support/start-relay.ts'
import { stockClient } from '../support/stock-client.ts'
import { SECRET, token } from '../support/tokens.ts'
import { until } from '../support/until.ts'

const gated = () => startRelay({ secrets: [SECRET] })

type Claims = Parameters<typeof token>[0]

const join = async ({ wsUrl }: RunningRelay, claims: Claims, state: Record<string, unknown> | null) =>
  stockClient(wsUrl, 'lesson', { params: { token: await token(claims) }, state })

test('[FI5] C46 what a token says beats what its bearer claims, from the first frame on', async () => {
  const relay = await gated()
  const observer = await rawClient(relay.wsUrl, 'lesson', { token: await token({ sub: 'teacher' }) })
  observer.say({ id: 9, state: {} })
  const forged = { id: 'root', role: 'host', name: 'the teacher', user: { id: 'root', name: 'the teacher' } }
  const claims = { sub: 'ada', name: 'Ada', role: 'attendee', rename: false }
  const pupil = await rawClient(relay.wsUrl, 'lesson', { token: await token(claims) })
  pupil.say({ id: 1, state: forged })
  await observer.waitFor(1)
  pupil.say({ id: 1, clock: 2, state: { ...forged, x: 1 } })
  await observer.waitFor(1, ({ x }) => x === 1)
  await flush(pupil, 1, observer)
  const verified = { id: 'ada', role: 'attendee', name: 'Ada' }
  expect(observer.heardOf(1).map(({ state }) => state)).toEqual([
    { ...verified, user: { id: 'ada', name: 'Ada' } },
    { ...verified, user: { id: 'ada', name: 'Ada' }, x: 1 },
    { ...verified, marker: expect.any(Number) },
  ])
})

test("[FI4][FI5] a name is the client's to change where the token does not lock it", async () => {
  const relay = await gated()
  const free = await join(relay, { sub: 'free', name: 'Free' }, {})
  const locked = await join(relay, { sub: 'locked', name: 'Locked', rename: false }, {})
  const nameless = await join(relay, { sub: 'nameless', rename: false }, {})
  const observer = await join(relay, { sub: 'teacher' }, null)
  expect(await observer.waitFor(free)).toMatchObject({ name: 'Free' })
  expect(await observer.waitFor(locked)).toMatchObject({ name: 'Locked' })
  expect(await observer.waitFor(nameless)).not.toHaveProperty('name')
  for (const client of [free, locked, nameless]) {
    client.awareness.setLocalState({ name: ' Changed ', user: { name: 'Changed, too' }, step: 1 })
  }
  const stepped = ({ step }: Record<string, unknown>) => step === 1
  expect(await observer.waitFor(free, stepped)).toMatchObject({
    name: 'Changed',
    user: { id: 'free', name: 'Changed, too' },
  })
  expect(await observer.waitFor(locked, stepped)).toMatchObject({
    name: 'Locked',
    user: { id: 'locked', name: 'Locked' },
  })
  expect(await observer.waitFor(nameless, stepped)).toMatchObject({ id: 'nameless', name: 'Changed' })
  free.awareness.setLocalState({ name: '\u200B', step: 2 })
  expect(await observer.waitFor(free, ({ step }) => step === 2)).toMatchObject({ name: 'Changed' })
  free.awareness.setLocalState({ step: 3 })
  expect(await observer.waitFor(free, ({ step }) => step === 3)).toMatchObject({ name: 'Free' })
})

test('[FI5] C48 an anonymous person beside verified ones cannot pass for one of them', async () => {
  const relay = await startRelay({ secrets: [SECRET], anonymous: 'join' })
  const observer = await join(relay, { sub: 'teacher', role: 'host' }, {})
  const forged = { id: 'teacher', role: 'host', name: 'Ada', user: { id: 'teacher', name: 'Ada' } }
  const anonymous = stockClient(relay.wsUrl, 'lesson', { state: forged })
  expect(await observer.waitFor(anonymous)).toEqual({
    id: 'anon:teacher',
    name: 'Ada',
    user: { id: 'anon:teacher', name: 'Ada' },
  })
  for (const id of [5, null, { toString: 'teacher' }, ['teacher'], true]) {
    anonymous.awareness.setLocalState({ id, user: { id }, step: JSON.stringify(id) })
    const seen = await observer.waitFor(anonymous, ({ step }) => step === JSON.stringify(id))
    expect(seen).toEqual({ step: JSON.stringify(id), user: {} })
  }
})

test('[FI5] a relay that verifies nobody stamps nothing', async () => {
  const { wsUrl } = await startRelay()
  const state = { id: 'teacher', role: 'host', name: 'Ada', user: { id: 5, name: 'Ada', role: 'host' } }
  const a = stockClient(wsUrl, 'lesson', { state })
  const b = stockClient(wsUrl, 'lesson', { state: {} })
  expect(await b.waitFor(a)).toEqual(state)
  expect(await a.waitFor(b)).toEqual({})
})

test('[FI5] C48 the list of who is there names verified ids only, whatever was claimed', async () => {
  const relay = await gated()
  const a = await join(relay, { sub: 'ada' }, { id: 'root', role: 'host' })
  const b = await join(relay, { sub: 'teacher', role: 'host' }, {})
  await b.waitFor(a)
  const response = await fetch(`${relay.url}/api/rooms/lesson/presence`, {
    headers: { authorization: `Bearer ${await token({ sub: 'teacher', role: 'host' })}` },
  })
  const { entries } = (await response.json()) as { entries: { clientId: number; state: { id: string } }[] }
  expect(new Map(entries.map(({ clientId, state }) => [clientId, state.id]))).toEqual(
    new Map([
      [a.clientId, 'ada'],
      [b.clientId, 'teacher'],
    ]),
  )
})

test('[FI5] two sockets of one person are two entries of one id, which is gone with the last', async () => {
  const relay = await gated()
  const observer = await join(relay, { sub: 'teacher' }, {})
  const tabs = [await join(relay, { sub: 'ada' }, { tab: 1 }), await join(relay, { sub: 'ada' }, { tab: 2 })]
  for (const tab of tabs) expect(await observer.waitFor(tab)).toMatchObject({ id: 'ada' })
  const people = () => new Set([...observer.awareness.getStates().values()].map(({ id }) => id))
  for (const [index, tab] of tabs.entries()) {
    expect(people()).toContain('ada')
    tab.provider.shouldConnect = false
    tab.socket()?.terminate()
    await observer.waitGone(tab)
    expect(people().has('ada')).toBe(index === 0)
  }
})

test('[FI5] C9 the same tab that comes back as somebody else is one entry, under its new identity', async () => {
  const relay = await startRelay({ secrets: [SECRET], anonymous: 'join' })
  const observer = await join(relay, { sub: 'teacher' }, {})
  const tab = stockClient(relay.wsUrl, 'lesson', { state: { name: 'anyone' } })
  await observer.waitFor(tab)
  tab.provider.params = { token: await token({ sub: 'ada', name: 'Ada', rename: false }) }
  tab.socket()?.terminate()
  expect(await observer.waitFor(tab, ({ id }) => id === 'ada')).toMatchObject({ name: 'Ada' })
  await until(() => tab.sees(observer))
  expect([...observer.awareness.getStates().keys()].sort()).toEqual([observer.clientId, tab.clientId].sort())
  expect([...tab.awareness.getStates().keys()].sort()).toEqual([observer.clientId, tab.clientId].sort())
  expect(tab.awareness.getLocalState()).toEqual({ name: 'anyone' })
})

test('[FI3] C87 a hand belongs to the person: another tab, its hand down, does not lose its place in the queue', async () => {
  const relay = await gated()
  const observer = await join(relay, { sub: 'teacher' }, {})
  const up = await join(relay, { sub: 'ada' }, { hand: true })
  const { handAt } = await observer.waitFor(up)
  // Both tabs lose their sockets, and the one whose hand is down comes back first.
  up.provider.disconnect()
  await observer.waitGone(up)
  const down = await join(relay, { sub: 'ada' }, { hand: false })
  expect(await observer.waitFor(down)).not.toHaveProperty('handAt')
  up.provider.connect()
  expect(await observer.waitFor(up)).toMatchObject({ hand: true, handAt })
  const reloaded = await join(relay, { sub: 'pupil' }, { hand: true })
  expect(Number((await observer.waitFor(reloaded)).handAt)).toBeGreaterThanOrEqual(Number(handAt))
})

test('[FI5] a viewer is not there for anyone, and says so to nobody', async () => {
  const relay = await gated()
  const observer = await join(relay, { sub: 'teacher' }, {})
  const viewer = await join(relay, { sub: 'viewer', role: 'viewer' }, { name: 'viewer' })
  await viewer.waitFor(observer)
  viewer.awareness.setLocalStateField('x', 1)
  observer.awareness.setLocalStateField('marker', 1)
  await viewer.waitFor(observer, ({ marker }) => marker === 1)
  expect(observer.sees(viewer)).toBeUndefined()
})
