import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { bytesResponse } from '../../server/http/api/in-pieces.ts'

const KIB = 1024

/** What a reader that is quick gets, and in how many turns of the event loop. */
const taken = async (response: Response) => {
  let turns = 0
  let isOver = false
  const count = () => {
    turns += 1
    if (!isOver) setImmediate(count)
  }
  setImmediate(count)
  const pieces: Uint8Array[] = []
  for await (const piece of response.body ?? []) pieces.push(piece)
  isOver = true
  return { pieces, turns }
}

test('[HT6] a long answer goes out in pieces, each in a turn of its own, and says how long it is', async () => {
  const bytes = new Uint8Array(randomBytes(10 * 256 * KIB + 7))
  const response = bytesResponse(bytes, { 'Content-Type': 'application/octet-stream' })
  expect(response.headers.get('content-length')).toBe(`${bytes.length}`)
  const { pieces, turns } = await taken(response)
  expect(Math.max(...pieces.map(({ length }) => length))).toBe(256 * KIB)
  expect(Buffer.concat(pieces).equals(bytes)).toBe(true)
  expect(turns).toBeGreaterThanOrEqual(pieces.length - 1)
})

test('[HT6] a short one goes out as it is', async () => {
  const response = bytesResponse(new Uint8Array(256 * KIB), {})
  expect((await taken(response)).pieces.map(({ length }) => length)).toEqual([256 * KIB])
})
