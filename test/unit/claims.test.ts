import { expect, test } from 'vitest'
import { type Identity, isClaimKey, type Json, type JsonObject } from '../../shared/index.ts'
import { Person } from '../support/node-person.ts'
import { type RoomHarness, roomHarness } from '../support/room-harness.ts'

const SECRET = 'a-secret-of-ada-1'
const OTHER_SECRET = 'a-secret-of-other'

/** Somebody in the room who is present; anonymous where no id is given. */
const person = ({ room }: RoomHarness, clientId: number, id: string | null = null, role = 'member') => {
  const identity: Identity = { id, name: null, role, mayRename: true }
  const one = new Person({ room }, `connection ${clientId}`, clientId, clientId, identity)
  one.announce({ x: 0 })
  return one
}

/** Why a request of somebody about a key is refused; null where it is done. */
const ask = (one: Person, kind: string, data: Json, to: readonly number[] = []): string | null => {
  const done = one.room.signal(one, { kind: `claim:${kind}`, data, to })
  return done.ok ? null : done.fault.code
}

const take = (one: Person, key: string, secret?: string) =>
  ask(one, 'take', { key, ...(secret !== undefined && { secret }) })

const holder = ({ room }: RoomHarness, key: string) => room.moderation.claims.holderOf(key)

/** What somebody was told last of the keys that they have. */
const told = ({ news }: Person): readonly string[] => {
  const entries = news.flatMap((one) => (one.kind === 'entry' ? [one.entry.state.claims] : []))
  return Object.keys((entries.at(-1) ?? {}) as JsonObject)
}

test('[CM1] a key is held once, and its holder is told', () => {
  const harness = roomHarness()
  const [ada, other] = [person(harness, 1), person(harness, 2)]
  expect(take(ada, 'pen')).toBeNull()
  expect(take(other, 'pen')).toBe('claim-taken')
  expect([told(ada), told(other)]).toEqual([['pen'], []])
  expect(ask(other, 'release', { key: 'pen' })).toBeNull()
  expect(holder(harness, 'pen')?.clientId).toBe(1)
  expect(ask(ada, 'release', { key: 'pen' })).toBeNull()
  expect([holder(harness, 'pen'), told(ada)]).toEqual([null, []])
})

test('[CM1] a person who is somebody verified has one key in the tab that took it last', () => {
  const harness = roomHarness({ verifies: true })
  const [first, second] = [person(harness, 1, 'ada'), person(harness, 2, 'ada')]
  expect([take(first, 'pen'), take(second, 'pen')]).toEqual([null, null])
  expect([told(first), told(second)]).toEqual([[], ['pen']])
})

test('[CM2] what an owner writes into the field changes nothing', () => {
  const harness = roomHarness()
  const ada = person(harness, 1)
  ada.announce({ x: 1, claims: { pen: { at: 1 } } }, 2)
  expect(harness.room.presence.get(1)?.state).not.toHaveProperty('claims')
  take(ada, 'pen')
  const said: readonly Json[] = [null, {}, { seat: { at: 1 } }, 'pen']
  for (const claims of said) {
    ada.set({ claims })
    expect(told(ada)).toEqual(['pen'])
  }
  harness.room.change(ada, { set: {}, cleared: ['claims'] })
  expect(told(ada)).toEqual(['pen'])
})

test.each(['left', 'removed'] as const)('[CM3] a key of somebody who has %s is free at once', (reason) => {
  const harness = roomHarness()
  const [ada, other] = [person(harness, 1), person(harness, 2)]
  take(ada, 'pen', SECRET)
  ada.leave(reason)
  expect(take(other, 'pen')).toBeNull()
})

test('[CM3] a key of somebody who was lost is kept for 10 s, and free then', () => {
  const harness = roomHarness()
  const [ada, other] = [person(harness, 1), person(harness, 2)]
  take(ada, 'pen', SECRET)
  ada.leave('lost')
  harness.advance(9_900)
  expect(take(other, 'pen')).toBe('claim-taken')
  expect(holder(harness, 'pen')).toMatchObject({ clientId: 1, isKept: true })
  harness.advance(200)
  expect(take(other, 'pen')).toBeNull()
})

test('[CM3] an anonymous person has what was kept by the secret alone: everybody sees a clientID', () => {
  const harness = roomHarness()
  const ada = person(harness, 1)
  take(ada, 'pen', SECRET)
  const { atMs } = holder(harness, 'pen') ?? {}
  ada.leave('lost')
  const thief = person(harness, 1)
  expect([take(thief, 'pen'), take(thief, 'pen', OTHER_SECRET)]).toEqual(['claim-taken', 'claim-taken'])
  thief.leave('left')
  const back = person(harness, 7)
  expect(take(back, 'pen', SECRET)).toBeNull()
  expect(holder(harness, 'pen')).toMatchObject({ clientId: 7, atMs, isKept: false })
})

test('[CM3] so it is where the socket is not known to be dead, and another one takes its entry over', () => {
  const harness = roomHarness()
  const ada = person(harness, 1)
  take(ada, 'pen', SECRET)
  ada.isAlive = false
  const back = person(harness, 1)
  expect(take(back, 'pen', SECRET)).toBe('no-entry')
  harness.advance(1_500)
  expect([ada.closed, told(back)]).toEqual(['silent', []])
  expect(take(back, 'pen', OTHER_SECRET)).toBe('claim-taken')
  expect(take(back, 'pen', SECRET)).toBeNull()
  expect(told(back)).toEqual(['pen'])
})

test('[CM3] a verified person has it by the id, in another tab as well', () => {
  const harness = roomHarness({ verifies: true })
  const ada = person(harness, 1, 'ada')
  take(ada, 'pen')
  ada.leave('lost')
  expect(take(person(harness, 2, 'other'), 'pen')).toBe('claim-taken')
  const back = person(harness, 3, 'ada')
  expect(take(back, 'pen')).toBeNull()
  expect(holder(harness, 'pen')?.clientId).toBe(3)
})

test('[CM4] a host gives a key to somebody else, and to nobody', () => {
  const harness = roomHarness({ verifies: true })
  const [host, ada, other] = [
    person(harness, 1, 'host', 'host'),
    person(harness, 2, 'ada'),
    person(harness, 3, 'other'),
  ]
  take(ada, 'pen')
  expect(ask(other, 'give', { key: 'pen' }, [3])).toBe('role-forbidden')
  expect(ask(host, 'give', { key: 'pen' }, [3])).toBeNull()
  expect([told(ada), told(other)]).toEqual([[], ['pen']])
  expect(ask(host, 'give', { key: 'pen' }, [2, 3])).toBe('bad-signal')
  expect(ask(host, 'give', { key: 'pen' }, [9])).toBe('no-entry')
  expect(ask(host, 'give', { key: 'pen' })).toBeNull()
  expect([holder(harness, 'pen'), told(other)]).toEqual([null, []])
})

test('[CM4] what a host takes away is not kept for somebody who was lost', () => {
  const harness = roomHarness({ verifies: true })
  const [host, ada, other] = [
    person(harness, 1, 'host', 'host'),
    person(harness, 2, 'ada'),
    person(harness, 3, 'other'),
  ]
  take(ada, 'pen')
  ada.leave('lost')
  ask(host, 'give', { key: 'pen' })
  expect(take(other, 'pen')).toBeNull()
})

test('[CM5] somebody who may not be present any more has no key', () => {
  const harness = roomHarness({ verifies: true })
  const ada = person(harness, 1, 'ada')
  take(ada, 'pen')
  ada.tell({ kind: 'role', standing: { role: 'viewer' } })
  expect(holder(harness, 'pen')).toBeNull()
  expect(take(ada, 'pen')).toBe('role-forbidden')
})

test('[CM5] keys and secrets that are none are refused, and so are more than the limits allow', () => {
  const harness = roomHarness()
  const ada = person(harness, 1)
  const bad: readonly Json[] = [null, 'pen', {}, { key: 5 }, { key: '/a' }, { key: 'pen', secret: 'short' }]
  for (const data of bad) expect(ask(ada, 'take', data)).toBe('bad-signal')
  for (let index = 0; index < 8; index++) expect(take(ada, `seat/${index}`)).toBeNull()
  expect(take(ada, 'seat/8')).toBe('too-many-claims')
  expect(take(ada, 'seat/7')).toBeNull()
  expect(isClaimKey('constructor')).toBe(true)
  expect(['', '-', 'é', 'a b', '__proto__', 'x'.repeat(65)].filter(isClaimKey)).toEqual([])
})
