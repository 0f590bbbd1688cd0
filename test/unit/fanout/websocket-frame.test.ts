import { expect, test } from 'vitest'
import { type Head, toFrame, toPacketFrame } from '../../../server/fanout/websocket-frame.ts'

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

test.each([
  [0, '8200'],
  [125, '827d'],
  [126, '827e007e'],
  [65_535, '827effff'],
  [65_536, '827f0000000000010000'],
])('[FO3] a message of %d bytes has the header of RFC 6455 before it', (length, header) => {
  const payload = Uint8Array.from({ length }, (_, n) => n)
  const message = toFrame(payload)
  expect(hex(message.bytes)).toBe(header + hex(payload))
  expect(hex(message.payload)).toBe(hex(payload))
})

const head: Head = {
  size: (_bodyBytes, entries) => entries,
  write: (target, at, _bodyBytes, entries) => {
    target.fill(9, at, at + entries)
    return at + entries
  },
}

test('[FO3] the frame of a packet has its head, and its body without what is cut out', () => {
  const body = Buffer.from([0, 1, 2, 3, 4, 5, 6, 7])
  const payloadOf = (...cuts: { start: number; end: number }[]) =>
    hex(toPacketFrame(head, body, 2, cuts).payload)
  expect(payloadOf()).toBe('09090001020304050607')
  expect(payloadOf({ start: 0, end: 3 })).toBe('09090304050607')
  expect(payloadOf({ start: 1, end: 2 }, { start: 4, end: 8 })).toBe('0909000203')
  const large = Buffer.alloc(70_000, 4)
  const frame = toPacketFrame(head, large, 0, [{ start: 0, end: 1 }])
  expect(hex(frame.bytes)).toBe(hex(toFrame(large.subarray(1)).bytes))
})
