import { expect, test } from 'vitest'
import {
  HOMEROOM_V1,
  type JsonObject,
  MESSAGES,
  STATE_BYTES,
  type StateChange,
  writeOwnChange,
} from '../../shared/index.ts'
import { type RawClient, rawClient } from '../support/raw-client.ts'
import { metricOf } from '../support/relay-metrics.ts'
import { startRelay } from '../support/start-relay.ts'
import { until } from '../support/until.ts'

/** A client on `homeroom.v1`, and watchers on both wires. */
const watched = async () => {
  const { wsUrl, url } = await startRelay()
  const stock = await rawClient(wsUrl, 'lesson')
  stock.say({ id: 8, state: {} })
  const compact = await rawClient(wsUrl, 'lesson', { isCompact: true })
  compact.say({ id: 9, state: {} })
  const ada = await rawClient(wsUrl, 'lesson', { isCompact: true })
  const change = (set: JsonObject, cleared: StateChange['cleared'] = []) =>
    ada.send(writeOwnChange({ set, cleared }))
  const announce = async () => {
    ada.say({ id: 1, state: { name: 'Ada', x: 0.5, y: 0.5 } })
    for (const watcher of [stock, compact]) await watcher.waitFor(1)
  }
  /** What both see of client 1, once it has said `mark` after everything else. */
  const seen = async (mark: string) => {
    change({ mark })
    const states = []
    for (const watcher of [stock, compact]) states.push(await watcher.waitFor(1, (one) => one.mark === mark))
    return states
  }
  const faults = (code: string) => metricOf(url, 'homeroom_faults_total', { code })
  return { stock, compact, ada, change, announce, seen, faults, wsUrl, url }
}

const kindsOf = ({ frames }: RawClient) => new Set(frames.map(([type]) => type))

test('[CW4] whoever was announced by awareness moves by changes, and both wires see it', async () => {
  const { stock, compact, ada, change, announce, seen } = await watched()
  expect(ada.ws.protocol).toBe(HOMEROOM_V1)
  await announce()
  change({ x: 0.1, y: 0.9 })
  change({ x: 0.25, y: 0.75 })
  change({ cursor: { anchor: 5 } }, ['name'])
  const expected = { x: 0.25, y: 0.75, cursor: { anchor: 5 }, mark: 'end' }
  expect(await seen('end')).toEqual([expected, expected])
  // Each wire by its own means alone, and nobody hears itself.
  expect(kindsOf(stock).has(MESSAGES.presence.type)).toBe(false)
  expect(kindsOf(compact).has(MESSAGES.awareness.type)).toBe(false)
  expect([...ada.people.states.keys()]).toEqual([8, 9])
  expect(stock.heardOf(8)).toEqual([])
})

test('[CW4] changes build on what was said last, also where that was a whole state', async () => {
  const { ada, change, announce, seen } = await watched()
  await announce()
  change({ a: 1, b: 1 })
  ada.say({ id: 1, clock: 5, state: { b: 2, c: 2 } })
  change({ c: 3 }, ['b'])
  expect(await seen('end')).toEqual([
    { c: 3, mark: 'end' },
    { c: 3, mark: 'end' },
  ])
})

test('[CW4] a change before any announcement is a fault, and is of nobody', async () => {
  const { stock, ada, change, faults, announce, seen } = await watched()
  change({ x: 0.5, y: 0.5 })
  await until(async () => (await faults('no-entry')) === 1, 'the fault is counted')
  await stock.waitFor(9)
  expect([...stock.awareness.getStates().keys()]).toEqual([9])
  expect(ada.frames.some(([type]) => type === MESSAGES.notice.type)).toBe(true)
  await announce()
  expect(await seen('end')).toMatchObject([{ name: 'Ada' }, { name: 'Ada' }])
})

test.each<readonly [what: string, set: JsonObject]>([
  ['a long text', { note: 'x'.repeat(STATE_BYTES) }],
  ['many numbers', Object.fromEntries(Array.from({ length: 4_000 }, (_, n) => [`field ${n}`, n]))],
  ['a long text in pieces', Object.fromEntries(Array.from({ length: 20 }, (_, n) => [n, 'x'.repeat(1_000)]))],
])(
  '[CW4][FI6] a change by %s that makes the state over 16 KiB is a fault and changes nothing',
  async (_what, set) => {
    const { ada, change, announce, seen, faults } = await watched()
    await announce()
    change(set)
    const expected = { name: 'Ada', x: 0.5, y: 0.5, mark: 'end' }
    expect(await seen('end')).toEqual([expected, expected])
    expect(await faults('state-too-large')).toBe(1)
    expect(ada.isClosed()).toBe(false)
  },
)

test('[CW4] a frame that names another slot than its own changes nothing and is a fault', async () => {
  const { ada, announce, seen, faults } = await watched()
  await announce()
  // Slot 1 is gone; then the same for a whole entry.
  ada.send(Uint8Array.of(MESSAGES.presence.type, 7, 1))
  ada.send(Uint8Array.of(MESSAGES.presence.type, 3, 0, 8, 0, 0))
  expect(await seen('end')).toMatchObject([{ name: 'Ada' }, { name: 'Ada' }])
  expect(await faults('bad-bytes')).toBe(2)
})

test('[NE2][CW4] a stock client that sends changes has a message unknown to it', async () => {
  const { stock, compact, url } = await watched()
  stock.send(writeOwnChange({ set: { x: 1 }, cleared: [] }))
  await until(async () => (await metricOf(url, 'homeroom_faults_total')) === 1, 'it is counted')
  expect(await compact.waitFor(8)).toEqual({})
})

test.each<readonly [what: string, reason: 'left' | 'lost', end: (client: RawClient) => void]>([
  ['closes with 1000', 'left', ({ ws }) => ws.close(1000)],
  ['closes without a code', 'left', ({ ws }) => ws.close()],
  ['says goodbye', 'left', (client) => client.say({ id: 1, clock: 2, state: null })],
  ['ends without a word', 'lost', ({ ws }) => ws.terminate()],
  ['closes with a fault', 'lost', ({ ws }) => ws.close(4000)],
])('[SE3] whoever %s has %s', async (_what, reason, end) => {
  const { stock, compact, ada, announce } = await watched()
  await announce()
  end(ada)
  for (const watcher of [stock, compact]) await watcher.waitGone(1)
  expect(compact.people.items.at(-1)).toMatchObject({ kind: 'gone', reason })
  expect(stock.heardOf(1).at(-1)?.state).toBeNull()
})

test('[CW1][CW3] a slot of somebody who left is given to the next, and a joiner hears whole entries', async () => {
  const { compact, ada, announce, wsUrl } = await watched()
  await announce()
  ada.ws.close(1000)
  await compact.waitGone(1)
  const bob = await rawClient(wsUrl, 'lesson', { isCompact: true })
  bob.say({ id: 2, state: { name: 'Bob' } })
  await compact.waitFor(2)
  const slots = compact.people.items.flatMap((item) =>
    item.kind === 'whole' ? [[item.clientId, item.shortId]] : [],
  )
  expect(slots.find(([id]) => id === 2)?.[1]).toBe(slots.find(([id]) => id === 1)?.[1])
  await bob.waitFor(8)
  expect(bob.people.states).toEqual(
    new Map([
      [8, {}],
      [9, {}],
    ]),
  )
  expect(new Set(bob.people.items.map(({ kind }) => kind))).toEqual(new Set(['whole']))
})
