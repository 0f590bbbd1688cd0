import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { onTestCleanup } from '../../support/cleanup.ts'
import { textOf } from '../../support/hub-harness.ts'
import { Peer } from '../../support/peer.ts'
import { documentUpdate } from '../../support/raw-client.ts'
import { roomHarness } from '../../support/room-harness.ts'

/**
 * A room of writers on both wires, whose sockets take a moment for what they are sent: the first has just written
 * something, and what follows waits.
 */
const writing = (people = 4) => {
  const harness = roomHarness()
  const peers = Array.from({ length: people }, (_, n) => new Peer(harness, n % 2 ? 'homeroom.v1' : 'stock'))
  onTestCleanup(() => {
    for (const peer of peers) peer.destroy()
  })
  for (const [n, peer] of peers.entries()) peer.say({ [n + 1]: {} })
  harness.advance(100)
  for (const { pair } of peers) {
    const { socket } = pair.relay
    const write = socket.write.bind(socket)
    socket.write = (bytes: Uint8Array) => {
      harness.spend(1)
      return write(bytes)
    }
  }
  peers[0]?.write('.')
  for (const peer of peers) peer.take()
  const tick = () => {
    harness.advance(100)
    return peers.map((peer) => peer.take())
  }
  const text = () => textOf(harness.room)
  return { ...harness, peers: peers as [Peer, Peer, Peer, Peer], tick, text }
}

const digestOf = ({ bytes }: { readonly bytes: Uint8Array }): string =>
  createHash('sha256').update(bytes).digest('hex')

test('[FO4] thousands of updates of one tick are told in few messages, and none of them is lost', () => {
  const { peers, tick, text } = writing()
  for (let n = 0; n < 2_000; n++) peers[1].write(`${n} `)
  const [told] = tick()
  expect(told?.length).toBeLessThan(10)
  for (const { doc } of peers) expect(doc.getText('text').toJSON()).toBe(text())
  expect(text()).toContain('1999 1998 1997')
})

test.each([
  ['stock', 0],
  ['homeroom.v1', 1],
] as const)(
  '[FO4][DO1][X40] updates of one sender on %s are merged into one, the same for everyone who is told',
  (protocol, sender) => {
    const { peers, tick, text } = writing()
    for (let n = 0; n < 20; n++) peers[sender].write(`${n} `)
    const sent = tick()
    const others = sent.filter((_, n) => n !== sender)
    // A stock client takes what comes back for a sign that it has arrived.
    expect(sent[sender]).toEqual(protocol === 'stock' ? others[0] : [])
    for (const sent of others) {
      expect(sent).toHaveLength(1)
      expect(sent[0]?.bytes).toBe(others[0]?.[0]?.bytes)
    }
    for (const { doc } of peers) expect(doc.getText('text').toJSON()).toBe(text())
    expect(text()).toContain('19 18 17')
  },
)

test('[FO4] updates of several senders go to all of them, in one, and every document is the same', () => {
  const { peers, tick, text } = writing()
  peers[0].write('one ')
  peers[1].write('two ')
  peers[0].write('three ')
  const sent = tick()
  for (const messages of sent) {
    expect(messages).toHaveLength(1)
    expect(messages[0]?.bytes).toBe(sent[0]?.[0]?.bytes)
  }
  for (const { doc } of peers) expect(doc.getText('text').toJSON()).toBe(text())
  expect([...text()].length).toBe('.one two three '.length)
})

test('[FO4] where nothing was written, nothing is sent', () => {
  const { peers, tick } = writing()
  expect(tick()).toEqual(peers.map(() => []))
  const known = Y.encodeStateAsUpdate(peers[0].doc)
  peers[1].update(known)
  expect(tick()).toEqual(peers.map(() => []))
})

test('[FO1][FO4] the first update in a quiet room goes out at once', () => {
  const { peers, tick } = writing()
  tick()
  peers[0].write('now')
  for (const peer of peers.slice(1)) expect(peer.take()).toHaveLength(1)
})

test('[FO4] what another sender was waited for goes to the one who brought what was missing', () => {
  const { peers, tick, text } = writing()
  const [ada, bob] = peers
  tick()
  // Bob has what Ada wrote, and the relay has lost it; the next thing that she writes builds on it.
  const lost = new Y.Doc()
  lost.getText('text').insert(0, 'lost ')
  const first = Y.encodeStateAsUpdate(lost)
  Y.applyUpdate(ada.doc, first)
  Y.applyUpdate(bob.doc, first)
  const before = Y.encodeStateVector(lost)
  lost.getText('text').insert(0, 'later ')
  const second = Y.encodeStateAsUpdate(lost, before)
  Y.applyUpdate(ada.doc, second)
  ada.update(second)
  tick()
  bob.update(first)
  tick()
  expect(text()).toContain('later lost ')
  for (const { doc } of peers) expect(doc.getText('text').toJSON()).toBe(text())
})

test('[FO4] long updates are told as they came, the same to everyone, and every document is the same', () => {
  const { peers, tick, text } = writing()
  for (const letter of 'abc') peers[1].write(letter.repeat(50_000))
  const [first, sender, ...others] = tick()
  expect(sender).toEqual([])
  expect(first).toHaveLength(3)
  for (const messages of others) expect(messages.map(digestOf)).toEqual(first?.map(digestOf))
  for (const { doc } of peers) expect(doc.getText('text').toJSON()).toBe(text())
  expect(text().length).toBe(150_001)
})

test('[DO11] a change that is long is told in parts, the same to everyone, also with others of its tick', () => {
  const { peers, tick, text } = writing()
  for (const others of [[], [peers[2]]]) {
    peers[1].write('a'.repeat(600_000))
    for (const other of others) other.write('b')
    const [first, sender, ...rest] = tick()
    expect(sender === undefined || sender.length === 0).toBe(others.length === 0)
    expect(first?.length).toBeGreaterThan(4)
    for (const { payload } of first ?? []) expect(payload.length).toBeLessThan(129 * 1024)
    for (const messages of rest) expect(messages.map(digestOf)).toEqual(first?.map(digestOf))
    for (const { doc } of peers) expect(doc.getText('text').toJSON()).toBe(text())
  }
  expect(text().length).toBeGreaterThan(1_200_000)
})

test('[FO4] an update is never cut: what several say is one message of the document', () => {
  const { peers, tick } = writing()
  peers[2].write('a'.repeat(70_000))
  peers[3].write('b')
  const message = tick()[0]?.[0]
  const update = documentUpdate(message?.payload ?? new Uint8Array()) ?? new Uint8Array()
  const doc = new Y.Doc()
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(peers[0].doc))
  Y.applyUpdate(doc, update)
  expect(doc.getText('text').length).toBe(70_002)
})

test('[FO4] where it takes long to tell everybody, others have their turn in between, and nobody is told twice', () => {
  const { advance, peers, text } = writing(60)
  advance(1_000)
  for (const peer of peers) peer.take()
  const told = peers.map(() => 0)
  const take = () => {
    for (const [n, peer] of peers.entries()) told[n] = (told[n] ?? 0) + peer.take().length
    return told.filter((count) => count > 0).length
  }
  peers[1].write('a letter')
  // A millisecond each: as many as have room in a turn.
  expect(take()).toBe(20)
  peers[3].write('another one')
  advance(1_000)
  expect(take()).toBe(60)
  for (const { doc } of peers) expect(doc.getText('text').toJSON()).toBe(text())
  const most = peers.map(({ pair }, n) => (n === 1 || n === 3 ? 1 : pair.isOpen ? 2 : 0))
  expect(told).toEqual(most)
})

test('[FO4][FO5] where it takes long to tell everybody, one that lags misses nothing of what is written meanwhile', () => {
  const { advance, peers, text } = writing(60)
  advance(1_000)
  const [, writer, , other] = peers
  const last = peers.at(-1) as Peer
  last.lag()
  writer.write('a letter')
  other.write('another one')
  advance(1_000)
  last.drain()
  advance(1_000)
  expect(last.doc.getText('text').toJSON()).toBe(text())
})

test('[FO4][FO5] where it takes long to tell everybody, one that takes more again has not missed it, though its turn was over', () => {
  const { advance, peers, text } = writing(60)
  advance(1_000)
  const [first, writer] = peers
  first.lag()
  writer.write('a letter')
  first.drain()
  advance(1_000)
  expect(first.doc.getText('text').toJSON()).toBe(text())
})
