import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  encode,
  type JsonObject,
  MESSAGES,
  readMessage,
  type StateChange,
  writeItem,
} from '../../shared/index.ts'
import { mutate } from '../support/mutate.ts'
import { Peer } from '../support/peer.ts'
import { randomFrom, someSeed } from '../support/random.ts'
import { ANONYMOUS, roomHarness } from '../support/room-harness.ts'

const key = fc.constantFrom(
  ...[
    'x',
    'y',
    'emoji',
    'hand',
    'handAt',
    'name',
    'id',
    'role',
    'user',
    'cursor',
    'constructor',
    '',
    '__proto_',
  ],
)

/** Values that belong to some field, and to none. */
const value = fc.oneof(
  fc.constantFrom<unknown>(0.1, 0.123456, 7.5, -1, 1e300, true, false, null, 'Ada', '👍', '', '\u202e', 5),
  fc.constantFrom<unknown>({ id: 'u', name: 'n' }, { id: 5, color: '#123' }, [1, [2]], { a: { b: null } }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.string({ unit: 'binary', maxLength: 4 }),
)

const change = fc.tuple(fc.dictionary(key, value), fc.subarray(['x', 'name', 'hand', 'cursor'])).map(
  ([set, cleared]): StateChange => ({
    set: JSON.parse(JSON.stringify(set)),
    cleared: cleared.filter((one) => !Object.hasOwn(set, one)),
  }),
)

/** The frame of a change; a third of them are damaged. */
const frame = fc.tuple(change, fc.nat({ max: 2 }), fc.nat()).map(([one, isGood, damage]) => {
  const body = encode((encoder) => writeItem.change(encoder, 0, one))
  return Uint8Array.of(MESSAGES.presence.type, ...(isGood ? body : mutate(body, randomFrom(damage))))
})

/** Rule [CW2]: what a receiver on `homeroom.v1` holds where a stock one holds `state`. */
const asTold = (state: JsonObject): JsonObject => {
  const told = { ...state }
  for (const axis of ['x', 'y']) {
    const place = told[axis]
    if (typeof place !== 'number') continue
    const isUnit = place >= 0 && place <= 65_535 / 50_000
    told[axis] = isUnit ? Math.round(place * 50_000) / 50_000 : Math.fround(place)
  }
  return told
}

/** As it is after JSON, which knows no -0. */
const plain = (states: ReadonlyMap<number, unknown>) => JSON.parse(JSON.stringify([...states]))

/** fast-check takes seeds of 32 bits with a sign. */
const seed = someSeed() | 0

test.each([
  { space: 'free' as const, verifies: false },
  { space: 'unit' as const, verifies: true },
])(
  `[CW2][CW4][CW5][WI2] whatever a client says of itself, both wires hold the same of it (seed ${seed}, $space)`,
  (options) => {
    const taken = { good: 0, bad: 0 }
    fc.assert(
      fc.property(fc.array(frame, { minLength: 1, maxLength: 12 }), (frames) => {
        const harness = roomHarness(options)
        const identity = options.verifies ? { ...ANONYMOUS, id: 'ada', name: 'Ada L.' } : ANONYMOUS
        const ada = new Peer(harness, 'homeroom.v1', identity)
        const readers = [new Peer(harness, 'stock'), new Peer(harness, 'homeroom.v1')] as const
        try {
          for (const [n, peer] of [ada, ...readers].entries()) peer.say({ [n + 1]: {} })
          for (const bytes of frames) {
            taken[readMessage(bytes, 'homeroom.v1').ok ? 'good' : 'bad'] += 1
            ada.sendAnything(bytes)
            harness.advance(20)
          }
          const state = harness.room.presence.get(1)?.state ?? {}
          const [stock, compact] = readers
          expect(plain(new Map([[1, stock.people.get(1)]]))).toEqual(plain(new Map([[1, state]])))
          expect(plain(new Map([[1, compact.people.get(1)]]))).toEqual(plain(new Map([[1, asTold(state)]])))
          expect(Object.getPrototypeOf(compact.people.get(1))).toBe(Object.prototype)
        } finally {
          for (const peer of [ada, ...readers]) peer.destroy()
        }
      }),
      { seed, numRuns: 500 },
    )
    expect(Math.min(taken.good, taken.bad)).toBeGreaterThan(100)
  },
)
