import fc from 'fast-check'
import { expect, test } from 'vitest'
import { awarenessRules } from '../../../../client/presence/awareness-rules.ts'
import { type Clean, readState } from '../../../../client/presence/read-state.ts'
import { cleanField, type JsonObject, TEXT_RULES } from '../../../../shared/index.ts'
import { someSeed } from '../../../support/random.ts'

const seed = someSeed() | 0
const clean: Clean = (field, value) => cleanField(field, value, 'unit', TEXT_RULES)
const rulesAt = (nowMs: number, isStamped: boolean) =>
  awarenessRules(
    () => nowMs,
    () => isStamped,
  )
const context = { clean, verifies: true, rules: rulesAt(1_000, false) } as const

test('[FI1] [FI4] [CL7] a state that nobody cleaned is cleaned here', () => {
  expect(
    readState({ x: 5, y: -1, name: '  Ada\u0000 ', hand: 1 }, { ...context, before: undefined }),
  ).toEqual({
    x: 1,
    y: 0,
    name: 'Ada',
  })
  expect(readState('no object', { ...context, before: undefined })).toEqual({})
})

test('[CL7] a hand that nobody stamped is up since it was first seen', () => {
  const up = readState({ hand: true }, { ...context, before: undefined })
  expect(up).toEqual({ hand: true, handAt: 1_000 })
  const later = { ...context, rules: rulesAt(2_000, false) }
  const moved = readState({ hand: true, handAt: 1, x: 1 }, { ...later, before: up })
  expect(moved).toEqual({ hand: true, handAt: 1_000, x: 1 })
  expect(readState({ hand: false, handAt: 1 }, { ...later, before: moved })).toEqual({ hand: false })
})

test('a hand that a relay stamped is up since then', () => {
  const state = { hand: true, handAt: 5 }
  for (const rules of [undefined, rulesAt(1_000, true)])
    expect(readState(state, { ...context, rules, before: undefined })).toEqual(state)
})

test(`what was read before changes nothing in what is read now (seed ${seed})`, () => {
  const coordinate = fc.oneof(
    fc.double({ min: -1, max: 2, noNaN: true }),
    fc.constantFrom(1e10, 'none', null),
  )
  const state = fc.record(
    {
      x: coordinate,
      y: coordinate,
      name: fc.constantFrom('Ada', ' Ada ', '', 5),
      hand: fc.boolean(),
      emoji: fc.constantFrom('👍', 'no emoji', ''),
      cursor: fc.record({ anchor: fc.nat({ max: 2 }) }),
    },
    { requiredKeys: [] },
  ) as fc.Arbitrary<JsonObject>
  const move = fc.record({ x: coordinate, y: coordinate }, { requiredKeys: [] })
  const change = fc.oneof(
    move.map((place) => (given: JsonObject) => ({ ...given, ...place }) as JsonObject),
    state.map((next) => (given: JsonObject) => ({ ...given, ...next })),
    state.map((next) => () => next),
  )
  fc.assert(
    fc.property(state, fc.array(change, { maxLength: 8 }), (first, changes) => {
      let given = first
      let before = readState(given, { ...context, before: undefined })
      for (const change of changes) {
        given = change(given)
        before = readState(given, { ...context, before })
        expect(before).toEqual(readState(given, { ...context, before: undefined }))
      }
    }),
    { seed, numRuns: 500 },
  )
})

test('[X48] an id, a role or an absence that is none reaches nobody', () => {
  const before = undefined
  const read = (state: unknown) => readState(state, { ...context, before })
  expect(read({ id: {}, role: 'king', away: 'yes', x: 0.5 })).toEqual({ x: 0.5 })
  expect(read({ id: 'u1', role: 'host', away: true })).toEqual({
    ...{ id: 'u1', role: 'host', rights: 'host', away: true },
  })
  expect(read({ id: 'u1', role: 'teacher', rights: 'host' })).toMatchObject({
    role: 'teacher',
    rights: 'host',
  })
  // A relay that does not know of rights passes on what anybody says of theirs.
  expect(read({ id: 'u1', role: 'viewer', rights: 'host' })).toMatchObject({
    role: 'viewer',
    rights: 'viewer',
  })
  // Nobody has explained that word.
  expect(read({ id: 'u1', role: 'king', rights: 'all' })).toMatchObject({ role: 'king', rights: 'viewer' })
  for (const state of [null, 7, 'text', []]) expect(read(state)).toEqual({})
})

test('[X50] an id that nobody verified is left out, and so is a role', () => {
  const before = undefined
  const read = (state: JsonObject, verifies: boolean) => readState(state, { ...context, verifies, before })
  const claimed = { id: 'guest-7', role: 'host', x: 0.5 }
  expect(read(claimed, false)).toEqual({ x: 0.5 })
  // A relay that verifies takes the role away from an anonymous person.
  expect(read({ id: 'anon:guest-7', x: 0.5 }, true)).toEqual({ x: 0.5 })
  expect(read({ role: 'host', x: 0.5 }, true)).toEqual({ x: 0.5 })
})
