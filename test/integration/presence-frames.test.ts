import { expect, test } from 'vitest'
import { CLOSES } from '../../shared/index.ts'
import { memoryLog } from '../support/memory-log.ts'
import { presenceEvents } from '../support/presence-events.ts'
import { awarenessFrame, flush, rawClient } from '../support/raw-client.ts'
import { metricOf } from '../support/relay-metrics.ts'
import { startRelay } from '../support/start-relay.ts'
import { stockClient } from '../support/stock-client.ts'

/** A raw client who has announced itself as 1, and a stock one who watches. */
const watched = async () => {
  const memory = memoryLog()
  const { wsUrl, url } = await startRelay({ log: memory.log })
  const stock = stockClient(wsUrl, 'lesson', { state: { name: 'watcher' } })
  const observer = await rawClient(wsUrl, 'lesson')
  observer.say({ id: 9, state: {} })
  const raw = await rawClient(wsUrl, 'lesson')
  raw.say({ id: 1, state: { name: 'one' } })
  await observer.waitFor(1)
  await stock.waitFor({ clientId: 1 })
  const faults = (code?: string) => metricOf(url, 'homeroom_faults_total', code === undefined ? {} : { code })
  return { stock, observer, raw, wsUrl, url, faults, ...memory }
}

const DEEP = `{"a":${'['.repeat(20_000)}${']'.repeat(20_000)}}`
const DEEP_AND_SMALL = `{"a":${'['.repeat(5_000)}${']'.repeat(5_000)}}`

const REFUSED: readonly (readonly [what: string, json: string, code: string])[] = [
  ['V4 broken JSON', '{bad', 'bad-json'],
  ['V9 nesting of 20 000', DEEP, 'state-too-large'],
  ['V9 nesting of 5 000', DEEP_AND_SMALL, 'too-deep'],
  ['[FI6] nesting of 17', `{"a":${'['.repeat(16)}${']'.repeat(16)}}`, 'too-deep'],
  ['[FI6] more than 16 KiB', JSON.stringify({ a: 'x'.repeat(16 * 1024) }), 'state-too-large'],
  ['nothing', '', 'bad-json'],
  ...['5', '"x"', '[1]', 'true', '0', 'false', '""'].map(
    (json) => [`V15 the state ${json}`, json, 'state-not-object'] as const,
  ),
]

test.each(REFUSED)(
  '[PR8] %s refuses the whole frame, is counted, and nobody notices',
  async (_what, json, code) => {
    const { stock, observer, raw, wsUrl, url, faults, lines } = await watched()
    const events = presenceEvents(stock.awareness)
    raw.say({ id: 5, state: { name: 'g' } }, { id: 1, clock: 2, state: { name: 'changed' } }, { id: 6, json })
    await flush(raw, 1, observer)
    await stock.waitFor({ clientId: 1 }, ({ marker }) => marker !== undefined)
    expect(new Set(events.map(({ id }) => id))).toEqual(new Set([1]))
    expect(observer.heardOf(1).some(({ state }) => state?.name === 'changed')).toBe(false)
    expect(await faults(code)).toBe(1)
    expect(await faults()).toBe(1)
    expect(lines.filter((line) => line.fields.code === code)).toEqual([
      expect.objectContaining({
        level: 'warn',
        fields: { room: 'lesson', connection: expect.any(String), code },
      }),
    ])
    expect(await metricOf(url, 'homeroom_presence_entries')).toBe(3)
    const joiner = stockClient(wsUrl, 'lesson', { state: null })
    expect(await joiner.waitFor(stock)).toEqual({ name: 'watcher' })
    expect([...joiner.awareness.getStates().keys()].sort()).toEqual([1, 9, stock.clientId].sort())
  },
)

test.each([
  ['an empty frame', new Uint8Array(0)],
  ['a text frame', '{"topics":5}'],
  ['a varint without an end', Uint8Array.of(1, 255, 255, 255)],
  ['an integer that is not safe', Uint8Array.of(1, 11, 1, 1, 255, 255, 255, 255, 255, 255, 255, 31, 0)],
  ['a length beyond the end', Uint8Array.of(1, 6, 1, 1, 1, 100, 123, 125)],
  ['more entries than bytes', Uint8Array.of(1, 4, 200, 200, 200, 1)],
  ['bytes after the entries', Uint8Array.of(...awarenessFrame([{ id: 1, state: {} }]).with(1, 7), 0)],
])('[LI2][PR8] C53 %s changes nothing, is counted, and closes only when it repeats', async (_what, bytes) => {
  const { observer, raw, faults } = await watched()
  raw.send(bytes)
  await flush(raw, 1, observer)
  expect(await faults()).toBe(1)
  expect(raw.isClosed()).toBe(false)
  for (let n = 0; n < 50; n++) raw.send(bytes)
  expect(await raw.closed).toMatchObject({ code: CLOSES['bad-messages'].close })
  await observer.waitGone(1)
})

test('[PR11] V16 one client three times in one frame is one event', async () => {
  const { stock, observer, raw, faults } = await watched()
  const events = presenceEvents(stock.awareness)
  raw.say({ id: 7, state: { n: 1 } }, { id: 7, clock: 2, state: { n: 2 } }, { id: 7, clock: 3, state: null })
  raw.say(
    { id: 1, clock: 2, state: null },
    { id: 1, clock: 3, state: { name: 'a' } },
    { id: 1, clock: 4, state: { name: 'b' } },
  )
  expect(await stock.waitFor({ clientId: 1 }, ({ name }) => name === 'b')).toEqual({ name: 'b' })
  raw.say(
    { id: 1, clock: 5, state: { name: 'c' } },
    { id: 1, clock: 6, state: { name: 'd' } },
    { id: 1, clock: 7, state: null },
  )
  await stock.waitGone({ clientId: 1 })
  expect(events).toEqual([
    { kind: 'updated', id: 1 },
    { kind: 'removed', id: 1 },
  ])
  await observer.waitGone(1)
  expect(observer.heardOf(7)).toEqual([])
  expect(await faults()).toBe(0)
})

test('[FI4] V13 a lone surrogate is made whole once, and all peers hold the same name', async () => {
  const { stock, observer, raw } = await watched()
  raw.say({ id: 1, clock: 2, json: '{"name":"a\\ud83d","user":{"name":"b\\ud83d"}}' })
  const whole = { name: 'a\ufffd', user: { name: 'b\ufffd' } }
  expect(await observer.waitFor(1, ({ user }) => user !== undefined)).toEqual(whole)
  expect(await stock.waitFor({ clientId: 1 }, ({ user }) => user !== undefined)).toEqual(whole)
})

test('[FI6] V14 __proto__ is removed, however it is spelled and however deep', async () => {
  const { observer, raw } = await watched()
  const json =
    '{"__proto__":{"isAdmin":true},"n":1,"deep":[{"\\u005f_proto__":{"isAdmin":true},"m":2}],"user":{"__proto__":5}}'
  raw.say({ id: 1, clock: 2, json })
  const state = await observer.waitFor(1, ({ n }) => n === 1)
  expect(JSON.stringify(state)).toBe('{"n":1,"deep":[{"m":2}],"user":{}}')
  expect(Object.assign({}, state)).not.toHaveProperty('isAdmin')
})

test('[PR5] C22 the clocks that a client sends do not matter: its last word counts', async () => {
  const { observer, raw } = await watched()
  for (const [n, clock] of [7, 7, 3, 0, Number.MAX_SAFE_INTEGER, 2 ** 46 + 1, 1].entries()) {
    raw.say({ id: 1, clock, state: { n } })
    await observer.waitFor(1, (state) => state.n === n)
  }
  raw.say({ id: 1, clock: 1, state: null })
  await observer.waitGone(1)
  const clocks = observer.heardOf(1).map(({ clock }) => clock)
  expect(clocks).toEqual([...new Set(clocks)].sort((a, b) => a - b))
})

test('[FI6] what editor bindings keep there passes through as it is', async () => {
  const { observer, raw } = await watched()
  const state = {
    cursor: { anchor: { type: null, tname: 'text', item: null, assoc: 0 }, head: { assoc: -1 } },
    user: { name: 'Ada', color: '#30bced', colorLight: '#30bced33' },
    selection: [1, [2, [3]]],
    'key with spaces': '\u0000\u202E',
    number: 1e-300,
    nothing: null,
  }
  raw.say({ id: 1, clock: 2, state })
  expect(await observer.waitFor(1, ({ cursor }) => cursor !== undefined)).toEqual(state)
})

test('[PR9] C75 an entry without a name or any field is an entry like any other', async () => {
  const { observer, raw } = await watched()
  raw.say({ id: 1, clock: 2, state: {} })
  expect(await observer.waitFor(1, ({ name }) => name === undefined)).toEqual({})
})
