import { expect, test } from 'vitest'
import { MESSAGES, readPresence, writeWatch } from '../../../shared/index.ts'
import { onTestCleanup } from '../../support/cleanup.ts'
import { Peer } from '../../support/peer.ts'
import { roomHarness } from '../../support/room-harness.ts'

const PEOPLE = 400
const PER_CARRIER = 50

/** A room in which connections speak for fifty people each, and one of listeners. */
const roomOf = (crowd: number | null, { people = PEOPLE, listeners = 3 } = {}) => {
  const harness = roomHarness({ crowd })
  const join = (protocol: 'stock' | 'homeroom.v1') => {
    const peer = new Peer(harness, protocol)
    onTestCleanup(() => peer.destroy())
    return peer
  }
  const carriers = Array.from({ length: Math.ceil(people / PER_CARRIER) }, () => join('stock'))
  const move = (x: number) => {
    for (const [n, carrier] of carriers.entries()) {
      const ids = Array.from({ length: Math.min(PER_CARRIER, people - n * PER_CARRIER) }, (_, at) => at)
      carrier.say(Object.fromEntries(ids.map((at) => [1 + n * PER_CARRIER + at, { x, y: 0.5 }])))
    }
  }
  move(0)
  const peers = Array.from({ length: listeners }, () => join('homeroom.v1'))
  for (const [n, peer] of peers.entries()) peer.say({ [1001 + n]: {} })
  harness.advance(2_000)
  for (const peer of peers) peer.take()
  const told = () =>
    peers.map((peer) => peer.take().filter(({ payload }) => payload[0] === MESSAGES.presence.type))
  return { ...harness, peers, move, told }
}

test('[CR5][CR7] a tick of a crowd has fifty entries at most, and is one piece of memory for all who look at the same', () => {
  const { peers, move, told, advance } = roomOf(200)
  // Receivers whose own entries are in sight get the same bytes without them.
  for (const peer of peers)
    peer.send(writeWatch({ view: { left: 0, top: 0, right: 1, bottom: 1 }, people: [] }))
  advance(1_000)
  told()
  move(0.25)
  advance(300)
  const [first = [], ...others] = told()
  expect(first.length).toBeGreaterThanOrEqual(2)
  expect(first.length).toBeLessThanOrEqual(4)
  for (const { payload } of first) {
    const items = readPresence(payload.subarray(1))
    const changes = items.ok ? items.value.filter(({ kind }) => kind !== 'gone') : []
    expect(changes.length).toBeGreaterThan(0)
    expect(changes.length).toBeLessThanOrEqual(50)
  }
  for (const messages of others) {
    expect(messages).toHaveLength(first.length)
    for (const [n, { bytes }] of messages.entries()) expect(bytes).toBe(first[n]?.bytes)
  }
})

test('[CR1] in a room that is no crowd the bytes are those of a relay without crowds, whatever is asked for', () => {
  const bytesOf = (crowd: number | null) => {
    const { peers, move, told, advance } = roomOf(crowd, { people: 150 })
    peers[0]?.send(writeWatch({ view: { left: 0, top: 0, right: 0.1, bottom: 0.1 }, people: [3] }))
    move(0.25)
    advance(100)
    return told().map((messages) => messages.map(({ payload }) => Buffer.from(payload).toString('hex')))
  }
  expect(bytesOf(200)).toEqual(bytesOf(null))
})
