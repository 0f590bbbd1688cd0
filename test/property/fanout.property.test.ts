import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import type { JsonObject } from '../../shared/index.ts'
import { docOf } from '../support/hub-harness.ts'
import { Peer } from '../support/peer.ts'
import { someSeed } from '../support/random.ts'
import { type RoomHarness, roomHarness } from '../support/room-harness.ts'

/** One client after the other on the same socket or on new ones. */
interface Seat {
  readonly clientId: number
  readonly protocol: 'stock' | 'homeroom.v1'
  peer: Peer | null
  said: JsonObject
}

type Step =
  | {
      readonly kind: 'join' | 'leave' | 'lose' | 'vanish' | 'lag' | 'drain' | 'gone' | 'again'
      readonly who: number
    }
  | { readonly kind: 'move'; readonly who: number; readonly x: number; readonly y: number }
  | { readonly kind: 'set' | 'clear'; readonly who: number; readonly field: string; readonly value: number }
  | { readonly kind: 'write'; readonly who: number; readonly edit: number; readonly at: number }
  | { readonly kind: 'carry'; readonly who: number; readonly value: number }
  | { readonly kind: 'flood'; readonly who: number; readonly x: number }
  | { readonly kind: 'time'; readonly ms: number }

const WIRES = ['stock', 'homeroom.v1', 'stock', 'homeroom.v1', 'homeroom.v1'] as const
const who = fc.nat({ max: WIRES.length - 1 })
/** Exact ones, rounded ones, and ones far away. */
const place = fc.constantFrom(0, 0.1, 0.123456789, 1, 5.55, -1)
const field = fc.constantFrom('name', 'hand', 'cursor')

/** What an editor does, also with what others have written. */
const EDITS: readonly ((doc: Y.Doc, at: number) => unknown)[] = [
  (doc, at) => doc.getText('text').insert(Math.min(at, doc.getText('text').length), `<${at}>`),
  (doc, at) => {
    const text = doc.getText('text')
    const from = Math.min(at, text.length)
    text.delete(from, Math.min(5, text.length - from))
  },
  (doc, at) =>
    doc.getText('text').format(0, Math.min(at, doc.getText('text').length), { bold: at % 2 === 0 }),
  (doc, at) => doc.getMap('map').set(`${at % 3}`, at),
  (doc, at) => doc.getMap('map').set('list', Y.Array.from([at, new Y.Map([['at', at]])])),
  (doc, at) => {
    const list = doc.getMap('map').get('list')
    if (list instanceof Y.Array) list.insert(Math.min(at, list.length), [at])
  },
  (doc, at) => doc.getMap('map').delete(at > 15 ? 'list' : `${at % 3}`),
]

const contentOf = (doc: Y.Doc) => ({ text: doc.getText('text').toDelta(), map: doc.getMap('map').toJSON() })

const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom('join', 'again'), who }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('leave', 'lose', 'vanish', 'gone'), who }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('lag', 'drain', 'drain'), who }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('write'),
      who,
      edit: fc.nat({ max: EDITS.length - 1 }),
      at: fc.nat({ max: 30 }),
    }),
  },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('move'), who, x: place, y: place }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constantFrom('set', 'clear'), who, field, value: fc.nat({ max: 2 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('carry'), who, value: fc.nat({ max: 2 }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('flood'), who, x: place }) },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('time'), ms: fc.constantFrom(1, 5, 16, 100, 800, 21_000) }),
  },
) as fc.Arbitrary<Step>

/** Where each write takes long, a tick is told in several turns, and what happens meanwhile comes between them. */
const writeMs = fc.constantFrom(0, 0, 7, 30)

/** More changes of presence than a connection may make at once. */
const FLOOD = 130

const VALUES: Readonly<Record<string, (value: number) => JsonObject[string]>> = {
  name: (value) => ['Ada', 'Bob', 'Cleo'][value] ?? '',
  hand: (value) => value > 0,
  cursor: (value) => ({ anchor: value }),
}

/** Rule [CW2]. */
const rounded = (value: JsonObject[string]) => {
  if (typeof value !== 'number') return value
  return value >= 0 && value <= 65_535 / 50_000 ? Math.round(value * 50_000) / 50_000 : Math.fround(value)
}

const asTold = ({ protocol }: Seat, state: JsonObject): JsonObject => {
  if (protocol === 'stock') return state
  return Object.fromEntries(
    Object.entries(state).map(([key, value]) => [key, key === 'x' || key === 'y' ? rounded(value) : value]),
  )
}

const join = (seat: Seat, harness: RoomHarness) => {
  const peer = new Peer(harness, seat.protocol)
  seat.peer = peer
  peer.ask()
  peer.say({ [seat.clientId]: seat.said })
}

/** Says a change as the wire has it: as a change, or by the whole state. */
const say = (seat: Seat, set: JsonObject, cleared: readonly string[] = []) => {
  const before = seat.said
  seat.said = Object.fromEntries(
    Object.entries({ ...before, ...asTold(seat, set) }).filter(([key]) => !cleared.includes(key)),
  )
  if (seat.protocol === 'stock') seat.peer?.say({ [seat.clientId]: seat.said })
  else seat.peer?.change(set, cleared)
}

const take = (seat: Seat, step: Exclude<Step, { kind: 'time' }>, harness: RoomHarness): void => {
  const { peer } = seat
  if (step.kind === 'join' && peer === null) join(seat, harness)
  if (peer === null) return
  switch (step.kind) {
    case 'leave':
    case 'lose':
      peer.leave(step.kind === 'leave' ? 'left' : 'lost')
      seat.peer = null
      break
    case 'vanish':
      // The network goes, and the relay has not noticed.
      peer.vanish()
      seat.peer = null
      break
    case 'lag':
      peer.lag()
      break
    case 'drain':
      peer.drain()
      break
    case 'again':
      peer.query()
      break
    case 'gone':
      // Whoever withdraws a claim has to claim again, on another socket.
      if (harness.room.presence.get(seat.clientId)?.owner !== peer.connection) break
      peer.say({ [seat.clientId]: null })
      peer.say({ [seat.clientId]: seat.said })
      break
    case 'carry':
      // A second entry on the same socket, which comes and goes.
      peer.say({ [100 + seat.clientId]: step.value > 0 ? { value: step.value } : null })
      break
    case 'write':
      peer.edit((doc) => EDITS[step.edit]?.(doc, step.at))
      break
    case 'move':
      say(seat, { x: step.x, y: step.y })
      break
    case 'flood':
      // More at once than is taken at once: the latest of it waits.
      for (let n = FLOOD; n > 0; n--) say(seat, { x: step.x + n / 100, n })
      break
    case 'set':
      say(seat, { [step.field]: VALUES[step.field]?.(step.value) ?? null })
      break
    case 'clear':
      say(seat, {}, [step.field])
  }
}

/** fast-check takes seeds of 32 bits with a sign. */
const seed = someSeed() | 0

test(`[CW3][CW6][FO2][FO5] whatever happens in whatever order, everyone who reads on holds what the room holds (seed ${seed})`, () => {
  fc.assert(
    fc.property(writeMs, fc.array(step, { maxLength: 80, size: 'max' }), (writeMs, steps) => {
      const harness = roomHarness({ writeMs })
      const peers: Peer[] = []
      const seats = WIRES.map((protocol, n): Seat => ({ clientId: n + 1, protocol, peer: null, said: { n } }))
      try {
        for (const step of steps) {
          if (step.kind === 'time') harness.advance(step.ms)
          else take(seats[step.who] as Seat, step, harness)
          for (const { peer } of seats) if (peer !== null && !peers.includes(peer)) peers.push(peer)
        }
        // Claims to the entries of dead sockets are decided.
        harness.advance(5_000)
        for (const { peer } of seats) peer?.drain()
        harness.advance(1_000)
        const { room } = harness
        for (const seat of seats) {
          const { peer, clientId } = seat
          if (peer === null || !peer.isOpen) continue
          const others = [...room.presence.values()].filter(({ owner }) => owner !== peer.connection)
          const expected = new Map(others.map((one) => [one.clientId, asTold(seat, one.state)]))
          expect([clientId, peer.people]).toEqual([clientId, expected])
          expect(contentOf(peer.doc)).toEqual(contentOf(docOf(room)))
          expect(room.presence.get(clientId)?.said).toEqual(seat.said)
        }
      } finally {
        for (const peer of peers) peer.destroy()
      }
    }),
    { seed, numRuns: 1_000 },
  )
})
