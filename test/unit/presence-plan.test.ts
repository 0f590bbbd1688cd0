import { expect, test } from 'vitest'
import { Ownership } from '../../server/presence/ownership.ts'
import type { Participant } from '../../server/presence/participant.ts'
import type { PresenceEntry } from '../../server/presence/presence-entry.ts'
import { type PlanContext, planChanges } from '../../server/presence/presence-plan.ts'
import { ENTRIES_PER_CONNECTION, type RawEntry } from '../../shared/index.ts'
import { participant } from '../support/participant.ts'

const raw = (clientId: number, json: string, clock = 1): RawEntry => ({
  clientId,
  clock,
  stateBytes: new TextEncoder().encode(json),
})

/** A participant with what it owns, and what it only carried along or told the end of. */
const speakerWith = (owned: readonly number[] = [], former: readonly number[] = []) => {
  const ownership = new Ownership()
  const speaker = participant()
  for (const clientId of owned) ownership.own(speaker, clientId, false)
  for (const clientId of former) ownership.disown(speaker, clientId)
  return { participant: speaker, ownership }
}

const tableOf = (held: ReadonlyMap<number, Participant>, clock = 9) => ({
  get: (clientId: number) => {
    const owner = held.get(clientId)
    return owner && ({ clientId, owner, isAnnounced: true, clock, bornClock: 5 } as PresenceEntry)
  },
  endedAtClock: () => undefined,
})

const plan = (
  entries: readonly RawEntry[],
  context: Partial<PlanContext> = {},
  held: ReadonlyMap<number, Participant> = new Map(),
) =>
  planChanges(tableOf(held), entries, {
    ...speakerWith(),
    isOpening: false,
    isWaiting: () => false,
    isContested: () => false,
    ...context,
  })

const kindsOf = (planned: ReturnType<typeof plan>) =>
  planned.ok ? planned.value.changes.map(({ kind, clientId }) => `${kind} ${clientId}`) : planned.fault.code

test('[PR8] the first entry that is bad refuses all of them, also those before it', () => {
  expect(kindsOf(plan([raw(1, '{}'), raw(2, '{}')]))).toEqual(['set 1', 'set 2'])
  expect(kindsOf(plan([raw(1, '{}'), raw(2, '{bad')]))).toBe('bad-json')
  expect(kindsOf(plan([raw(1, '{}'), raw(2, '5')]))).toBe('state-not-object')
  expect(kindsOf(plan([raw(1, '{bad'), raw(1, '{}')]))).toBe('bad-json')
})

test('[PR1] entries of others are counted and not read', () => {
  const other = participant()
  const planned = plan([raw(1, '{bad'), raw(2, '{}')], {}, new Map([[1, other]]))
  expect(planned).toMatchObject({ ok: true, value: { echoes: 1, changes: [{ clientId: 2 }] } })
})

test('[PR2] only the first entry of the first frame is a claim, however often it is named', () => {
  const planned = plan([raw(1, '{}'), raw(2, '{}'), raw(1, '{"n":1}')], { isOpening: true })
  expect(planned.ok && planned.value.changes).toMatchObject([
    { clientId: 2, isAnnouncement: false },
    { clientId: 1, isAnnouncement: true, state: { n: 1 } },
  ])
})

test('[PR3] what is held is contested, and what is said while the claim waits belongs to it', () => {
  const held = new Map([[1, participant()]])
  const isWaiting = () => true
  expect(kindsOf(plan([raw(1, '{}')], { isOpening: true }, held))).toEqual(['contest 1'])
  expect(kindsOf(plan([raw(1, '{}')], { isWaiting }, held))).toEqual(['contest 1'])
  expect(kindsOf(plan([raw(1, 'null')], { isWaiting }, held))).toEqual(['withdraw 1'])
  expect(kindsOf(plan([raw(1, 'null')], { isOpening: true }, held))).toEqual([])
})

test('[PR11] an entry that is named twice means what it says last', () => {
  const speaker = speakerWith([1])
  const held = new Map([[1, speaker.participant]])
  expect(kindsOf(plan([raw(1, '{"n":1}'), raw(1, 'null')], speaker, held))).toEqual(['remove 1'])
  expect(kindsOf(plan([raw(1, 'null'), raw(1, '{"n":1}')], speaker, held))).toEqual(['set 1'])
  expect(kindsOf(plan([raw(2, '{}'), raw(2, 'null')], speaker, held))).toEqual(['gone 2'])
})

test('[PR1] V5 whoever says that a living one is gone, as it last heard it, has lost it', () => {
  const held = new Map([[1, participant()]])
  const lost = (clock: number, json = 'null') => {
    const planned = plan([raw(1, json, clock), raw(1, json, clock)], {}, held)
    return planned.ok && [...planned.value.lost]
  }
  expect(lost(9)).toEqual([[1, 9]])
  expect(lost(5)).toEqual([[1, 5]])
  // Of a former life, of none, and of one that is seen.
  expect([lost(4), lost(10), lost(9, '{}')]).toEqual([[], [], []])
})

test('[PR12][X32] the states of a connection have a size in all', () => {
  const state = (bytes: number) => JSON.stringify({ x: 'y'.repeat(bytes - 8) })
  const large = (count: number, from = 0) =>
    Array.from({ length: count }, (_, id) => raw(from + id, state(16 * 1024)))
  expect(kindsOf(plan(large(16)))).toHaveLength(16)
  expect(kindsOf(plan(large(17)))).toBe('state-too-large')
  const ids = Array.from({ length: ENTRIES_PER_CONNECTION }, (_, id) => id)
  expect(kindsOf(plan(ids.map((id) => raw(id, state(4 * 1024)))))).toHaveLength(ENTRIES_PER_CONNECTION)
  // With those that it has already; a state that takes the place of one of them does not come on top.
  const speaker = speakerWith(ids.slice(0, 16))
  const said = { x: 'y'.repeat(16 * 1024 - 8) }
  const held = { owner: speaker.participant, said, isAnnounced: true, clock: 9, bornClock: 5 }
  const table = {
    get: (clientId: number) => (ids.indexOf(clientId) < 16 ? (held as unknown as PresenceEntry) : undefined),
    endedAtClock: () => undefined,
  }
  const planned = (entries: RawEntry[]) =>
    planChanges(table, entries, {
      ...speaker,
      isOpening: false,
      isWaiting: () => false,
      isContested: () => false,
    })
  expect(planned(large(16))).toMatchObject({ ok: true })
  expect(planned(large(1, 16))).toMatchObject({ ok: false, fault: { code: 'state-too-large' } })
})

test('[PR12] an entry that is named again and again counts each time, and what is too much is not read', () => {
  const state = JSON.stringify({ x: 'y'.repeat(4 * 1024 - 8) })
  const again = (count: number, last = state) => [
    ...Array.from({ length: count }, () => raw(1, state)),
    raw(1, last),
  ]
  expect(kindsOf(plan(again(63)))).toEqual(['set 1'])
  expect(kindsOf(plan(again(64, '{')))).toBe('state-too-large')
  expect(kindsOf(plan(again(64, 'null')))).toEqual(['gone 1'])
})

test('[PR12] of more clients than it may speak for, the others are not read', () => {
  const ids = Array.from({ length: ENTRIES_PER_CONNECTION + 1 }, (_, id) => id)
  expect(kindsOf(plan([...ids.map((id) => raw(id, '{}')), raw(100, '{')]))).toBe('too-many-entries')
})

test('[PR12] a connection speaks for 64 clients, those included of which it only says that they are gone', () => {
  const ids = Array.from({ length: ENTRIES_PER_CONNECTION }, (_, id) => id)
  const speaker = speakerWith(ids.slice(0, 32), ids.slice(32, 63))
  expect(kindsOf(plan([raw(100, '{}')], speaker))).toEqual(['set 100'])
  expect(kindsOf(plan([raw(100, 'null')], speaker))).toEqual(['gone 100'])
  expect(kindsOf(plan([raw(100, '{}'), raw(101, 'null')], speaker))).toBe('too-many-entries')
  expect(kindsOf(plan([raw(0, 'null'), raw(40, '{}'), raw(100, '{}')], speaker))).toEqual([
    'set 40',
    'set 100',
  ])
  expect(kindsOf(plan(ids.map((id) => raw(id, '{}'))))).toHaveLength(ENTRIES_PER_CONNECTION)
  expect(kindsOf(plan([...ids, 64].map((id) => raw(id, '{}'))))).toBe('too-many-entries')
})
