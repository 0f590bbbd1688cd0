import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  ITEMS,
  NAME_BYTES,
  NODE_MESSAGE_BYTES,
  PART_BYTES,
  STATE_VECTOR_BYTES,
} from '../../server/bus/bounds.ts'
import { readNodeMessage, writeNodeMessage } from '../../server/bus/node-codec.ts'
import { type NodeFrame, partsOf, readFrame, writeFrame } from '../../server/bus/node-frame.ts'
import type { NodeMessage } from '../../server/bus/node-message.ts'
import { sizeOf } from '../../shared/index.ts'
import { mutate } from '../support/mutate.ts'
import { nodeMessage } from '../support/node-messages.ts'
import { randomFrom, someSeed } from '../support/random.ts'

const seed = someSeed() | 0

test(`[NB2] what a node says is read as it was meant, and nothing behind it (seed ${seed})`, () => {
  fc.assert(
    fc.property(nodeMessage, (message) => {
      const bytes = writeNodeMessage(message)
      expect(readNodeMessage(bytes)).toEqual({ ok: true, value: message })
      expect(readNodeMessage(Uint8Array.of(...bytes, 0))).toMatchObject({ ok: false })
      expect(readNodeMessage(bytes.subarray(0, -1))).toMatchObject({ ok: false })
    }),
    { seed, numRuns: 1_000 },
  )
})

/** The longest list, name and vector of a message. */
const boundsOf = (message: NodeMessage) => {
  let list = 0
  let name = 0
  JSON.stringify(message, (key, value) => {
    if (Array.isArray(value)) list = Math.max(list, value.length)
    if ((key === 'epoch' || key === 'connection') && typeof value === 'string')
      name = Math.max(name, sizeOf(value))
    // States and signals have bounds of their own.
    return key === 'state' || key === 'change' || key === 'signal' || value instanceof Uint8Array
      ? undefined
      : value
  })
  return { list, name, vector: message.kind === 'ask' ? (message.stateVector?.length ?? 0) : 0 }
}

test(`[NB2] whatever the bytes are, reading them gives a message within the bounds or a fault (seed ${seed})`, () => {
  const near = fc
    .tuple(nodeMessage, fc.nat())
    .map(([message, at]) => mutate(writeNodeMessage(message), randomFrom(at)))
  const any = fc
    .tuple(fc.nat(20), fc.uint8Array({ maxLength: 200 }))
    .map(([kind, rest]) => Uint8Array.of(kind, ...rest))
  fc.assert(
    fc.property(fc.oneof(near, any), (bytes) => {
      const read = readNodeMessage(bytes)
      if (!read.ok) return
      const { list, name, vector } = boundsOf(read.value)
      expect(list).toBeLessThanOrEqual(ITEMS)
      expect(name).toBeLessThanOrEqual(NAME_BYTES)
      expect(vector).toBeLessThanOrEqual(STATE_VECTOR_BYTES)
      // What was read can be said again; bytes are compared, for JSON reads -0 and 1e999, and writes 0 and null.
      const written = writeNodeMessage(read.value)
      const again = readNodeMessage(written)
      expect(again.ok && writeNodeMessage(again.value)).toEqual(written)
    }),
    { seed, numRuns: 5_000 },
  )
})

const id = fc.uint8Array({ minLength: 8, maxLength: 8 }).map((bytes) => Buffer.from(bytes).toString('hex'))
const uint = fc.maxSafeNat()
const place = fc.constantFrom('whole' as const, 'first' as const, 'middle' as const, 'last' as const)
const body = fc.uint8Array({ maxLength: 50 })
const head = { from: id, incarnation: uint, seq: uint }
const frame: fc.Arbitrary<NodeFrame> = fc.oneof(
  fc.record({
    ...{ ...head, place, body, kind: fc.constant('room' as const) },
    to: fc.option(fc.record({ node: id, direct: uint }), { nil: null }),
  }),
  fc.record({
    ...{ ...head, place, body, kind: fc.constant('direct' as const) },
    ...{ room: fc.string({ unit: 'grapheme', maxLength: 20 }), toIncarnation: uint },
  }),
  fc.record({
    ...{ ...head, kind: fc.constant('beat' as const), share: fc.nat(10) },
    rooms: fc.array(fc.record({ hash: uint, incarnation: uint, seq: uint }), { maxLength: 10 }),
  }),
  fc.record({ ...head, body, kind: fc.constant('question' as const) }),
  fc.record({ ...head, body, kind: fc.constant('answer' as const) }),
)

const plain = (frame: NodeFrame) =>
  'body' in frame ? { ...frame, body: Uint8Array.from(frame.body) } : frame

test(`[NB1] a frame is read as it was meant; other bytes are a frame or a fault (seed ${seed})`, () => {
  fc.assert(
    fc.property(frame, fc.nat(), (frame, at) => {
      const bytes = writeFrame(frame)
      const read = readFrame(bytes)
      expect(read.ok && plain(read.value)).toEqual(frame)
      const damaged = readFrame(mutate(bytes, randomFrom(at)))
      if (damaged.ok) expect(readFrame(writeFrame(damaged.value)).ok).toBe(true)
    }),
    { seed, numRuns: 2_000 },
  )
})

test(`[NB3] the parts of a message are the message, each within its bound (seed ${seed})`, () => {
  const length = fc.oneof(
    fc.nat(NODE_MESSAGE_BYTES / 8),
    fc.constantFrom(0, 1, PART_BYTES - 1, PART_BYTES, PART_BYTES + 1, 2 * PART_BYTES, 2 * PART_BYTES + 1),
  )
  fc.assert(
    fc.property(length, (length) => {
      const message = randomFrom(length).bytes(Math.min(length, 100))
      const whole = new Uint8Array(length)
      whole.set(message)
      const parts = partsOf(whole)
      expect(Buffer.concat(parts.map(({ body }) => body)).equals(whole)).toBe(true)
      expect(Math.max(...parts.map(({ body }) => body.length))).toBeLessThanOrEqual(PART_BYTES)
      const places = parts.map(({ place }) => place)
      if (places.length === 1) expect(places).toEqual(['whole'])
      else expect([places[0], places.at(-1)]).toEqual(['first', 'last'])
    }),
    { seed, numRuns: 50 },
  )
})
