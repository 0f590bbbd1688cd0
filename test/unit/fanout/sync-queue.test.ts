import { expect, test } from 'vitest'
import { SYNC, writeMessage } from '../../../shared/index.ts'
import { onTestCleanup } from '../../support/cleanup.ts'
import { Peer } from '../../support/peer.ts'
import { roomHarness } from '../../support/room-harness.ts'

const isAnswer = ([type, kind]: Uint8Array) => type === 0 && kind === SYNC.step2

/** A room whose document fills more than the buffers of a socket, and clients that ask for it. */
const answering = () => {
  const harness = roomHarness()
  const { syncQueue, advance } = harness
  const writer = new Peer(harness)
  onTestCleanup(() => writer.destroy())
  writer.write('x'.repeat(100_000))
  const asker = (isSlow = true) => {
    const { pair } = harness.connect()
    if (isSlow) pair.hold()
    return {
      pair,
      /** How many answers it was sent. */
      given: () => [...pair.unsent, ...pair.toClient].filter(({ payload }) => isAnswer(payload)).length,
      ask() {
        pair.send(writeMessage.step1(Uint8Array.of(0)))
        pair.deliver()
      },
    }
  }
  const ask = (...askers: ReturnType<typeof asker>[]) => {
    for (const one of askers) one.ask()
    return askers
  }
  const slow = (count: number) => ask(...Array.from({ length: count }, () => asker()))
  return { syncQueue, asker, ask, slow, advance }
}

const given = (askers: readonly { given: () => number }[]) => askers.map((one) => one.given())

test('[FO9] 16 answers are on their way at a time, and the next waits until one is taken', () => {
  const { syncQueue, slow } = answering()
  const busy = slow(16)
  expect(given(busy)).toEqual(busy.map(() => 1))
  const waiting = slow(2)
  expect(given(waiting)).toEqual([0, 0])
  expect(syncQueue.waiting).toBe(2)
  busy[5]?.pair.drain()
  expect(given(waiting)).toEqual([1, 0])
  busy[5]?.pair.lag()
  busy[5]?.pair.drain()
  expect(given(waiting)).toEqual([1, 0])
  waiting[0]?.pair.drain()
  expect(given(waiting)).toEqual([1, 1])
  expect(syncQueue.waiting).toBe(0)
})

test('[FO9] sockets that take their answer at once wait for nobody, and keep nobody waiting', () => {
  const { asker, ask, slow } = answering()
  slow(15)
  const quick = ask(...Array.from({ length: 100 }, () => asker(false)))
  expect(given(quick)).toEqual(quick.map(() => 1))
  expect(given(slow(1))).toEqual([1])
})

test('[FO9] whoever closes makes room, and is not answered any more', () => {
  const { syncQueue, slow } = answering()
  const busy = slow(16)
  const [first, second] = slow(2)
  first?.pair.close()
  expect(syncQueue.waiting).toBe(1)
  busy[0]?.pair.close()
  expect([first?.given(), second?.given()]).toEqual([0, 1])
})

test('[FO9] whoever closes while it is answered keeps no place', () => {
  const { asker, ask, slow } = answering()
  for (let n = 0; n < 16; n++) {
    const one = asker()
    const { socket } = one.pair.relay
    socket.write = () => {
      one.pair.lag()
      throw new Error('the socket fails')
    }
    ask(one)
    expect(one.pair.closeCode).toBe(1011)
  }
  expect(given(slow(16))).toEqual(Array.from({ length: 16 }, () => 1))
})

test('[FO9] whoever takes more than 5 s keeps nobody waiting any longer', () => {
  const { slow, advance } = answering()
  slow(16)
  const waiting = slow(20)
  advance(4_999)
  expect(given(waiting)).toEqual(waiting.map(() => 0))
  advance(1)
  expect(given(waiting)).toEqual(waiting.map((_, n) => Number(n < 16)))
  advance(5_000)
  expect(given(waiting)).toEqual(waiting.map(() => 1))
})

test('[FO9] whoever asks again while it waits is answered once', () => {
  const { syncQueue, asker, ask, slow, advance } = answering()
  slow(16)
  const one = asker()
  ask(one, one, one)
  expect(syncQueue.waiting).toBe(1)
  advance(5_000)
  expect(one.given()).toBe(1)
})
