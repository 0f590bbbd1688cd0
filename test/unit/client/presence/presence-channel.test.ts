import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MESSAGES } from '../../../../shared/index.ts'
import { someSeed } from '../../../support/random.ts'
import { change, frames, gone, whole } from '../fake-relay.ts'
import { channelHarness, OWN } from './channel-harness.ts'

const seed = someSeed() | 0

const both = (added: number[], updated: number[], removed: number[]) => [
  ['change', { added, updated, removed }],
  ['update', { added, updated, removed }],
]

test('[CW1] a frame is one change and one update of the Awareness, whatever is in it', () => {
  const { channel, give, events, others } = channelHarness()
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
  const { channel, give, events, others } = channelHarness()
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
  const { channel, give, events } = channelHarness()
  channel.opened()
  give(frames.presence())
  expect(events()).toEqual([])
})

test('the clocks of an entry rise', () => {
  const { channel, give, awareness } = channelHarness()
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
  const { channel, give } = channelHarness()
  channel.opened()
  give(frames.presence(whole(1, 10, {}), whole(2, 20, {}), whole(3, 30, {}), whole(4, 50, {})))
  give(frames.presence(gone(1, 'left'), gone(2, 'lost'), whole(3, 40, {}), gone(4, 'hidden')))
  expect([10, 20, 30, 50].map((clientId) => channel.reasonOf(clientId))).toEqual([
    'left',
    'lost',
    'lost',
    'hidden',
  ])
  channel.opened()
  expect(channel.reasonOf(10)).toBeUndefined()
})

test('[CL7] [SE1] the first frame of others after an opening is the snapshot, of either kind, empty or not', () => {
  const { channel, give, onSnapshot } = channelHarness()
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
  const { channel, give, events, others, awareness } = channelHarness()
  channel.opened()
  give(frames.presence(whole(1, 10, { x: 0 }), whole(2, 20, {})))
  events()
  channel.lost()
  expect(events()).toEqual(both([], [], [10, 20]))
  channel.opened()
  give(frames.presence(change(1, { x: 1 }), whole(3, 30, { x: 0 })))
  expect(others()).toEqual(new Map([[30, { x: 0 }]]))
  expect(awareness.getLocalState()).toEqual({ name: 'self' })
})

test('[CL7] awareness frames of a relay of another make work as they are, without its own entry', () => {
  const { channel, give, others, awareness } = channelHarness()
  channel.opened()
  give(frames.awareness([10, 5, { x: 0 }], [OWN, 900, { name: 'somebody else' }], [20, 1, { x: 0 }]))
  give(frames.awareness([20, 1, null]))
  expect(others()).toEqual(new Map([[10, { x: 0 }]]))
  expect(awareness.getLocalState()).toEqual({ name: 'self' })
  expect(channel.reasonOf(20)).toBeUndefined()
})

test('[CW4] own presence is announced whole, and after the welcome changes alone go', () => {
  const { channel, awareness, said, welcome, pass } = channelHarness()
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
  const { channel, awareness, said, welcome, pass } = channelHarness()
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
  const { channel, connection, awareness, said, welcome, pass } = channelHarness()
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

test('[CL7] a question is answered with the own entry, whole, and what waited is in it', () => {
  const { channel, awareness, said, give, pass } = channelHarness()
  channel.opened()
  awareness.setLocalStateField('x', 0)
  awareness.setLocalStateField('x', 1)
  said()
  give(new Uint8Array([MESSAGES.queryAwareness.type]))
  pass(1_000)
  expect(said()).toEqual([[{ name: 'self', x: 1 }]])
})

test(`[CW5] [WI2] whatever bytes come, nothing is thrown and the own entry stays (seed ${seed})`, () => {
  const type = fc.constantFrom(MESSAGES.presence.type, MESSAGES.awareness.type, MESSAGES.queryAwareness.type)
  const { channel, give, awareness } = channelHarness()
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
  const { channel, give, events, onSnapshot } = channelHarness()
  channel.opened()
  const frame = frames.presence(whole(1, 10, { name: 'Ada' }), whole(2, 20, { name: 'Bob' }))
  give(frame.subarray(0, frame.length - 1))
  expect([events(), onSnapshot.mock.calls]).toEqual([[], []])
  give(frame)
  expect(onSnapshot).toHaveBeenCalledOnce()
})

describe('[RT1] [RT2] the rate of a room', () => {
  /** A second of moves, 200 of them, and what was said of them. */
  const moved = ({ awareness, said, pass }: ReturnType<typeof channelHarness>, from = 0) => {
    said()
    for (let x = 0; x < 200; x++) {
      awareness.setLocalStateField('x', from + x / 400)
      pass(5)
    }
    return said()
  }

  test.each([
    [0, 16, 0],
    [5, 16, 5],
    [60, 16, 60],
    [60, 50, 20],
    [5, 1000, 1],
    [undefined, 16, 60],
  ])('of %s a second, at a throttle of %i ms, is %i messages a second', (perSecond, throttleMs, messages) => {
    const harness = channelHarness({ throttleMs })
    harness.channel.opened()
    harness.welcome(perSecond)
    harness.pass(2_000)
    const { length } = moved(harness)
    expect(Math.abs(length - messages)).toBeLessThanOrEqual(messages / 10 + (messages === 0 ? 0 : 1))
  })

  test('holds for what is no move: at once, and then once a second where nobody hears it', () => {
    const { channel, awareness, welcome, said, pass } = channelHarness()
    channel.opened()
    welcome(0)
    pass(2_000)
    said()
    awareness.setLocalStateField('hand', true)
    expect(said()).toEqual([{ changes: [{ set: { hand: true }, cleared: [] }] }])
    for (let at = 0; at < 20; at++) {
      awareness.setLocalStateField('cursor', at)
      pass(100)
    }
    expect(said().length).toBeLessThanOrEqual(2)
  })

  test('has what nobody heard said at once to those who come, and when the page is shown', () => {
    const harness = channelHarness()
    const { channel, awareness, hint, welcome, said } = harness
    channel.opened()
    welcome(0)
    expect(moved(harness)).toEqual([])
    const { x } = awareness.getLocalState() ?? {}
    welcome(60)
    expect(said()).toEqual([{ changes: [{ set: { x }, cleared: [] }] }])
    hint('hidden')
    expect(moved(harness, 0.5)).toEqual([])
    const last = awareness.getLocalState()?.x
    hint('visible')
    channel.flush()
    expect(said()).toEqual([{ changes: [{ set: { x: last }, cleared: [] }] }])
  })

  test('keeps nothing back from those who are told of a goodbye', () => {
    const { channel, awareness, welcome, said } = channelHarness()
    channel.opened()
    welcome(5)
    said()
    awareness.setLocalStateField('x', 0.25)
    awareness.setLocalStateField('x', 0.5)
    said()
    channel.stop()
    expect(said()).toEqual([{ changes: [{ set: { x: 0.5 }, cleared: [] }] }, [null]])
  })
})
