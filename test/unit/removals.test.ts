import { expect, test } from 'vitest'
import { hearNodeOrder } from '../../server/nodes/node-orders.ts'
import { RemoteNode } from '../../server/nodes/remote-node.ts'
import { onTestCleanup } from '../support/cleanup.ts'
import { Peer } from '../support/peer.ts'
import { roomHarness } from '../support/room-harness.ts'

const PEOPLE = 60

/** A room of many, each of whom takes a ms to be closed. */
const fullRoom = () => {
  const harness = roomHarness()
  const peers = Array.from({ length: PEOPLE }, (_, n) => {
    const identity = { id: `pupil ${n}`, name: null, role: 'member' as const, mayRename: true }
    const peer = new Peer(harness, 'homeroom.v1', identity)
    onTestCleanup(() => peer.destroy())
    peer.say({ [n + 1]: { name: `Pupil ${n}` } })
    const { ws } = peer.pair.relay
    const close = ws.close.bind(ws)
    ws.close = (...all) => {
      harness.spend(1)
      close(...all)
    }
    return peer
  })
  harness.advance(100)
  return { harness, peers, open: () => peers.filter(({ isOpen }) => isOpen).length }
}

test('[SG9] of many people who are removed some are closed in each turn of the event loop, and none may come back', () => {
  const { harness, peers, open } = fullRoom()
  const { moderation } = harness.room
  moderation.remove(peers.map((_, n) => n + 1))
  expect(open()).toBeGreaterThan(PEOPLE / 2)
  expect(open()).toBeLessThan(PEOPLE)
  // All of them are out by name from the first moment.
  expect(moderation.policy.removals.list(PEOPLE).map(({ name }) => name)).toContain(`Pupil ${PEOPLE - 1}`)
  for (let turn = 0; turn < PEOPLE; turn++) harness.advance(1)
  expect(open()).toBe(0)
  expect(harness.room.presence.size).toBe(0)
})

test('[SG9] so are those whom another node names one by one, in one turn', () => {
  const { harness, open } = fullRoom()
  const { room } = harness
  const other = new RemoteNode('another', () => undefined)
  for (const { id } of [...room.participants])
    hearNodeOrder(room, other, { kind: 'close', connections: [id], reason: 'removed' }, () => undefined)
  expect(open()).toBeGreaterThan(PEOPLE / 2)
  expect(open()).toBeLessThan(PEOPLE)
  for (let turn = 0; turn < PEOPLE; turn++) harness.advance(1)
  expect(open()).toBe(0)
})
