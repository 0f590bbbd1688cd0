import { expect, test } from 'vitest'
import { checksum } from '../../server/store/checksum.ts'

const body = Uint8Array.from({ length: 64 }, (_, index) => index * 5)

test('[ST1] a checksum is the same for the same record, and another one for any other place', () => {
  const sum = checksum('lesson', 'epoch', 7, body)
  expect(checksum('lesson', 'epoch', 7, Uint8Array.from(body))).toBe(sum)
  const elsewhere = [
    checksum('lesson/2', 'epoch', 7, body),
    checksum('lesso', 'nepoch', 7, body),
    checksum('lesson', 'epoch2', 7, body),
    checksum('lesson', 'epoch', 8, body),
    checksum('lesson', 'epoch', 70, body),
    checksum('', 'epoch', 7, body),
  ]
  expect(new Set([sum, ...elsewhere]).size).toBe(elsewhere.length + 1)
})

test('[ST1] each single bit of a body counts, and so does its end', () => {
  const sums = new Set([checksum('lesson', 'epoch', 1, body)])
  for (let bit = 0; bit < body.length * 8; bit++) {
    const flipped = Uint8Array.from(body)
    flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    sums.add(checksum('lesson', 'epoch', 1, flipped))
  }
  sums.add(checksum('lesson', 'epoch', 1, body.subarray(1)))
  sums.add(checksum('lesson', 'epoch', 1, body.subarray(0, -1)))
  expect(sums.size).toBe(body.length * 8 + 3)
})
