import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { createPresenceChannel } from '../../../client/presence-channel.ts'
import type { AwarenessChange } from '../../../client/put-states.ts'
import { type JsonObject, MESSAGES, type PresenceItem } from '../../../shared/index.ts'
import { onTestCleanup } from '../../support/cleanup.ts'
import { fakeEnvironment } from '../../support/fake-environment.ts'
import { someSeed } from '../../support/random.ts'
import { change, fakeConnection, frames, gone, whole } from './fake-relay.ts'

const OWN = 1
const seed = someSeed() | 0

const start = () => {
  const fake = fakeEnvironment()
  const doc = new Y.Doc()
  doc.clientID = OWN
  const awareness = new Awareness(doc)
  awareness.setLocalState({ name: 'self' })
  const { connection, said, give } = fakeConnection()
  const events: [name: string, change: AwarenessChange][] = []
  for (const name of ['change', 'update']) {
    awareness.on(name, (what: AwarenessChange, origin: unknown) => {
      if (origin !== 'local') events.push([name, what])
    })
  }
  const onSnapshot = vi.fn()
  let isWelcome = false
  const channel = createPresenceChannel({
    awareness,
    connection,
    timers: fake.environment,
    throttleMs: 50,
    isWelcome: () => isWelcome,
    stamps: () => ({}),
    onSnapshot,
  })
  onTestCleanup(() => {
    channel.stop()
    awareness.destroy()
  })
  return {
    channel,
    connection,
    awareness,
    said,
    give,
    pass: fake.pass,
    onSnapshot,
    welcome: () => {
      isWelcome = true
    },
    /** The events since the last call. */
    events: () => events.splice(0),
    others: () => new Map([...awareness.getStates()].filter(([clientId]) => clientId !== OWN)),
  }
}

const both = (added: number[], updated: number[], removed: number[]) => [
  ['change', { added, updated, removed }],
  ['update', { added, updated, removed }],
]

test('[CW1] a frame is one change and one update of the Awareness, whatever is in it', () => {
  const { channel, give, events, others } = start()
  channel.opened()
  give(frames.presence(whole(1, 10, { x: 0 }), whole(2, 20, { x: 0 }), whole(3, 30, { x: 0 })))
  expect(events()).toEqual(both([10, 20, 30], [], []))
  give(frames.presence(whole(4, 40, {}), change(1, { x: 0.5, y: 0.5 }), gone(2, 'left'), gone(3, 'lost')))
  expect(events()).toEqual(both([40], [10], [20, 30]))
  expect(others()).toEqual(
    new Map([
      [10, { x: 0.5, y: 0.5 }],
      [40, {}],
    ]),
  )
})

test('[CW3] what is said again is an update and no change, and the state is the object that it was', () => {
  const { channel, give, events, others } = start()
  channel.opened()
  give(frames.presence(whole(1, 10, { x: 0.5, cursor: { anchor: 1 } })))
  events()
  const before = others().get(10)
  give(frames.presence(whole(1, 10, { x: 0.5, cursor: { anchor: 1 } })))
  give(frames.presence(change(1, { x: 0.5 })))
  expect(events()).toEqual(Array(2).fill(['update', { added: [], updated: [10], removed: [] }]))
  expect(others().get(10)).toBe(before)
})

test('[PR7] an empty frame changes nothing', () => {
  const { channel, give, events } = start()
  channel.opened()
  give(frames.presence())
  expect(events()).toEqual([])
})

test('the clocks of an entry rise', () => {
  const { channel, give, awareness } = start()
  channel.opened()
  const clocks = [whole(1, 10, { x: 0 }), change(1, { x: 1 }), gone(1, 'left'), whole(2, 10, { x: 1 })].map(
    (item) => {
      give(frames.presence(item))
      return awareness.meta.get(10)?.clock ?? 0
    },
  )
  expect(clocks).toEqual([1, 2, 3, 4])
})

test('[SE3] whoever is gone has left where the relay says so; else they were lost', () => {
  const { channel, give } = start()
  channel.opened()
  give(frames.presence(whole(1, 10, {}), whole(2, 20, {}), whole(3, 30, {})))
  give(frames.presence(gone(1, 'left'), gone(2, 'lost'), whole(3, 40, {})))
  expect([10, 20, 30, 40].map(channel.hasLeft)).toEqual([true, false, false, false])
  channel.opened()
  expect(channel.hasLeft(10)).toBe(false)
})

test('[CL7] [SE1] the first frame of others after an opening is the snapshot, of either kind, empty or not', () => {
  const { channel, give, onSnapshot } = start()
  const counts = [
    frames.presence(),
    frames.awareness([10, 1, { x: 0 }]),
    frames.presence(whole(1, 10, {})),
  ].map((frame) => {
    channel.opened()
    give(frame)
    give(frame)
    return onSnapshot.mock.calls.length
  })
  expect(counts).toEqual([1, 2, 3])
})

test('[CP6] a loss removes all others, and on the next socket the numbers are new', () => {
  const { channel, give, events, others, awareness } = start()
  channel.opened()
  give(frames.presence(whole(1, 10, { x: 0 }), whole(2, 20, {})))
  events()
  channel.lost()
  expect(events()).toEqual(both([], [], [10, 20]))
  channel.opened()
  give(frames.presence(change(1, { x: 1 }), whole(2, 10, { x: 0 })))
  expect(others()).toEqual(new Map([[10, { x: 0 }]]))
  expect(awareness.getLocalState()).toEqual({ name: 'self' })
})

test('[CL7] awareness frames of a relay of another make work as they are, without its own entry', () => {
  const { channel, give, others, awareness } = start()
  channel.opened()
  give(frames.awareness([10, 5, { x: 0 }], [OWN, 900, { name: 'somebody else' }], [20, 1, { x: 0 }]))
  give(frames.awareness([20, 1, null]))
  expect(others()).toEqual(new Map([[10, { x: 0 }]]))
  expect(awareness.getLocalState()).toEqual({ name: 'self' })
  expect(channel.hasLeft(20)).toBe(false)
})

test('[CW4] own presence is announced whole, and after the welcome changes alone go', () => {
  const { channel, awareness, said, welcome, pass } = start()
  channel.opened()
  expect(said()).toEqual([[{ name: 'self' }]])
  welcome()
  awareness.setLocalStateField('hand', true)
  awareness.setLocalStateField('x', 0.5)
  awareness.setLocalStateField('y', 0.5)
  pass(50)
  expect(said()).toEqual([
    { changes: [{ set: { hand: true }, cleared: [] }] },
    { changes: [{ set: { x: 0.5, y: 0.5 }, cleared: [] }] },
  ])
  // Awareness renews its state every 15 s.
  awareness.setLocalState(awareness.getLocalState())
  pass(50)
  expect(said()).toEqual([])
  awareness.setLocalState(null)
  pass(50)
  awareness.setLocalState({ name: 'self' })
  pass(50)
  expect(said()).toEqual([[null], [{ name: 'self' }]])
})

test('[CW4] a change before the welcome is not lost', () => {
  const { channel, awareness, said, welcome, pass } = start()
  channel.opened()
  awareness.setLocalStateField('hand', true)
  // Waits for the throttle when the welcome comes.
  awareness.setLocalStateField('x', 1)
  welcome()
  pass(50)
  expect(said()).toEqual([
    [{ name: 'self' }],
    [{ name: 'self', hand: true }],
    { changes: [{ set: { x: 1 }, cleared: [] }] },
  ])
})

test('[CW4] a socket that is closed is told nothing, and the next one everything', () => {
  const { channel, connection, awareness, said, welcome, pass } = start()
  channel.opened()
  welcome()
  connection.isOpen = false
  awareness.setLocalStateField('x', 1)
  pass(50)
  connection.isOpen = true
  said()
  channel.opened()
  expect(said()).toEqual([[{ name: 'self', x: 1 }]])
})

test('[CL7] a question is answered with the own entry, whole', () => {
  const { channel, said, give, welcome } = start()
  channel.opened()
  welcome()
  give(new Uint8Array([MESSAGES.queryAwareness.type]))
  expect(said()).toEqual([[{ name: 'self' }], [{ name: 'self' }]])
})

test(`[CW5] [WI2] whatever bytes come, nothing is thrown and the own entry stays (seed ${seed})`, () => {
  const type = fc.constantFrom(MESSAGES.presence.type, MESSAGES.awareness.type, MESSAGES.queryAwareness.type)
  const { channel, give, awareness } = start()
  channel.opened()
  fc.assert(
    fc.property(type, fc.uint8Array({ maxLength: 60 }), (type, body) => {
      give(Uint8Array.from([type, ...body]))
      expect(awareness.getLocalState()).toEqual({ name: 'self' })
    }),
    { seed, numRuns: 2_000 },
  )
})

test('[CW5] a frame that cannot be read changes nothing and is no snapshot', () => {
  const { channel, give, events, onSnapshot } = start()
  channel.opened()
  const frame = frames.presence(whole(1, 10, { name: 'Ada' }), whole(2, 20, { name: 'Bob' }))
  give(frame.subarray(0, frame.length - 1))
  expect([events(), onSnapshot.mock.calls]).toEqual([[], []])
  give(frame)
  expect(onSnapshot).toHaveBeenCalledOnce()
})

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
const slot = fc.nat({ max: 4 })
const item: fc.Arbitrary<PresenceItem> = fc.oneof(
  fc.tuple(slot, fc.integer({ min: OWN, max: 6 }), state).map((args) => whole(...args)),
  fc
    .tuple(slot, state, fc.subarray(['x', 'y', 'name', 'hand', 'cursor']))
    .map(([slot, set, cleared]) => change(slot, set, ...cleared.filter((key) => !(key in set)))),
  fc.tuple(slot, fc.constantFrom('left', 'lost')).map((args) => gone(...args)),
)

interface Known {
  readonly slot: number
  readonly clientId: number
  readonly state: JsonObject
}

/** The rules, as a list that is read from the beginning each time. */
const follow = (known: readonly Known[], item: PresenceItem): Known[] => {
  if (item.kind === 'gone') return known.filter(({ slot }) => slot !== item.slot)
  if (item.kind === 'whole') {
    const { slot, clientId, state } = item
    const others = known.filter((one) => one.slot !== slot && one.clientId !== clientId)
    return clientId === OWN ? others : [...others, { slot, clientId, state }]
  }
  const { set, cleared } = item.change
  return known.map((one) => {
    if (one.slot !== item.slot) return one
    const left = Object.entries({ ...one.state, ...set }).filter(([key]) => !cleared.includes(key))
    return { ...one, state: Object.fromEntries(left) }
  })
}

test(`[CW1] [CW2] whatever items come in whatever order, the Awareness holds what they say, and its events tell it (seed ${seed})`, () => {
  fc.assert(
    fc.property(fc.array(fc.array(item, { maxLength: 6 }), { maxLength: 12, size: 'max' }), (sent) => {
      const { channel, give, others, events, awareness } = start()
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
