import { expect, test } from 'vitest'
import { encode, writeRun, writeUint } from '../../../shared/bytes.ts'
import {
  encodeEntry,
  type JsonObject,
  joinEntries,
  type Protocol,
  readPresence,
  writeItem,
} from '../../../shared/index.ts'
import { onTestCleanup } from '../../support/cleanup.ts'
import { Peer } from '../../support/peer.ts'
import { heardIn } from '../../support/raw-client.ts'
import { roomHarness } from '../../support/room-harness.ts'
import type { ReceivedFrame } from '../../support/socket-pair.ts'

const PROTOCOLS = ['stock', 'homeroom.v1'] as const

/** A room whose clients 1, 2, … are on the protocols, after a minute of quiet. */
const roomOf = (...protocols: readonly Protocol[]) => {
  const harness = roomHarness()
  const join = (clientId: number, protocol: Protocol = 'stock') => {
    const peer = new Peer(harness, protocol)
    onTestCleanup(() => peer.destroy())
    peer.say({ [clientId]: { n: clientId } })
    return peer
  }
  const peers = protocols.map((protocol, n) => join(n + 1, protocol))
  /** What each was sent in one more tick. */
  const tick = () => {
    harness.advance(100)
    return peers.map((peer) => peer.take())
  }
  tick()
  /** A first change, so that what follows waits for the tick. */
  const busy = () => {
    join(99)
    for (const peer of peers) peer.take()
  }
  return { ...harness, peers: peers as [Peer, Peer, ...Peer[]], join, tick, busy }
}

const saysIn = (messages: readonly ReceivedFrame[] = []) =>
  messages.flatMap(({ payload }) =>
    heardIn(payload).map(({ id, state }) => [id, state] as [number, JsonObject | null]),
  )

const itemsIn = (messages: readonly ReceivedFrame[] = []) =>
  messages.flatMap(({ payload }) => {
    const read = payload[0] === 113 ? readPresence(payload.subarray(1)) : null
    return read?.ok ? read.value : []
  })

test.each(PROTOCOLS)('[FO2] in a tick the latest state of an entry wins, on %s', (protocol) => {
  const { peers, tick, busy } = roomOf('stock', protocol)
  busy()
  for (let x = 1; x <= 10; x++) peers[0].say({ 1: { n: 1, x } })
  const [, sent] = tick()
  expect(sent).toHaveLength(1)
  if (protocol === 'stock') expect(saysIn(sent)).toEqual([[1, { n: 1, x: 10 }]])
  else
    expect(itemsIn(sent)).toEqual([{ kind: 'change', shortId: 1, change: { set: { x: 10 }, cleared: [] } }])
})

test.each(PROTOCOLS)('[FO2] what is as it was at the end of the tick is not sent, on %s', (protocol) => {
  const { peers, tick, busy } = roomOf('stock', protocol)
  busy()
  peers[0].say({ 1: { n: 7 } })
  peers[0].say({ 1: { n: 1 } })
  expect(tick()[1]).toEqual([])
  expect(peers[1].people.get(1)).toEqual({ n: 1 })
})

test.each(PROTOCOLS)(
  '[FO2][SE3] a removal is always sent, also of who is back within the tick, on %s',
  (protocol) => {
    const { peers, tick, busy } = roomOf('stock', protocol, 'stock')
    const [one, reader, third] = peers as [Peer, Peer, Peer]
    busy()
    third.leave('lost')
    one.say({ 1: null })
    one.say({ 1: { n: 1 } })
    const [, sent] = tick()
    expect(sent).toHaveLength(1)
    if (protocol === 'stock')
      expect(saysIn(sent)).toEqual([
        [3, null],
        [1, null],
        [1, { n: 1 }],
      ])
    else
      expect(itemsIn(sent)).toEqual([
        { kind: 'gone', shortId: 3, reason: 'lost' },
        { kind: 'gone', shortId: 1, reason: 'left' },
        { kind: 'whole', shortId: 1, clientId: 1, state: { n: 1 } },
      ])
    expect([...reader.people.keys()].sort()).toEqual([1, 99])
  },
)

test('[FO2] who comes and goes within a tick is nobody, for whoever heard nothing of it', () => {
  const { peers, join, tick, busy } = roomOf('stock', 'homeroom.v1')
  busy()
  join(50).leave()
  const [, compact] = tick()
  expect(compact).toEqual([])
  for (const peer of peers) expect(peer.people.has(50)).toBe(false)
})

test('[FO3] everyone who owns nothing of it is sent the same message, on each protocol', () => {
  const protocols = Array.from({ length: 20 }, (_, n) => PROTOCOLS[n % 2] ?? 'stock')
  const { peers, tick, busy } = roomOf(...protocols)
  busy()
  peers[0].say({ 1: { n: 1, x: 0.5 } })
  peers[1].say({ 2: { n: 2, x: 0.5 } })
  const sent = tick()
  const others = peers.slice(2)
  for (const protocol of PROTOCOLS) {
    const messages = sent.slice(2).filter((_, n) => others[n]?.protocol === protocol)
    expect(messages).toHaveLength(9)
    for (const one of messages) {
      expect(one).toHaveLength(1)
      expect(one[0]?.bytes).toBe(messages[0]?.[0]?.bytes)
    }
  }
})

test.each([1, 2, 60])(
  '[FO3] a receiver among the %d changed gets the same bytes without its own',
  (changed) => {
    const protocols = Array.from({ length: 64 }, (_, n) => PROTOCOLS[n % 2] ?? 'stock')
    const { peers, room, tick, busy } = roomOf(...protocols)
    busy()
    const changing = peers.slice(0, changed).map((peer, n) => ({ peer, clientId: n + 1, x: (n + 1) / 100 }))
    for (const { peer, clientId, x } of changing) peer.say({ [clientId]: { n: clientId, x } })
    const sent = tick()

    /** What whoever is there says of the others, encoded without them from the beginning. */
    const expected = (peer: Peer) => {
      const told = changing.filter((one) => one.peer !== peer)
      if (told.length === 0) return []
      const frame = encode((encoder) => {
        if (peer.protocol === 'stock') {
          const entries = told.map(({ clientId, x }) => {
            const clock = room.presence.get(clientId)?.clock ?? 0
            return encodeEntry({ clientId, clock, json: JSON.stringify({ n: clientId, x }) })
          })
          writeUint(encoder, 1)
          writeRun(encoder, joinEntries(entries))
        } else {
          writeUint(encoder, 113)
          // Slots were given in the order of their coming.
          for (const { clientId, x } of told) writeItem.change(encoder, clientId, { set: { x }, cleared: [] })
        }
      })
      return [Buffer.from(frame).toString('hex')]
    }
    for (const [n, peer] of peers.entries())
      expect(sent[n]?.map(({ payload }) => Buffer.from(payload).toString('hex'))).toEqual(expected(peer))
  },
)

test('[FO3] who owns several of the changed gets none of them', () => {
  const { peers, tick, busy } = roomOf('stock', 'homeroom.v1', 'stock')
  peers[0].say({ 1: { n: 1 }, 11: { n: 11 }, 12: { n: 12 } })
  tick()
  busy()
  peers[0].say({ 12: { n: 0 } })
  peers[1].say({ 2: { n: 0 } })
  peers[0].say({ 1: { n: 0 }, 11: { n: 0 } })
  const [own, , stock] = tick()
  expect(saysIn(own)).toEqual([[2, { n: 0 }]])
  expect(saysIn(stock).map(([id]) => id)).toEqual([12, 2, 1, 11])
})

test('[CW3] a renewal for stock clients is no news on homeroom.v1', () => {
  const { peers, advance } = roomOf('stock', 'homeroom.v1', 'stock')
  advance(25_000)
  const [, compact, stock] = peers.map((peer) => peer.take())
  expect(
    saysIn(stock)
      .map(([id]) => id)
      .sort(),
  ).toEqual([1, 2])
  // Only that the relay is there, after 15 s.
  expect(compact?.map(({ payload }) => [...payload])).toEqual([[113]])
})

test('[PR9][CW3] who is new gets whole entries of everyone, in one frame, and of itself nothing', () => {
  const { join, advance } = roomOf('stock', 'homeroom.v1')
  for (const protocol of PROTOCOLS) {
    const joiner = join(protocol === 'stock' ? 50 : 51, protocol)
    advance(100)
    const sent = joiner.take()
    expect(sent).toHaveLength(1)
    const others = protocol === 'stock' ? [1, 2] : [1, 2, 50]
    expect([...joiner.people]).toEqual(others.map((n) => [n, { n }]))
  }
})

test('[SE1] who is alone on homeroom.v1 is told so by an empty frame', () => {
  const harness = roomHarness()
  const alone = new Peer(harness, 'homeroom.v1')
  onTestCleanup(() => alone.destroy())
  alone.say({ 1: {} })
  harness.advance(100)
  expect(alone.take().map(({ payload }) => [...payload])).toEqual([[113]])
})

test.each(PROTOCOLS)('[FO10] those who join within a tick are sent the same snapshot, on %s', (protocol) => {
  const harness = roomOf('stock', 'homeroom.v1')
  harness.busy()
  const joiners = Array.from({ length: 10 }, () => new Peer(harness, protocol))
  onTestCleanup(() => {
    for (const joiner of joiners) joiner.destroy()
  })
  for (const joiner of joiners) joiner.query()
  harness.tick()
  const [first, ...others] = joiners.map((joiner) => joiner.take())
  expect(first).toHaveLength(1)
  for (const messages of others) expect(messages[0]?.bytes).toBe(first?.[0]?.bytes)
  expect([...(joiners[0]?.people.keys() ?? [])]).toEqual([1, 2, 99])
})

test.each(PROTOCOLS)(
  '[CW6][PR2] who only carried an entry along hears of it once its own client has come, on %s',
  (protocol) => {
    const { peers, join, tick } = roomOf(protocol, 'stock')
    peers[0].say({ 1: { n: 1 }, 50: { n: 50 } })
    tick()
    expect(peers[0].people.has(50)).toBe(false)
    const own = join(50)
    tick()
    own.say({ 50: { n: 7 } })
    tick()
    expect(peers[0].people.get(50)).toEqual({ n: 7 })
  },
)

test.each(PROTOCOLS)(
  '[FO10] a class that comes back within a tick is sent frames that grow with its people, on %s',
  (protocol) => {
    const framesFor = (people: number) => {
      const { peers, advance, join } = roomOf(
        'stock',
        'homeroom.v1',
        ...Array.from({ length: people }, () => protocol),
      )
      const returning = peers.slice(2)
      for (const peer of returning) peer.leave('lost')
      advance(100)
      for (const peer of peers) peer.take()
      const back = returning.map((_, n) => join(n + 3, protocol))
      advance(100)
      const sent = [...peers.slice(0, 2), ...back].map((peer) => peer.take())
      for (const peer of back) expect(peer.people.size).toBe(people + 1)
      expect(peers[0].people.size).toBe(people + 1)
      return sent.reduce((sum, messages) => sum + messages.length, 0)
    }
    const [fifty, hundred] = [framesFor(50), framesFor(100)]
    expect(fifty).toBeLessThanOrEqual(2 * 52)
    expect(hundred).toBeLessThanOrEqual(2 * 102)
  },
)

test('[FO1] a tick tells of 2500 entries at most, and the next one of the others, each as it is by then', () => {
  const harness = roomHarness()
  const carriers = Array.from({ length: 50 }, () => new Peer(harness))
  const listener = new Peer(harness, 'homeroom.v1')
  for (const peer of [...carriers, listener]) onTestCleanup(() => peer.destroy())
  listener.say({ 9000: {} })
  const sayAll = (x: number) => {
    for (const [n, carrier] of carriers.entries())
      carrier.say(Object.fromEntries(Array.from({ length: 60 }, (_, at) => [1 + n * 60 + at, { x }])))
  }
  sayAll(0.25)
  harness.advance(1_000)
  listener.take()
  sayAll(0.5)
  harness.advance(1_000)
  const sizes = listener.take().map(({ payload }) => {
    const items = readPresence(payload.subarray(1))
    return items.ok ? items.value.length : Number.NaN
  })
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(3_000)
  expect(Math.max(...sizes)).toBeLessThanOrEqual(2_500)
  expect([...listener.people.values()].every((state) => (state as JsonObject).x === 0.5)).toBe(true)
})
