import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  encodeSignal,
  isJsonObject,
  type Json,
  ROLES,
  type Role,
  readMessage,
  readSignals,
  SIGNAL_RECEIVERS,
  type Signal,
  writeSignalRequest,
  writeSignals,
} from '../../shared/index.ts'
import { mutate } from '../support/mutate.ts'
import { randomFrom } from '../support/random.ts'
import { signalRequest } from '../support/raw-signals.ts'

const KIND = /^[\w.:-]{1,64}$/

const uint = fc.oneof(fc.nat(300), fc.maxSafeNat())
const kind = fc.stringMatching(KIND)
const json = fc.jsonValue({ maxDepth: 4 })
const text = fc.option(fc.string({ unit: 'grapheme', maxLength: 20 }), { nil: null })

const signal = fc.record({
  kind,
  data: json,
  from: fc.record({
    clientId: fc.option(
      uint.filter((clientId) => clientId > 0),
      { nil: null },
    ),
    id: text,
    name: text,
    role: fc.constantFrom(...(Object.keys(ROLES) as Role[])),
  }),
  atMs: uint,
})

const frameOf = (signals: readonly Signal[]) => writeSignals(signals.map(encodeSignal))

/** As it is once it has been read: -0 is 0, and no key is `__proto__`. */
const asRead = <Value>(value: Value): Value =>
  JSON.parse(JSON.stringify(value), (key, inner) => (key === '__proto__' ? undefined : inner))

const isClean = (value: Json): boolean => {
  if (Array.isArray(value)) return value.every(isClean)
  return !isJsonObject(value) || (!Object.hasOwn(value, '__proto__') && Object.values(value).every(isClean))
}

test('[WI2][SG1] readSignalRequest: any bytes, and nearly good ones, give a request that may be one, or a fault', () => {
  const near = fc
    .tuple(fc.string({ maxLength: 70 }), json, fc.array(uint, { maxLength: 5 }), fc.nat())
    .map(([name, data, to, seed]) => mutate(signalRequest(name, data, to), randomFrom(seed)))
  const any = fc.uint8Array({ maxLength: 200 }).map((body) => Uint8Array.of(119, ...body))
  fc.assert(
    fc.property(fc.oneof(near, any), (frame) => {
      const read = readMessage(frame, 'homeroom.v1')
      if (!read.ok || read.value.kind !== 'signal') return
      const { request } = read.value
      expect(request.kind).toMatch(KIND)
      expect(request.to.length).toBeLessThanOrEqual(SIGNAL_RECEIVERS)
      expect(request.to.every((clientId) => Number.isSafeInteger(clientId) && clientId >= 0)).toBe(true)
      expect(isClean(request.data)).toBe(true)
    }),
    { numRuns: 3_000 },
  )
})

test('[WI2][SG1] readSignals: any bytes, and nearly good ones, give signals or a fault', () => {
  const near = fc
    .tuple(fc.array(signal, { maxLength: 4 }), fc.nat())
    .map(([signals, seed]) => mutate(frameOf(signals as Signal[]), randomFrom(seed)).subarray(1))
  fc.assert(
    fc.property(fc.oneof(near, fc.uint8Array({ maxLength: 200 })), (body) => {
      const read = readSignals(body)
      if (read.ok) expect(read.value.length).toBeLessThanOrEqual(body.length)
      else expect(read.fault.code).toBe('bad-bytes')
    }),
    { numRuns: 3_000 },
  )
})

test('[SG1] what is asked for, and what is told, comes out as it went in, without keys `__proto__`', () => {
  fc.assert(
    fc.property(kind, json, fc.array(uint, { maxLength: 20 }), (name, data, to) => {
      const written = writeSignalRequest({ kind: name, data: data as Json, to })
      fc.pre(written.ok)
      expect(readMessage(written.ok ? written.value : new Uint8Array(), 'homeroom.v1')).toEqual({
        ok: true,
        value: { kind: 'signal', request: { kind: name, data: asRead(data), to } },
      })
    }),
  )
  fc.assert(
    fc.property(fc.array(signal, { maxLength: 10 }), (signals) => {
      const frame = frameOf(signals as Signal[])
      expect(readSignals(frame.subarray(1))).toEqual({ ok: true, value: asRead(signals) })
    }),
  )
})
