import { expect, test } from 'vitest'
import { MESSAGES } from '../../shared/index.ts'
import { Peer } from '../support/peer.ts'
import { awarenessFrame } from '../support/raw-client.ts'
import { ANONYMOUS, roomHarness } from '../support/room-harness.ts'

const VIEWER = { ...ANONYMOUS, role: 'viewer' } as const

const entries = (count: number) =>
  awarenessFrame(Array.from({ length: count }, (_, id) => ({ id, json: '{}' })))

/** A message of 13 000 moves. */
const moves = Uint8Array.from([MESSAGES.presence.type, ...new Uint8Array(65_000)])

/** How many of these messages a client is read, one after the other, before it has to wait. */
const readAtOnce = (peer: Peer, message: Uint8Array): number => {
  let read = 0
  while (!peer.pair.isPaused && read < 1_000) {
    peer.sendAnything(message)
    read += 1
  }
  return read
}

test('[FO8] a message of thousands of entries counts as many: also of a viewer, who may say nothing of itself', () => {
  const viewer = new Peer(roomHarness(), 'stock', VIEWER)
  expect(readAtOnce(viewer, entries(8_192))).toBe(16)
  expect(viewer.isOpen).toBe(true)
  viewer.destroy()
})

test('[FO8] a message of thousands of moves counts as many', () => {
  const mover = new Peer(roomHarness(), 'homeroom.v1')
  mover.say({ 1: {} })
  expect(readAtOnce(mover, moves)).toBe(10)
  expect(mover.isOpen).toBe(true)
  mover.destroy()
})

test('[PR12][LI2] a viewer that sends too many entries is at fault, and closed for it in the end', async () => {
  const harness = roomHarness()
  const viewer = new Peer(harness, 'stock', VIEWER)
  for (let n = 0; n < 32; n++) viewer.sendAnything(entries(8_193))
  expect(viewer.isOpen).toBe(true)
  viewer.sendAnything(entries(8_193))
  expect(viewer.pair.closeCode).toBe(4420)
  const { values } = await harness.metrics.faults.get()
  expect(values).toMatchObject([{ labels: { code: 'too-many-entries' }, value: 33 }])
  viewer.destroy()
})
