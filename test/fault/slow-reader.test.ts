import { expect, test } from 'vitest'
import type { WebSocket } from 'ws'
import * as Y from 'yjs'
import { type JsonObject, writeMessage, writeOwnChange } from '../../shared/index.ts'
import { fakeClock } from '../support/fake-clock.ts'
import { handSweptClock } from '../support/hand-swept-clock.ts'
import { openSocket } from '../support/http.ts'
import { awarenessFrame, type RawClient, rawClient } from '../support/raw-client.ts'
import { metricOf } from '../support/relay-metrics.ts'
import { startRelay } from '../support/start-relay.ts'
import { until } from '../support/until.ts'

const MIB = 1024 * 1024
const MOVERS = 100
const ROUNDS = 100
const WRITERS = 20
/** In a round, by each writer: 10 000 updates in all. */
const UPDATES = 5
/** More than the kernel keeps for a socket: from then on the rest waits in the relay. */
const FILL_BYTES = 7.5 * MIB
const FILLING_BYTES = FILL_BYTES / 100

/** A client that reads everything, looks at nothing, and has the document that it writes. */
const mover = async (wsUrl: string, id: number) => {
  const ws = await openSocket(`${wsUrl}/lesson`, { protocols: ['homeroom.v1'] })
  ws.on('message', () => undefined)
  ws.send(awarenessFrame([{ id, state: { name: `${id}` } }]))
  const doc = new Y.Doc()
  doc.clientID = id
  doc.on('update', (update: Uint8Array) => ws.send(writeMessage.update(update)))
  return { id, ws, list: doc.getArray<string>('list') }
}

/** A relay on whose room a reader has stopped reading, with more waiting for it than the kernel takes. */
const stalled = async (isCompact: boolean, clock = handSweptClock().clock) => {
  const { wsUrl, url } = await startRelay({ clock })
  const gauge = (name: string, labels?: Record<string, string>) => metricOf(url, `homeroom_${name}`, labels)
  const reader = await rawClient(wsUrl, 'lesson', { isCompact })
  reader.say({ id: 1, state: { name: 'reader' } })
  const watcher = await rawClient(wsUrl, 'lesson')
  watcher.say({ id: 2, state: { name: 'watcher' } })
  await reader.waitFor(2)
  reader.ws.pause()
  const fill = new Y.Doc()
  fill.on('update', (update: Uint8Array) => watcher.send(writeMessage.update(update)))
  // Not at once: of a long change a reader is sent the next part when it says that it has one.
  for (let bytes = 0; bytes < FILL_BYTES; bytes += FILLING_BYTES)
    fill.getText('fill').insert(0, 'x'.repeat(FILLING_BYTES))
  await until(async () => (await gauge('lagging_connections')) === 1, 'the reader lags')
  return { reader, watcher, gauge, wsUrl, url }
}

const people = ({ people: { states }, awareness }: RawClient, isCompact: boolean) =>
  new Map<number, unknown>(isCompact ? states : awareness.getStates())

const without = (all: Map<number, unknown>, id: number) => new Map([...all].filter(([other]) => other !== id))

const knows = (clients: readonly RawClient[], truth: RawClient) => {
  const vector = Y.encodeStateVector(truth.doc)
  return clients.every(({ doc }) => Buffer.compare(Y.encodeStateVector(doc), vector) === 0)
}

const send = (ws: WebSocket, set: JsonObject) => ws.send(writeOwnChange({ set, cleared: [] }))

test.each([
  ['stock', false],
  ['homeroom.v1', true],
] as const)(
  '[FO5][CW6] a reader on %s that stops costs no memory and nobody else anything, and is complete once it reads again',
  async (_wire, isCompact) => {
    const { reader, gauge, wsUrl, url } = await stalled(isCompact)
    const waitingAtFirst = await gauge('unsent_bytes')
    // Nobody of them asks for the document so far.
    const movers = await Promise.all(Array.from({ length: MOVERS }, (_, n) => mover(wsUrl, 100 + n)))
    const watchers = [
      await rawClient(wsUrl, 'lesson'),
      await rawClient(wsUrl, 'lesson', { isCompact: true }),
    ] as const
    for (const [n, watcher] of watchers.entries()) {
      watcher.say({ id: 8 + n, state: {} })
      watcher.send(writeMessage.step1(Uint8Array.of(0)))
    }

    for (let round = 1; round <= ROUNDS; round++) {
      for (const { ws, id } of movers) send(ws, { x: round / ROUNDS, y: id / 1_000 })
      for (const { list } of movers.slice(0, WRITERS)) {
        for (let n = 0; n < UPDATES; n++) list.push([`${round} ${n}`])
      }
      const entries = round * UPDATES * WRITERS
      await until(
        () => watchers.every(({ doc }) => doc.getArray('list').length === entries),
        `round ${round}`,
      )
      for (const watcher of watchers) {
        for (const { id } of movers) await watcher.waitFor(id, ({ x }) => x === round / ROUNDS)
      }
      expect((await gauge('unsent_bytes')) - waitingAtFirst).toBeLessThan(MIB / 2)
    }
    expect(await gauge('lagging_connections')).toBe(1)
    const listed = await fetch(`${url}/api/rooms`)
    expect(await listed.json()).toMatchObject({ rooms: [{ lagging: 1, refused: 0 }] })
    expect(await gauge('faults_total')).toBe(0)

    const caughtUp = (what: string) => gauge('catch_ups_total', { what })
    const before = { presence: await caughtUp('presence'), document: await caughtUp('document') }
    const framesBefore = reader.frames.length
    reader.ws.resume()
    await until(() => knows([reader], watchers[0]), 'the reader has the document')
    await reader.waitFor(100, ({ x }) => x === 1)
    expect(reader.doc.getArray('list').toJSON()).toEqual(watchers[0].doc.getArray('list').toJSON())
    expect(knows(watchers, reader)).toBe(true)
    const seen = people(watchers[1], true)
    expect(seen.size).toBe(MOVERS + 3)
    expect(without(people(reader, isCompact), 9)).toEqual(without(seen, 1))
    expect((await caughtUp('presence')) - before.presence).toBe(1)
    expect((await caughtUp('document')) - before.document).toBe(1)
    // What the kernel had, and what it had missed: presence and the document once each, beside what fills the line.
    const others = reader.frames.slice(framesBefore).filter(({ length }) => length < FILLING_BYTES)
    expect(others.length).toBeLessThanOrEqual(5)
    await until(async () => (await gauge('unsent_bytes')) === 0, 'nothing waits any more')
  },
  180_000,
)

test.each([
  ['stock', false],
  ['homeroom.v1', true],
] as const)(
  '[FO6] a reader on %s that takes nothing for 2 minutes is let go, though it still speaks',
  async (_wire, isCompact) => {
    const { clock, advance } = fakeClock()
    const { reader, watcher, gauge } = await stalled(isCompact, clock)
    const tooSlow = () => gauge('closes_total', { reason: 'too-slow' })
    let said = 0
    const speak = async () => {
      said += 1
      reader.say({ id: 1, clock: 1 + said, state: { said } })
      watcher.say({ id: 2, clock: 1 + said, state: {} })
      await watcher.waitFor(1, (state) => state.said === said)
    }
    for (let seconds = 0; seconds < 115; seconds += 5) {
      await speak()
      advance(5_000)
      expect([seconds, await tooSlow()]).toEqual([seconds, 0])
    }
    await speak()
    advance(10_000)
    expect(await tooSlow()).toBe(1)
    await watcher.waitGone(1)
    expect(await gauge('connections')).toBe(1)
    expect(await gauge('unsent_bytes')).toBe(0)
    expect(watcher.isClosed()).toBe(false)
  },
)
