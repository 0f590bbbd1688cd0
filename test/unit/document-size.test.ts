import { expect, test } from 'vitest'
import { finish, type Work } from '../../server/base/turns.ts'
import { Size } from '../../server/document/document-size.ts'

const LIMIT = 64_000

/** A document of a size that a test sets, and how often it was measured. */
const setUp = () => {
  let bytes = 0
  let measured = 0
  const size = new Size(LIMIT, function* (): Work<number> {
    yield
    measured += 1
    return bytes
  })
  return {
    measured: () => measured,
    hasRoomFor: (more: number) => finish(size.hasRoomFor(more)),
    /** The document is `to` bytes after an update of `by`. */
    grow(by: number, to: number) {
      bytes = to
      size.grew(by)
    },
    shrink(to: number) {
      bytes = to
      size.grew(10)
      size.shrank()
    },
  }
}

test('[DL2] what fits by the sum of all that came is taken without a measurement', () => {
  const { hasRoomFor, grow, measured } = setUp()
  for (let count = 0; count < 64; count++) {
    expect(hasRoomFor(1_000)).toBe(true)
    grow(1_000, 0)
  }
  expect(measured()).toBe(0)
})

test('[DL2] where the sum is too large, the document itself decides', () => {
  const { hasRoomFor, grow, measured } = setUp()
  grow(60_000, 10_000)
  expect(hasRoomFor(5_000)).toBe(true)
  grow(53_000, 63_000)
  expect(hasRoomFor(1_001)).toBe(false)
  expect(hasRoomFor(1_000)).toBe(true)
  expect(measured()).toBe(2)
})

test('[DL2] a full document has room again as soon as something was deleted', () => {
  const { hasRoomFor, grow, shrink, measured } = setUp()
  grow(64_000, 64_000)
  expect(hasRoomFor(1)).toBe(false)
  shrink(1_000)
  expect(hasRoomFor(1)).toBe(true)
  expect(hasRoomFor(60_000)).toBe(true)
  expect(measured()).toBe(2)
})

test('[DL2] who deletes a little and adds a lot, again and again, does not make the relay measure each time', () => {
  const { hasRoomFor, grow, shrink, measured } = setUp()
  grow(64_000, 64_000)
  for (let count = 0; count < 900; count++) {
    shrink(64_000)
    expect(hasRoomFor(1_000)).toBe(false)
  }
  expect(measured()).toBeLessThan(20)
})
