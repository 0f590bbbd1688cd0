import { expect, test } from 'vitest'
import { MESSAGES, writeV1Message } from '../../../shared/index.ts'
import { Peer } from '../../support/peer.ts'
import { roomHarness } from '../../support/room-harness.ts'

const nonces = (peer: Peer) =>
  peer
    .take()
    .filter(({ payload }) => payload[0] === MESSAGES.pong.type)
    .map(({ payload }) => payload[1])

test('[SE4][FO6] a client that does not take what it is sent has one answer to its pings, when it does', () => {
  const harness = roomHarness()
  const peer = new Peer(harness, 'homeroom.v1')
  peer.send(writeV1Message.ping(1))
  peer.send(writeV1Message.ping(2))
  expect(nonces(peer)).toEqual([1, 2])
  peer.lag()
  for (let nonce = 3; nonce < 100; nonce++) peer.send(writeV1Message.ping(nonce))
  expect(peer.unsent).toEqual([])
  peer.drain()
  expect(nonces(peer)).toEqual([99])
  harness.advance(1_000)
  peer.send(writeV1Message.ping(100))
  expect(nonces(peer)).toEqual([100])
  peer.destroy()
})
