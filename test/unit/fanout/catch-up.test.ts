import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { type Protocol, writeMessage } from '../../../shared/index.ts'
import { onTestCleanup } from '../../support/cleanup.ts'
import { textOf } from '../../support/hub-harness.ts'
import { Peer } from '../../support/peer.ts'
import { documentUpdate, heardIn } from '../../support/raw-client.ts'
import { roomHarness } from '../../support/room-harness.ts'

const PROTOCOLS = ['stock', 'homeroom.v1'] as const

/** A room, a reader on `protocol` who sees 2, and a minute of quiet. */
const watched = (protocol: Protocol) => {
  const harness = roomHarness()
  const join = (clientId: number, on: Protocol = 'stock') => {
    const peer = new Peer(harness, on)
    onTestCleanup(() => peer.destroy())
    peer.say({ [clientId]: { n: clientId } })
    return peer
  }
  const reader = join(1, protocol)
  const other = join(2)
  harness.advance(100)
  expect(reader.people).toEqual(new Map([[2, { n: 2 }]]))
  reader.take()
  const catchUps = async (what: string) =>
    (await harness.metrics.catchUps.get()).values.find(({ labels }) => labels.what === what)?.value ?? 0
  return { ...harness, join, reader, other, catchUps }
}

test.each(PROTOCOLS)(
  '[FO5] who lags is sent nothing, and then one frame of what it missed, on %s',
  async (protocol) => {
    const { reader, other, join, advance, catchUps } = watched(protocol)
    reader.lag()
    const third = join(3)
    for (let x = 0; x < 50; x++) {
      other.say({ 2: { n: 2, x } })
      advance(20)
    }
    third.leave()
    join(4)
    advance(100)
    expect(reader.unsent).toEqual([])
    expect(reader.take()).toEqual([])
    reader.drain()
    advance(100)
    expect(reader.take()).toHaveLength(1)
    expect(reader.people).toEqual(
      new Map<number, unknown>([
        [2, { n: 2, x: 49 }],
        [4, { n: 4 }],
      ]),
    )
    expect(await catchUps('presence')).toBe(1)
    expect(await catchUps('document')).toBe(0)
  },
)

test.each(PROTOCOLS)('[FO5] a catch-up names only who changed or went, on %s', (protocol) => {
  const { reader, other, join, advance } = watched(protocol)
  join(3)
  advance(100)
  reader.take()
  reader.lag()
  other.say({ 2: { n: 5 } })
  advance(100)
  reader.drain()
  advance(100)
  const [message] = reader.take()
  if (protocol === 'stock')
    expect(heardIn(message?.payload ?? new Uint8Array()).map(({ id }) => id)).toEqual([2])
  else expect(reader.compact.items.at(-1)).toMatchObject({ kind: 'whole', clientId: 2, state: { n: 5 } })
  expect(reader.people.size).toBe(2)
})

test.each(PROTOCOLS)(
  '[FO2][FO5] whoever went twice while somebody lagged is gone, and others are told beside it, on %s',
  (protocol) => {
    const { reader, other, join, advance } = watched(protocol)
    reader.lag()
    other.leave()
    advance(800)
    const again = join(2)
    advance(100)
    again.leave()
    join(3)
    advance(100)
    reader.drain()
    advance(100)
    expect(reader.people).toEqual(new Map([[3, { n: 3 }]]))
  },
)

test.each(PROTOCOLS)(
  '[FO2][CW6] whoever is told of everyone again hears also who went meanwhile, on %s',
  (protocol) => {
    for (const isLagging of [false, true]) {
      const { reader, other, join, advance } = watched(protocol)
      join(3)
      advance(100)
      if (isLagging) reader.lag()
      reader.query()
      other.leave()
      advance(100)
      if (isLagging) reader.drain()
      advance(100)
      expect(reader.people).toEqual(new Map([[3, { n: 3 }]]))
    }
  },
)

test.each(PROTOCOLS)('[FO5] who lags gets one update with what it lacks, on %s', async (protocol) => {
  const { room, reader, other, advance, catchUps } = watched(protocol)
  other.write('before ')
  advance(100)
  expect(reader.doc.getText('text').toJSON()).toBe('before ')
  reader.take()
  reader.lag()
  for (let n = 0; n < 100; n++) {
    other.write(`${n} `)
    advance(5)
  }
  // What it says itself it does not lack.
  reader.write('mine ')
  advance(100)
  expect(reader.unsent).toEqual([])
  expect(reader.take()).toEqual([])
  reader.drain()
  advance(100)
  const messages = reader.take()
  expect(messages).toHaveLength(1)
  expect(messages[0]?.payload.length).toBeLessThan(2_000)
  expect(reader.doc.getText('text').toJSON()).toBe(textOf(room))
  expect(await catchUps('document')).toBe(1)
})

test('[FO5] who lags while nothing happens that concerns it is sent nothing afterwards', async () => {
  const { reader, advance, catchUps } = watched('homeroom.v1')
  reader.lag()
  reader.write('mine')
  advance(100)
  reader.drain()
  advance(100)
  expect(reader.take()).toEqual([])
  expect(await catchUps('document')).toBe(0)
})

test('[FO5][X40] what a stock client wrote while it lagged comes back to it afterwards, also where it has asked meanwhile', async () => {
  const { reader, advance, catchUps } = watched('stock')
  reader.lag()
  reader.write('mine')
  advance(100)
  reader.send(writeMessage.step1(Y.encodeStateVector(reader.doc)))
  reader.drain()
  advance(100)
  const back = reader.take().map(({ payload }) => documentUpdate(payload))
  const copy = new Y.Doc()
  for (const update of back) if (update !== null) Y.applyUpdate(copy, update)
  expect(copy.getText('text').toJSON()).toBe('mine')
  expect(await catchUps('document')).toBe(1)
})

test.each(PROTOCOLS)('[FO6] who missed more ends than are remembered is given up, on %s', (protocol) => {
  const { reader, join, advance } = watched(protocol)
  reader.lag()
  for (let clientId = 10; clientId < 10 + 4_200; clientId++) {
    const passing = join(clientId)
    if (clientId % 100 === 0) advance(20)
    passing.leave()
  }
  advance(100)
  expect(reader.isOpen).toBe(true)
  reader.drain()
  advance(100)
  expect(reader.isOpen).toBe(false)
})
