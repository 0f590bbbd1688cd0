import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  cleanState,
  isJsonObject,
  type Json,
  parseRoomId,
  parseState,
  pickProtocol,
  ROOM_ID_CHARS,
  readOffer,
  STATE_DEPTH,
} from '../../shared/index.ts'

const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text))

const depthOf = (value: Json): number => {
  if (typeof value !== 'object' || value === null) return 0
  return 1 + Math.max(0, ...Object.values(value).map(depthOf))
}

const STATE_FAULTS = /^(state-too-large|bad-bytes|too-deep|bad-json|state-not-object)$/

test('[WI2] parseState: any bytes give an object, null or a fault', () => {
  const near = fc
    .tuple(fc.json(), fc.nat())
    .map(([json, at]) => bytesOf(json.slice(0, at % (json.length + 1))))
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), near, fc.json().map(bytesOf)), (bytes) => {
      const read = parseState(bytes)
      if (!read.ok) expect(read.fault.code).toMatch(STATE_FAULTS)
      else expect(read.value === null || isJsonObject(read.value)).toBe(true)
    }),
    { numRuns: 2_000 },
  )
})

test('[WI2] parseState: what is valid comes back as it is, without __proto__ and within its depth', () => {
  const object = fc.dictionary(
    fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', 'toString', 'name')),
    fc.jsonValue({ maxDepth: 20 }),
    { noNullPrototype: true },
  )
  fc.assert(
    fc.property(object, (state) => {
      const text = JSON.stringify(state)
      const read = parseState(bytesOf(text))
      if (!read.ok) {
        expect(read.fault.code).toBe('too-deep')
        return
      }
      expect(depthOf(read.value)).toBeLessThanOrEqual(STATE_DEPTH)
      const isFree = !JSON.stringify(read.value).includes('"__proto__":')
      expect(isFree).toBe(true)
      if (!text.includes('__proto__')) expect(read.value).toEqual(JSON.parse(text))
    }),
    { numRuns: 1_000 },
  )
})

test('[WI2] cleanState: any object gives an object that can be written and read again', () => {
  const fields = fc.record(
    Object.fromEntries(
      ['x', 'y', 'emoji', 'hand', 'handAt', 'name', 'id', 'role', 'user'].map((name) => [
        name,
        fc.oneof(fc.jsonValue({ maxDepth: 3 }), fc.string({ unit: 'binary' }), fc.double()),
      ]),
    ),
    { requiredKeys: [], noNullPrototype: true },
  )
  const identity = { id: 'ada', name: 'Ada', role: 'member', mayRename: true } as const
  fc.assert(
    fc.property(fields, fc.boolean(), (state, verifies) => {
      const clean = cleanState(state as { [key: string]: Json }, {
        space: 'unit',
        identity,
        verifies,
        nowMs: 1,
        handAtMs: null,
      })
      const again = parseState(bytesOf(JSON.stringify(clean)))
      expect(again).toMatchObject({ ok: true })
    }),
    { numRuns: 1_000 },
  )
})

test('[RM1] parseRoomId: any text gives a room id or a fault, and a room id is one of itself', () => {
  const near = fc.array(
    fc.constantFrom('a', 'é', '%', '%C3%A9', '%2F', '/', '.', '..', '~', '\u0301', '\ud800'),
  )
  const text = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    near.map((parts) => parts.join('')),
  )
  fc.assert(
    fc.property(text, (path) => {
      const read = parseRoomId(path)
      if (!read.ok) {
        expect(read.fault.code).toBe('bad-room')
        return
      }
      const id = read.value
      expect(id.length).toBeGreaterThan(0)
      expect(id.length).toBeLessThanOrEqual(ROOM_ID_CHARS)
      expect(id.isWellFormed()).toBe(true)
      expect(id.normalize('NFC')).toBe(id)
      expect(id.split('/').some((segment) => segment === '' || segment === '.' || segment === '..')).toBe(
        false,
      )
      expect(parseRoomId(id)).toEqual(read)
      expect(parseRoomId(encodeURIComponent(id))).toEqual(read)
    }),
    { numRuns: 5_000 },
  )
})

test('[NE1] readOffer: any header gives an offer, and a token is never answered with', () => {
  const part = fc.oneof(
    fc.string(),
    fc.constantFrom('homeroom.v1', 'bearer.', 'bearer.abc', 'other', '', ' ', 'Bearer.x', 'homeroom.v2'),
  )
  const header = fc.oneof(
    fc.array(part).map((parts) => parts.join(',')),
    fc.constant(null),
    fc.constant(undefined),
  )
  fc.assert(
    fc.property(header, (text) => {
      const offer = readOffer(text)
      expect(offer.protocol).toBe(offer.names.includes('homeroom.v1') ? 'homeroom.v1' : 'stock')
      const picked = pickProtocol(offer)
      expect(picked === null || offer.names.includes(picked)).toBe(true)
      expect(picked ?? '').not.toMatch(/^bearer\./)
    }),
    { numRuns: 2_000 },
  )
})
