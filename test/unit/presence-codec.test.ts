import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  encode,
  HOMEROOM_V1,
  type JsonObject,
  MESSAGES,
  type PresenceItem,
  readMessage,
  readPresence,
  writeItem,
  writeOwnChange,
} from '../../shared/index.ts'
import { readText, tableRows } from '../support/files.ts'

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const unhex = (text: string) => new Uint8Array(Buffer.from(text.replaceAll(/[` ]/g, ''), 'hex'))

const written = (...items: readonly PresenceItem[]): Uint8Array =>
  encode((encoder) => {
    for (const item of items) {
      if (item.kind === 'whole') writeItem.whole(encoder, item.shortId, item.clientId, item.state)
      else if (item.kind === 'change') writeItem.change(encoder, item.shortId, item.change)
      else writeItem.gone(encoder, item.shortId, item.reason)
    }
  })

const itemsIn = (bytes: Uint8Array): PresenceItem[] => {
  const read = readPresence(bytes)
  if (!read.ok) throw new Error(read.fault.message)
  return read.value
}

const change = (set: JsonObject, cleared: string[] = [], shortId = 1): PresenceItem => ({
  kind: 'change',
  shortId,
  change: { set, cleared },
})

const whole = (state: JsonObject, shortId = 3, clientId = 300): PresenceItem => ({
  kind: 'whole',
  shortId,
  clientId,
  state,
})

const readBack = (state: JsonObject): unknown => {
  const [item] = itemsIn(written(whole(state)))
  return item?.kind === 'whole' ? item.state : item
}

const ADA: JsonObject = {
  x: 0.5,
  y: 0.25,
  emoji: '👍',
  hand: true,
  handAt: 5,
  name: 'Ada',
  id: 'u1',
  cursor: { a: 1 },
}

const VECTORS: Readonly<Record<string, PresenceItem>> = {
  'short id 3 is client 300: x 0.5, y 0.25, 👍, hand up at 5, Ada, id u1, cursor {"a":1}': whole(ADA),
  'short id 40 moves to 0.1, 0.9': change({ x: 0.1, y: 0.9 }, [], 40),
  'short id 1 jumps to 100.5, -0.9': change({ x: 100.5, y: Math.fround(-0.9) }),
  'short id 1: hand down, emoji and cursor gone': change({ hand: false }, ['emoji', 'cursor']),
  'short id 3 is lost': { kind: 'gone', shortId: 3, reason: 'lost' },
}

const rows = tableRows(readText('docs/protocol.md'), 'items')

test('[CW1] the golden vectors of the protocol are all here', () => {
  expect(rows.map(([items]) => items)).toEqual(Object.keys(VECTORS))
})

test.each(rows)('[CW1][CW2] golden vector: %s', (name = '', bytes = '') => {
  const item = VECTORS[name] as PresenceItem
  expect(hex(written(item))).toBe(hex(unhex(bytes)))
  expect(itemsIn(unhex(bytes))).toEqual([item])
})

test('[SE3] an end says why: 1 for who left, 2 for who was lost', () => {
  expect(hex(written({ kind: 'gone', shortId: 3, reason: 'left' }))).toBe('0f01')
  expect(itemsIn(unhex('0f01 0f02'))).toEqual([
    { kind: 'gone', shortId: 3, reason: 'left' },
    { kind: 'gone', shortId: 3, reason: 'lost' },
  ])
})

describe('[CW2] how exact a place is', () => {
  test('[CW2] every multiple of 1/50 000 in 0..1 is exact', () => {
    for (let step = 0; step <= 50_000; step++) {
      const [item] = itemsIn(written(change({ x: step / 50_000, y: 1 - step / 50_000 })))
      if (item?.kind !== 'change') throw new Error('it is no change')
      if (item.change.set.x !== step / 50_000) expect(item.change.set.x).toBe(step / 50_000)
    }
  })

  test('[CW2] what is within 0..1 is within 1/100 000, as a move and in a whole entry', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (x) => {
        for (const item of itemsIn(written(change({ x, y: x }), change({ x }), whole({ x })))) {
          const state = item.kind === 'whole' ? item.state : item.kind === 'change' ? item.change.set : {}
          expect(Math.abs((state.x as number) - x)).toBeLessThanOrEqual(1 / 100_000 + Number.EPSILON)
        }
      }),
    )
  })

  test('[CW2] what is beyond is a float of 32 bits, also where only one of both is', () => {
    for (const x of [-1e-9, -0.5, 1.4, 100.1, -1e9, 1e9, 12_345.678]) {
      // A multiple of 1/50 000 that no float of 32 bits is stays exact beside it.
      for (const y of [0.1, x]) {
        const [move, entry] = itemsIn(written(change({ x, y }), whole({ x, y })))
        const expected = { x: Math.fround(x), y: y === x ? Math.fround(x) : y }
        expect(move).toEqual(change(expected))
        expect(entry).toEqual(whole(expected))
      }
    }
  })

  test('[CW2] moves of a unit are five bytes for the first slots, and jumps nine', () => {
    expect(written(change({ x: 0.123456, y: 1 }, [], 31))).toHaveLength(5)
    expect(written(change({ x: 1.5, y: 2 }, [], 31))).toHaveLength(9)
  })
})

test('[CW2] a value that does not fit its row travels as one of the rest, as it is', () => {
  const state: JsonObject = {
    x: 'left',
    y: null,
    emoji: 5,
    hand: 'up',
    handAt: -1,
    name: { first: 'Ada' },
    id: 7,
    role: null,
    user: [1],
  }
  expect(readBack(state)).toEqual(state)
  for (const handAt of [1.5, 2 ** 60, '5']) expect(readBack({ handAt })).toEqual({ handAt })
  expect(readBack({ x: 1e300, y: 4e38 })).toEqual({ x: 1e300, y: 4e38 })
})

test('[CW2] a name that is not well-formed is made so, as in any JSON that travels as UTF-8', () => {
  expect(readBack({ 'a\ud83d': 'b', name: 'Ada' })).toEqual({ 'a\ufffd': 'b', name: 'Ada' })
})

test('[FI6] a key __proto__ is left out, and never becomes the prototype', () => {
  const key = Buffer.from('__proto__').toString('hex')
  const json = Buffer.from('{"isAdmin":true}').toString('hex')
  const [item] = itemsIn(unhex(`07 00 05 8004 00 02 09${key} 10${json} 01 61 01 31`))
  expect(item).toEqual({ kind: 'whole', shortId: 1, clientId: 5, state: { a: 1 } })
  expect(item?.kind === 'whole' && 'isAdmin' in item.state).toBe(false)
  const [cleared] = itemsIn(unhex(`06 8004 00 01 09${key} 00`))
  expect(cleared).toEqual(change({}, []))
})

test('[FI6] what is nested deeper than a state may be is a fault', () => {
  const nested = (depth: number) => JSON.parse('['.repeat(depth) + ']'.repeat(depth))
  expect(readBack({ a: nested(15) })).toEqual({ a: nested(15) })
  expect(readPresence(written(whole({ a: nested(16) })))).toMatchObject({ ok: false })
})

test.each([
  ['a field without a row', '06 8008 00'],
  ['the end of a field without a row', '06 00 8004'],
  ['an item without its fields', '06'],
  ['a move that is cut', '04 1388 af'],
  ['a jump to no number', '05 7fc00000 00000000'],
  ['a jump to infinity', '05 7f800000 00000000'],
  ['a coordinate that is cut', '06 01 00 00 61'],
  ['text that is no UTF-8', '06 20 00 01 ff'],
  ['text that ends beyond the frame', '06 20 00 05 41'],
  ['broken JSON', '06 40 00 01 7b'],
  ['a rest of more fields than there are', '06 8004 00 7f 01 61 01 31'],
  ['a shortId that is no safe integer', 'ffffffffffffffff7f 01'],
])('[CW5] %s is a fault', (_what, bytes) => {
  expect(readPresence(unhex(bytes))).toMatchObject({ ok: false, fault: { code: 'bad-bytes' } })
})

describe('[CW4] what a client sends', () => {
  const frame = (bytes: Uint8Array) =>
    readMessage(Uint8Array.of(MESSAGES.presence.type, ...bytes), HOMEROOM_V1)

  test('[CW4] changes of shortId 0 are read in order', () => {
    const set = { x: 0.5, y: 0.5 }
    expect(readMessage(writeOwnChange({ set, cleared: [] }), HOMEROOM_V1)).toEqual({
      ok: true,
      value: { kind: 'presence', changes: [{ set, cleared: [] }] },
    })
    expect(frame(written(change({ a: 1 }, [], 0), change({}, ['a'], 0)))).toEqual({
      ok: true,
      value: {
        kind: 'presence',
        changes: [
          { set: { a: 1 }, cleared: [] },
          { set: {}, cleared: ['a'] },
        ],
      },
    })
  })

  test.each([
    ['another shortId', change({ a: 1 }, [], 1)],
    ['a whole entry', whole({ a: 1 }, 0)],
    ['an end', { kind: 'gone', shortId: 0, reason: 'left' } as const],
  ])('[CW4] %s refuses all of the frame', (_what, item) => {
    expect(frame(written(change({ a: 1 }, [], 0), item))).toMatchObject({
      ok: false,
      fault: { code: 'bad-bytes' },
    })
  })
})
