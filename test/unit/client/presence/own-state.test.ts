import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { travelling } from '../../../../client/presence/own-state.ts'
import { type JsonObject, parseState, STATE_BYTES } from '../../../../shared/index.ts'
import { someSeed } from '../../../support/random.ts'
import { frames } from '../fake-relay.ts'
import { fakeRoom } from '../fake-room.ts'

const seed = someSeed() | 0

test(`[X31] [FI6] what may travel is a state for the relay, and what may not is nearly too large for it (seed ${seed})`, () => {
  const field = fc.record({
    key: fc.oneof(fc.string({ unit: 'binary', maxLength: 8 }), fc.constant('__proto__')),
    size: fc.integer({ min: 0, max: 6_000 }),
    unit: fc.constantFrom('x', 'ü', '👍', '"', '\ud83d'),
  })
  fc.assert(
    fc.property(fc.array(field, { maxLength: 6 }), (fields) => {
      const state = Object.fromEntries(fields.map(({ key, size, unit }) => [key, unit.repeat(size)]))
      const read = travelling(state)
      const bytes = new TextEncoder().encode(JSON.stringify(read.ok ? read.value : state))
      if (read.ok) expect(parseState(bytes).ok).toBe(true)
      else expect(bytes.length).toBeGreaterThan(STATE_BYTES - 100)
    }),
    { seed, numRuns: 300 },
  )
})

const deep = (levels: number): unknown => (levels === 0 ? 1 : [deep(levels - 1)])
const circle: Record<string, unknown> = {}
circle.self = circle

describe('[X31] self.set says which field cannot travel, and changes nothing', () => {
  test.each<readonly [what: string, fields: Record<string, unknown>, says: RegExp]>([
    [
      'too large',
      { small: 1, note: 'x'.repeat(17_000) },
      /17\d{3} bytes, 17\d{3} of them in the field note; at most 16320/,
    ],
    ['too large together', { a: 'x'.repeat(9_000), b: 'x'.repeat(8_000) }, /field a;/],
    ['too large in UTF-8', { note: 'ü'.repeat(9_000) }, /field note/],
    ['too deep', { tree: deep(16) }, /field tree .* deeper/],
    ['a circle', { circle }, /field circle .* JSON/],
    ['a function', { act: () => 1 }, /field act .* JSON/],
    ['a BigInt', { count: 1n }, /field count .* JSON/],
  ])('%s', async (_what, fields, says) => {
    const { room, socket, pass } = await fakeRoom()
    const relay = await socket(1)
    relay.give(frames.welcome())
    const before = relay.said.length
    expect(() => room.self.set({ x: 0.5, ...fields })).toThrow(TypeError)
    expect(() => room.self.set({ x: 0.5, ...fields })).toThrow(says)
    pass(1_000)
    expect([room.self.get(), relay.said.length]).toEqual([
      { name: 'self', role: 'member', rights: 'member' },
      before,
    ])
    room.self.set({ x: 0.5, tree: deep(15) })
    expect(room.self.get()).toMatchObject({ x: 0.5, tree: deep(15) })
  })
})

test('[X31] a place that the relay would leave out changes nothing', async () => {
  const { room } = await fakeRoom()
  room.self.set({ x: 1, y: 2 })
  for (const x of [1e10, Number.NaN, Number.POSITIVE_INFINITY, 'x' as never]) room.self.set({ x })
  expect(room.self.get()).toMatchObject({ x: 1, y: 2 })
})

test('[X31] what an editor puts into the Awareness is too large: told once, not sent, and the rest goes on', async () => {
  const { room, socket, pass } = await fakeRoom()
  const relay = await socket(1)
  relay.give(frames.welcome())
  const notices: unknown[] = []
  room.notice.subscribe((notice) => notices.push(notice))
  room.awareness.setLocalStateField('selection', 'x'.repeat(20_000))
  for (let x = 0; x < 5; x++) {
    room.awareness.setLocalStateField('x', x)
    pass(100)
  }
  expect(notices).toEqual([
    { code: 'state-too-large', text: expect.stringContaining('in the field selection') },
  ])
  const said = () => JSON.stringify(relay.said)
  expect(said()).not.toContain('selection')
  room.awareness.setLocalStateField('selection', 'small')
  pass(100)
  expect(relay.said.at(-1)).toEqual({ changes: [{ set: { x: 4, selection: 'small' }, cleared: [] }] })
  room.awareness.setLocalStateField('selection', circle)
  pass(100)
  expect(room.notice.get()).toMatchObject({ code: 'bad-json' })
  expect(room.self.get()).toMatchObject({ x: 4, selection: 'small' } satisfies JsonObject)
})

test('[X31] [CL12] a client that has no entry at the relay says all of itself again', async () => {
  const { room, socket, pass } = await fakeRoom()
  const relay = await socket(1)
  relay.give(frames.welcome())
  room.self.set({ x: 0.5 })
  pass(100)
  const count = relay.said.length
  relay.give(frames.notice('no-entry', 'There is no entry.'))
  expect(relay.said.slice(count)).toEqual([[{ name: 'self', x: 0.5 }]])
})

test('[X52] what is handed out cannot be changed, nor what was given taken back', async () => {
  const { room, socket } = await fakeRoom()
  const relay = await socket(1)
  relay.give(frames.welcome())
  const whole = {
    kind: 'whole',
    shortId: 1,
    clientId: 10,
    state: { name: 'Ada', cursor: { at: 1 } },
  } as const
  relay.give(frames.presence(whole, { ...whole, shortId: 2, clientId: 11, state: { hand: true, handAt: 5 } }))
  const cursor = { at: 1 }
  room.self.set({ cursor })
  cursor.at = 2
  expect(room.self.get()).toMatchObject({ cursor: { at: 1 } })
  const handedOut = () =>
    JSON.stringify(
      [
        room.others,
        room.people,
        room.hands,
        room.self,
        room.status,
        room.saved,
        room.welcome,
        room.rules,
      ].map(({ get }) => get()),
    )
  const before = handedOut()
  const spoil = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    for (const part of Object.values(value)) spoil(part)
    for (const field of [...Object.keys(value), 'more']) {
      expect(() => Object.assign(value, { [field]: 'spoiled' })).toThrow(TypeError)
    }
  }
  for (const { get } of [room.others, room.people, room.hands, room.self, room.status, room.saved])
    spoil(get())
  for (const { get } of [room.welcome, room.rules, room.offline]) spoil(get())
  expect(handedOut()).toBe(before)
  // The Awareness is of editors, too, whose bindings may write into what they have read.
  const state = room.awareness.getStates().get(10)
  Object.assign(state?.cursor ?? {}, { at: 9 })
  expect(handedOut()).toBe(before)
})
