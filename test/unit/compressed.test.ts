import { randomBytes } from 'node:crypto'
import { gunzipSync, gzipSync } from 'node:zlib'
import { expect, test, vi } from 'vitest'
import { compress, decompress } from '../../server/versions/compressed.ts'
import { onTestCleanup } from '../support/cleanup.ts'

const MIB = 1024 * 1024

/** Noise is not made smaller. */
const LARGE = new Uint8Array(randomBytes(5 * MIB + 3))

test('[VE1] what is compressed is what comes out, and others can read it', async () => {
  for (const bytes of [new Uint8Array(), Uint8Array.of(0, 0), LARGE, new Uint8Array(3 * MIB)]) {
    const compressed = await compress(bytes)
    expect(gunzipSync(compressed).equals(bytes)).toBe(true)
    const parts = [compressed.subarray(0, 10), compressed.subarray(10)]
    expect(Buffer.from((await decompress(parts, bytes.length)) ?? [1]).equals(bytes)).toBe(true)
    expect(await decompress([gzipSync(bytes)], bytes.length)).toHaveLength(bytes.length)
  }
})

test('[VE1] what is cut, changed, or more than it was, is nothing', async () => {
  const compressed = await compress(LARGE)
  expect(await decompress([compressed], LARGE.length - 1)).toBe(null)
  expect(await decompress([compressed.subarray(0, MIB)], LARGE.length)).toBe(null)
  expect(await decompress([compressed.subarray(MIB), compressed], LARGE.length)).toBe(null)
  expect(await decompress([], 10)).toBe(null)
})

test('[VE1] nothing of it is copied as a whole in one turn of the event loop', async () => {
  const concat = vi.spyOn(Buffer, 'concat')
  onTestCleanup(() => concat.mockRestore())
  const set = vi.spyOn(Uint8Array.prototype, 'set')
  onTestCleanup(() => set.mockRestore())
  const compressed = await compress(LARGE)
  await decompress([compressed.subarray(0, MIB), compressed.subarray(MIB)], LARGE.length)
  const copied = [
    ...concat.mock.results.map(({ value }) => (value as Uint8Array).length),
    ...set.mock.calls.map(([bytes]) => bytes.length),
  ]
  expect(Math.max(...copied)).toBeGreaterThan(0)
  expect(Math.max(...copied)).toBeLessThanOrEqual(256 * 1024)
})
