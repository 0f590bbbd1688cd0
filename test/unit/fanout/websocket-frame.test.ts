import { expect, test } from 'vitest'
import { toFrame } from '../../../server/fanout/websocket-frame.ts'

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

test('[FO3] a message of several parts is one', () => {
  const parts = [new Uint8Array(0), Uint8Array.of(1, 2), Uint8Array.of(3), new Uint8Array(70_000).fill(4)]
  expect(hex(toFrame(...parts).bytes)).toBe(hex(toFrame(Buffer.concat(parts)).bytes))
})
