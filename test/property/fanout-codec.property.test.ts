import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  applyChange,
  changeBetween,
  encode,
  type JsonObject,
  joinChanges,
  type PresenceItem,
  readPresence,
  type StateChange,
  writeItem,
} from '../../shared/index.ts'
import { mutate } from '../support/mutate.ts'
import { randomFrom, someSeed } from '../support/random.ts'

/** fast-check takes seeds of 32 bits with a sign. */
const seed = someSeed() | 0

/** Names of fields: those of the table, others, and some that every object has without being given them. */
const key = fc.oneof(
  fc.constantFrom('x', 'y', 'emoji', 'hand', 'handAt', 'name', 'id', 'role', 'user'),
  fc.constantFrom('cursor', 'toString', 'constructor', 'valueOf', 'a', ''),
)

/** Places that travel exactly: a third of them far away. */
const place = fc.oneof(
  fc.nat({ max: 65_535 }).map((step) => step / 50_000),
  fc.float({ noNaN: true, noDefaultInfinity: true, min: 2, max: 1e9 }),
)

/** A reader leaves such keys out. */
const withoutProto = (json: unknown) =>
  JSON.parse(JSON.stringify(json), (key, value) => (key === '__proto__' ? undefined : value))

const value = fc.oneof(
  place,
  fc.boolean(),
  fc.string({ unit: 'grapheme', maxLength: 5 }),
  fc.maxSafeNat(),
  fc.constant(null),
  fc.jsonValue({ maxDepth: 2, noUnicodeString: false }).map(withoutProto),
)

/** x and y are rounded where they are numbers, so those are made of what is exact. */
const state = fc
  .tuple(
    fc.dictionary(key, value, { noNullPrototype: true }),
    fc.record({ x: place, y: place }, { requiredKeys: [] }),
  )
  .map(([fields, places]): JsonObject => {
    const { x: _x, y: _y, ...others } = fields as JsonObject
    return { ...others, ...places }
  })

const change = fc.tuple(state, fc.uniqueArray(key)).map(
  ([set, keys]): StateChange => ({
    set,
    cleared: keys.filter((one) => !Object.hasOwn(set, one)),
  }),
)

const shortId = fc.oneof(fc.nat({ max: 40 }), fc.nat({ max: 2 ** 40 }))

const item: fc.Arbitrary<PresenceItem> = fc.oneof(
  fc.record({ kind: fc.constant('whole' as const), shortId, clientId: fc.maxSafeNat(), state }),
  fc.record({ kind: fc.constant('change' as const), shortId, change }),
  fc.record({ kind: fc.constant('gone' as const), shortId, reason: fc.constantFrom('left', 'lost') }),
)

const written = (items: readonly PresenceItem[]): Uint8Array =>
  encode((encoder) => {
    for (const one of items) {
      if (one.kind === 'whole') writeItem.whole(encoder, one.shortId, one.clientId, one.state)
      else if (one.kind === 'change') writeItem.change(encoder, one.shortId, one.change)
      else writeItem.gone(encoder, one.shortId, one.reason)
    }
  })

/** The order in which fields are cleared says nothing. */
const sorted = (items: readonly PresenceItem[]) =>
  items.map((one) =>
    one.kind === 'change'
      ? { ...one, change: { ...one.change, cleared: one.change.cleared.toSorted() } }
      : one,
  )

test(`[CW1][CW2][CW5] what is written is read back (seed ${seed})`, () => {
  fc.assert(
    fc.property(fc.array(item, { maxLength: 8 }), (items) => {
      const read = readPresence(written(items))
      expect(read.ok && sorted(read.value)).toEqual(sorted(items))
    }),
    { seed, numRuns: 2_000 },
  )
})

test(`[CW5] whatever bytes come, there are no more items than bytes, and nothing is thrown (seed ${seed})`, () => {
  const nearItems = fc
    .tuple(fc.array(item, { minLength: 1, maxLength: 4 }), fc.nat())
    .map(([items, damage]) => mutate(written(items), randomFrom(damage)))
  const seen = { values: 0, faults: 0 }
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 300 }), nearItems), (bytes) => {
      const read = readPresence(bytes)
      seen[read.ok ? 'values' : 'faults'] += 1
      if (read.ok) expect(read.value.length).toBeLessThanOrEqual(bytes.length)
      else expect(read.fault).toMatchObject({ code: 'bad-bytes', message: expect.stringMatching(/./) })
    }),
    { seed, numRuns: 5_000 },
  )
  expect(Math.min(seen.values, seen.faults)).toBeGreaterThan(100)
})

test(`[CW3] a change brings the one state to the other, and there is none between equals (seed ${seed})`, () => {
  fc.assert(
    fc.property(state, state, (before, after) => {
      const between = changeBetween(before, after)
      expect(between === null ? before : applyChange(before, between)).toEqual(after)
      expect(changeBetween(after, structuredClone(after))).toBeNull()
      // What is as it was is not said again.
      for (const field of Object.keys(between?.set ?? {})) {
        const had = Object.hasOwn(before, field) ? before[field] : undefined
        expect(JSON.stringify(had)).not.toBe(JSON.stringify(after[field]))
      }
    }),
    { seed, numRuns: 2_000 },
  )
})

test(`[CW4] changes that are joined do what they do one after the other (seed ${seed})`, () => {
  fc.assert(
    fc.property(state, change, change, change, (before, a, b, c) => {
      const oneByOne = applyChange(applyChange(applyChange(before, a), b), c)
      expect(applyChange(before, joinChanges(joinChanges(a, b), c))).toEqual(oneByOne)
      expect(applyChange(before, joinChanges(a, joinChanges(b, c)))).toEqual(oneByOne)
    }),
    { seed, numRuns: 2_000 },
  )
})
