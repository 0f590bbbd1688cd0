import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { JsonObject, PresenceItem } from '../../../../shared/index.ts'
import { someSeed } from '../../../support/random.ts'
import { change, frames, gone, whole } from '../fake-relay.ts'
import { channelHarness, OWN } from './channel-harness.ts'

const seed = someSeed() | 0

/** Values that travel exactly, also as the other half of a jump. */
const state = fc.record(
  {
    x: fc.oneof(
      fc.nat({ max: 50_000 }).map((steps) => steps / 50_000),
      fc.constant(-5.5),
    ),
    y: fc.constantFrom(0, 0.25, 1),
    name: fc.constantFrom('Ada', 'Bob'),
    hand: fc.boolean(),
    cursor: fc.record({ anchor: fc.nat({ max: 3 }) }),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<JsonObject>
const shortId = fc.nat({ max: 4 })
const item: fc.Arbitrary<PresenceItem> = fc.oneof(
  fc.tuple(shortId, fc.integer({ min: OWN, max: 6 }), state).map((args) => whole(...args)),
  fc
    .tuple(shortId, state, fc.subarray(['x', 'y', 'name', 'hand', 'cursor']))
    .map(([shortId, set, cleared]) => change(shortId, set, ...cleared.filter((key) => !(key in set)))),
  fc.tuple(shortId, fc.constantFrom('left', 'lost')).map((args) => gone(...args)),
)

interface Known {
  readonly shortId: number
  readonly clientId: number
  readonly state: JsonObject
}

/** The rules, as a list that is read from the beginning each time. */
const follow = (known: readonly Known[], item: PresenceItem): Known[] => {
  if (item.kind === 'gone') return known.filter(({ shortId }) => shortId !== item.shortId)
  if (item.kind === 'whole') {
    const { shortId, clientId, state } = item
    const others = known.filter((one) => one.shortId !== shortId && one.clientId !== clientId)
    return clientId === OWN ? others : [...others, { shortId, clientId, state }]
  }
  const { set, cleared } = item.change
  return known.map((one) => {
    if (one.shortId !== item.shortId) return one
    const left = Object.entries({ ...one.state, ...set }).filter(([key]) => !cleared.includes(key))
    return { ...one, state: Object.fromEntries(left) }
  })
}

test(`[CW1] [CW2] whatever items come in whatever order, the Awareness holds what they say, and its events tell it (seed ${seed})`, () => {
  fc.assert(
    fc.property(fc.array(fc.array(item, { maxLength: 6 }), { maxLength: 12, size: 'max' }), (sent) => {
      const { channel, give, others, events, awareness } = channelHarness()
      channel.opened()
      let known: Known[] = []
      /** What a listener holds that reads the states of those whom an event names. */
      const heard = new Map<number, unknown>()
      for (const items of sent) {
        give(frames.presence(...items))
        known = items.reduce(follow, known)
        expect(others()).toEqual(new Map(known.map(({ clientId, state }) => [clientId, state])))

        const told = events()
        expect(told.map(([name]) => name)).toEqual([...new Set(told.map(([name]) => name))])
        for (const [name, { added, updated, removed }] of told) {
          if (name === 'update') continue
          for (const clientId of added) expect(heard.has(clientId)).toBe(false)
          for (const clientId of [...updated, ...removed]) expect(heard.has(clientId)).toBe(true)
          for (const clientId of [...added, ...updated])
            heard.set(clientId, awareness.getStates().get(clientId))
          for (const clientId of removed) heard.delete(clientId)
        }
        expect(heard).toEqual(others())
      }
    }),
    { seed, numRuns: 300 },
  )
})
