import { expect, test } from 'vitest'
import { createContext } from '../../../server/base/context.ts'
import { timeLimit } from '../../../server/base/time-limit.ts'
import { Crowd } from '../../../server/fanout/crowd/crowd.ts'
import type { Receiver } from '../../../server/fanout/receiver.ts'
import { WIRES } from '../../../server/fanout/wires/index.ts'
import type { PresenceEntry } from '../../../server/presence/presence-entry.ts'
import { MESSAGES, readPresence, writeWatch } from '../../../shared/index.ts'
import { onTestCleanup } from '../../support/cleanup.ts'
import { fakeClock } from '../../support/fake-clock.ts'
import { memoryLog } from '../../support/memory-log.ts'
import { participant } from '../../support/participant.ts'
import { Peer } from '../../support/peer.ts'
import { roomHarness } from '../../support/room-harness.ts'

const PEOPLE = 400
const PER_CARRIER = 50

/** A room in which connections speak for fifty people each, and one of listeners. */
const roomOf = (crowd: number | null, { people = PEOPLE, listeners = 3, writeMs = 0 } = {}) => {
  const harness = roomHarness({ crowd, writeMs })
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
  return { ...harness, carriers, peers, move, told }
}

test('[CR5][CR7] a tick of a crowd has a hundred entries at most, and is one piece of memory for all who look at the same', () => {
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
    expect(changes.length).toBeLessThanOrEqual(100)
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

test('[CW6][CR3] whoever comes is seen, also where somebody whom the receiver asked for goes in that tick and leaves the short id', () => {
  const { peers, carriers, advance } = roomOf(200)
  const watcher = peers[0] as Peer
  const asked = Array.from({ length: PEOPLE }, (_, n) => n + 1).find((n) => !watcher.people.has(n)) as number
  watcher.send(writeWatch({ view: null, people: [asked] }))
  advance(600)
  expect(watcher.people.has(asked)).toBe(true)
  // The first change goes out at once, and the tick begins.
  carriers[0]?.say({ 1: { x: 0.75 } })
  carriers[Math.floor((asked - 1) / PER_CARRIER)]?.say({ [asked]: null })
  // A raised hand is in sight at once.
  carriers[0]?.say({ 5000: { hand: true } })
  advance(200)
  expect(watcher.people.has(asked)).toBe(false)
  expect(watcher.people.has(5_000)).toBe(true)
})

test('[CR6] a room that becomes a crowd and none again and again stays one until it has been smaller for 5 s', () => {
  const { peers, carriers, advance } = roomOf(380)
  const isCrowd = () =>
    peers[0]?.frames.findLast(({ payload }) => payload[0] === MESSAGES.crowd.type)?.payload[1] !== 0
  const people = Array.from({ length: PER_CARRIER }, (_, n) => n + 1)
  peers[0]?.query()
  for (let times = 3; times > 0; times--) {
    for (const state of [null, { x: 0.5 }]) {
      for (const carrier of carriers.slice(0, 2))
        carrier.say(Object.fromEntries(people.map((n) => [n + 50 * carriers.indexOf(carrier), state])))
      advance(2_000)
      expect(isCrowd()).toBe(true)
    }
  }
  carriers[0]?.leave()
  carriers[1]?.leave()
  advance(7_000)
  expect(isCrowd()).toBe(false)
})

test('[CR6] a crowd that has become small is looked at until it is none', () => {
  // Clients are asked for the same rate before and after.
  const { carriers, room, advance } = roomOf(96, { people: 95 })
  carriers[0]?.leave()
  advance(2_000)
  expect(room.broadcast.isQuiet).toBe(false)
  advance(7_000)
  expect(room.broadcast.isQuiet).toBe(true)
})

test('[CR6] at the end of a crowd everyone is named in one message, also where nobody is left', () => {
  const { peers, carriers, advance } = roomOf(380, { listeners: 1 })
  for (const carrier of carriers) carrier.leave()
  advance(2_000)
  peers[0]?.take()
  advance(5_000)
  const told = peers[0]?.take().map(({ payload }) => [...payload])
  expect(told).toEqual([[MESSAGES.crowd.type, 0], [MESSAGES.presence.type]])
})

test('[CR7] where it takes long to tell a crowd, others have their turn in between, and nobody is told twice', () => {
  const { peers, carriers, advance, told } = roomOf(200, { listeners: 60, writeMs: 1 })
  advance(5_000)
  told()
  const count = () => peers.filter(({ frames }) => frames.length > 0).length
  carriers[0]?.say({ 1: { x: 0.5, hand: true } })
  // A millisecond each: those that have room in a turn, beside the carriers.
  expect(count()).toBeGreaterThan(0)
  expect(count()).toBeLessThan(30)
  peers[59]?.leave()
  advance(50)
  expect(count()).toBe(59)
  for (const peer of peers.slice(0, 59)) expect(peer.people.get(1)).toMatchObject({ x: 0.5, hand: true })
  for (const messages of told()) expect(messages.length).toBeLessThanOrEqual(1)
})

/** A crowd of people at one place, of which each of many receivers looks at a part of its own; a look at the clock takes 1 ms. */
const lookers = (people: number, receivers: number) => {
  const owner = participant()
  const entries = Array.from({ length: people }, (_, n): [number, PresenceEntry] => [
    n,
    { clientId: n, owner, identity: owner.identity, state: { x: 0.5, y: 0.5 } } as unknown as PresenceEntry,
  ])
  const table = new Map(entries)
  let nowMs = 0
  const clock = {
    monotonicMs: () => {
      nowMs += 1
      return nowMs
    },
  }
  const told = new Map(entries.map(([n]) => [n, { shortId: n + 1 }]))
  const heard: string[] = []
  const { metrics } = createContext({ clock: fakeClock().clock, log: memoryLog().log })
  const crowd = new Crowd({
    ...{ clock, metrics, table, most: 200, feed: { told } },
    tell: () => undefined,
    send: () => undefined,
    // That the room is a crowd is said to those that were told of all whom they see.
    deliver: ({ id }) => heard.push(id),
  })
  const all = Array.from(
    { length: receivers },
    (_, n) =>
      ({ ...participant(), id: `${n}`, isLagging: false, wire: WIRES['homeroom.v1'] }) as unknown as Receiver,
  )
  for (const receiver of all) crowd.enter(receiver, undefined, 1)
  const news = entries.map(([n, entry]) => ({
    ...{ entry, shortId: n + 1, removal: undefined },
    change: { set: { x: 0.5 }, cleared: [] },
  }))
  const pass = (ms: number) => {
    nowMs += ms
  }
  /** True where something is left for the next one. */
  const tick = () => {
    const hasMore = crowd.tell(NOTHING, 1)
    return crowd.catchUp(timeLimit(clock, 10)) || hasMore
  }
  return { crowd, all, heard, news, pass, tick }
}

const NOTHING = { ends: [], news: [] }
/** Views that differ, each with the middle of the room in it. */
const viewOf = (n: number) => ({ left: 0.4 - n / 64, top: 0.25, right: 0.6, bottom: 0.75 })

test('[CR3] receivers that all look elsewhere are told in several ticks, each once before anybody is told again', () => {
  const { crowd, all, heard, pass, tick } = lookers(300, 60)
  while (tick());
  for (let looks = 1; looks <= 2; looks++) {
    pass(1_000)
    for (const [n, receiver] of all.entries()) crowd.watch(receiver, { view: viewOf(n), people: [] })
    heard.length = 0
    tick()
    expect(heard.length).toBeGreaterThan(0)
    expect(heard.length).toBeLessThan(all.length / 2)
    while (tick());
    expect(heard.toSorted()).toEqual(all.map(({ id }) => id).toSorted())
  }
})

test('[CR4][CR5] people who all move cost little, in however many views they are', () => {
  const { crowd, all, news, pass, tick } = lookers(5_000, 128)
  for (const [n, receiver] of all.entries()) crowd.watch(receiver, { view: viewOf(n), people: [] })
  pass(1_000)
  while (tick());
  const spent = [1, 2, 3].map(() => {
    const before = process.threadCpuUsage()
    crowd.tell({ ends: [], news }, 1)
    const { user, system } = process.threadCpuUsage(before)
    return (user + system) / 1_000
  })
  // In ms: 30 or so.
  expect(Math.min(...spent)).toBeLessThan(200)
})

test('[CR4] a receiver for whose view there was no room looks at it once another one is free', () => {
  const { crowd, all, heard, pass, tick } = lookers(300, 129)
  for (const [n, receiver] of all.entries())
    crowd.watch(receiver, { view: { left: n, top: 0, right: n + 1, bottom: 1 }, people: [] })
  const later = () => {
    heard.length = 0
    pass(2_000)
    crowd.sweep()
    while (tick());
    // The next one notices who has gone.
    crowd.sweep()
    while (tick());
    return heard
  }
  later()
  expect(later()).toEqual([])
  crowd.leave(all[0] as Receiver)
  later()
  pass(1_000)
  expect([...heard, ...later()]).toContain('128')
  expect(later()).toEqual([])
})
