import { isDeepStrictEqual } from 'node:util'
import { expect, test } from 'vitest'
import { onTestCleanup } from '../../support/cleanup.ts'
import { Peer } from '../../support/peer.ts'
import { roomHarness } from '../../support/room-harness.ts'

test.each(['stock', 'homeroom.v1'] as const)(
  '[FO1] where it takes long to tell everybody, others have their turn in between, and nobody is told twice, on %s',
  (protocol) => {
    const harness = roomHarness({ writeMs: 1 })
    const peers = Array.from({ length: 60 }, (_, n) => {
      const peer = new Peer(harness, protocol)
      onTestCleanup(() => peer.destroy())
      peer.say({ [n + 1]: { n } })
      return peer
    })
    harness.advance(5_000)
    for (const peer of peers) peer.take()
    const told = () => peers.filter((peer) => isDeepStrictEqual(peer.people.get(2), { n: 1, x: 1 })).length
    const [first, speaker, leaver, lagging, other] = peers as [Peer, Peer, Peer, Peer, Peer]
    lagging.lag()
    speaker.say({ 2: { n: 1, x: 1 } })
    // A millisecond each: as many as have room in a turn.
    expect(told()).toBe(20)
    lagging.drain()
    leaver.leave()
    other.say({ 5: { n: 4, x: 1 } })
    first.query()
    peers[59]?.query()
    harness.advance(1_000)
    for (const [n, peer] of peers.entries()) {
      if (!peer.isOpen) continue
      expect([n, peer.people.get(2)]).toEqual([n, n === 1 ? undefined : { n: 1, x: 1 }])
      expect([n, peer.people.get(3)]).toEqual([n, undefined])
      expect([n, peer.people.get(5)]).toEqual([n, n === 4 ? undefined : { n: 4, x: 1 }])
    }
    // What followed came with one tick more; those who asked were told of everyone beside it.
    const most = (n: number) => (n === 0 || n === 59 ? 3 : 2)
    for (const [n, peer] of peers.entries()) expect([n, peer.take().length <= most(n)]).toEqual([n, true])
  },
)

test.each([
  [2, 55, 63],
  [3, 25, 33],
])(
  '[FO1] where sending takes a hundredth of the time, %d people have so many messages a second',
  (people, least, most) => {
    const harness = roomHarness({ writeMs: 0.3 })
    const peers = Array.from({ length: people }, (_, n) => {
      const peer = new Peer(harness, 'homeroom.v1')
      onTestCleanup(() => peer.destroy())
      peer.say({ [n + 1]: { x: 0 } })
      return peer
    })
    const moveFor = (ms: number) => {
      for (let at = 0; at < ms; at += 16) {
        for (const peer of peers) peer.change({ x: at })
        harness.advance(16)
      }
    }
    moveFor(2_000)
    peers[0]?.take()
    moveFor(1_000)
    const heard = peers[0]?.take().length
    expect(heard).toBeGreaterThanOrEqual(least)
    expect(heard).toBeLessThanOrEqual(most)
  },
)
