// A third kind of receiver is one file and one row: a JSON wire beside the two others.
import { expect, test } from 'vitest'
import { Awareness, applyAwarenessUpdate } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { createHybridClock } from '../../../server/base/clock.ts'
import { createContext } from '../../../server/base/context.ts'
import { silentLog } from '../../../server/base/log.ts'
import { Turns } from '../../../server/base/turns.ts'
import { RelayHooks } from '../../../server/events/relay-hooks.ts'
import type { Receiver } from '../../../server/fanout/receiver.ts'
import { Scheduler } from '../../../server/fanout/scheduler.ts'
import type { WebSocketFrame } from '../../../server/fanout/websocket-frame.ts'
import { WIRES } from '../../../server/fanout/wires/index.ts'
import type { Wire } from '../../../server/fanout/wires/wire.ts'
import { memoryStore } from '../../../server/index.ts'
import type { OwnNews } from '../../../server/presence/participant.ts'
import { noChat } from '../../../server/rooms/chat-desk.ts'
import { DocumentMemory } from '../../../server/rooms/document-memory.ts'
import { OrderRate } from '../../../server/rooms/order-rate.ts'
import { Room } from '../../../server/rooms/room.ts'
import type { Identity, JsonObject, LeftReason, RoomId } from '../../../shared/index.ts'
import { MESSAGES } from '../../../shared/index.ts'
import { fakeClock } from '../../support/fake-clock.ts'
import { type JsonLine, jsonWire, linesOf } from '../../support/json-wire.ts'
import { NO_EVENTS, QuickTransport } from '../../support/no-events.ts'
import { randomFrom, someSeed } from '../../support/random.ts'
import { awarenessUpdate, CompactPeople, documentUpdate } from '../../support/raw-client.ts'
import { updateNow } from '../../support/room-update.ts'

const KINDS = { ...WIRES, json: jsonWire }
const ALL_KINDS = Object.keys(KINDS) as (keyof typeof KINDS)[]

const setUp = () => {
  const time = fakeClock()
  const context = createContext({ clock: time.clock, log: silentLog })
  const policy = { orders: {}, policyVersion: 0 }
  const unstored = { epoch: 'epoch', isStored: false, hasContent: false, policy }
  const turns = new Turns(context)
  const room = new Room(
    { ...unstored, id: 'room' as RoomId },
    {
      ...context,
      ...{ hybridClock: createHybridClock(context.clock), scheduler: new Scheduler(context), turns },
      documentMemory: new DocumentMemory({ ...context, turns }),
      orderRate: new OrderRate(context.clock, context.limits),
      ...{ store: memoryStore(), hostCode: new RelayHooks({}, { ...context, turns }), chat: noChat },
      onStirred: () => undefined,
      ...{ space: 'free', crowd: null, verifies: false, gc: true, roles: {} },
    },
  )
  // Nothing is stored here.
  room.listen(room.broadcast)
  const join = (clientId: number, kind: keyof typeof KINDS) => new Person(room, clientId, KINDS[kind])
  return { ...time, room, join, settle: () => time.advance(1_000) }
}

/** Somebody who is told in a wire, and keeps what such a client would know. */
class Person extends QuickTransport implements Receiver {
  readonly id = 'person'
  readonly identity: Identity = { id: null, name: null, role: 'member', mayRename: true }
  readonly source = 'client'
  readonly wire: Wire
  readonly clientId: number
  readonly frames: Uint8Array[] = []
  readonly lines: JsonLine[] = []
  readonly doc = new Y.Doc()
  readonly #room: Room
  readonly #stock = new Awareness(new Y.Doc())
  readonly #compact = new CompactPeople()
  readonly #json = new Map<number, JsonObject>()

  constructor(room: Room, clientId: number, wire: Wire) {
    super()
    this.#room = room
    this.clientId = clientId
    this.wire = wire
    this.#stock.setLocalState(null)
    room.enter(this)
    room.broadcast.enter(this)
    room.broadcast.answer(this, Uint8Array.of(0), NO_EVENTS)
    this.#announce({ name: `client ${clientId}` }, true)
  }

  /** Everyone else, as this wire told. */
  get others(): Record<string, unknown> {
    if (this.wire === WIRES.stock) return Object.fromEntries(this.#stock.getStates())
    return Object.fromEntries(this.wire === jsonWire ? this.#json : this.#compact.states)
  }

  /** The texts of the document. */
  get text(): string {
    return this.doc.getText('text').toString()
  }

  say(state: JsonObject): void {
    this.#announce(state, false)
  }

  write(text: string): void {
    const before = Y.encodeStateVector(this.doc)
    this.doc.getText('text').insert(0, text)
    updateNow(this.#room, this, Y.encodeStateAsUpdate(this.doc, before))
  }

  signal(data: string, to: readonly number[] = []): void {
    expect(this.#room.signal(this, { kind: 'note', data, to })).toMatchObject({ ok: true })
  }

  leave(reason: LeftReason): void {
    this.#room.leave(this, reason)
  }

  drain(): void {
    this.isLagging = false
    this.#room.broadcast.drained(this)
  }

  send({ payload }: WebSocketFrame): void {
    const message = Uint8Array.from(payload)
    this.frames.push(message)
    const update = documentUpdate(message.length === 0 ? Uint8Array.of(1) : message)
    if (update !== null) Y.applyUpdate(this.doc, update)
    else if (this.wire === jsonWire) this.#read(linesOf(message))
    else if (message[0] === MESSAGES.presence.type) this.#compact.apply(message.subarray(1))
    const entries = this.wire === WIRES.stock ? awarenessUpdate(message) : null
    if (entries !== null) applyAwarenessUpdate(this.#stock, entries, 'relay')
  }

  tell(news: OwnNews): void {
    if (news.kind === 'others') this.#room.broadcast.greet(this)
    else if (news.kind === 'lost') this.#room.broadcast.remind(this, news.clockByClient)
  }

  probe(answered: () => void): void {
    answered()
  }

  close(): void {
    this.leave('lost')
  }

  #announce(state: JsonObject, isOpening: boolean): void {
    const stateBytes = new TextEncoder().encode(JSON.stringify(state))
    expect(
      this.#room.awareness(this, [{ clientId: this.clientId, clock: 1, stateBytes }], isOpening).ok,
    ).toBe(true)
  }

  #read(lines: readonly JsonLine[]): void {
    this.lines.push(...lines)
    for (const line of lines) {
      if ('is' in line) this.#json.set(line.is, line.state)
      else if ('gone' in line) this.#json.delete(line.gone)
    }
  }
}

test('[PR9][FO10] a JSON receiver is told of everyone who is there, and of nobody in an empty room', () => {
  const { join, settle } = setUp()
  const alone = join(1, 'json')
  settle()
  expect(alone.lines).toEqual([])
  expect(alone.frames.at(-1)).toHaveLength(0)
  join(2, 'stock')
  join(3, 'homeroom.v1')
  settle()
  const json = join(4, 'json')
  settle()
  expect(json.others).toEqual({ 1: { name: 'client 1' }, 2: { name: 'client 2' }, 3: { name: 'client 3' } })
  expect(alone.others).toEqual({ 2: { name: 'client 2' }, 3: { name: 'client 3' }, 4: { name: 'client 4' } })
})

test('[PR10][FO3] its own entry is cut out of what everyone is told', () => {
  const { join, settle } = setUp()
  const [json, other, stock] = [join(1, 'json'), join(2, 'json'), join(3, 'stock')]
  settle()
  json.lines.length = 0
  // The first goes out at once, the rest of them together.
  for (const person of [stock, json, other]) person.say({ name: 'moved' })
  settle()
  expect(json.lines).toEqual([
    { is: 3, state: { name: 'moved' } },
    { is: 2, state: { name: 'moved' } },
  ])
  expect(other.others).toMatchObject({ 1: { name: 'moved' } })
})

test('[SE3] it hears why somebody is gone', () => {
  const { join, settle } = setUp()
  const json = join(1, 'json')
  const reasons = ['left', 'lost', 'removed'] as const
  const others = reasons.map((_, at) => join(2 + at, ALL_KINDS[at] ?? 'json'))
  settle()
  json.lines.length = 0
  for (const [at, other] of others.entries()) other.leave(reasons[at] ?? 'left')
  settle()
  expect(json.lines).toEqual([
    { gone: 2, reason: 'left' },
    { gone: 3, reason: 'lost' },
    { gone: 4, reason: 'removed' },
  ])
  expect(json.others).toEqual({})
})

test('[DO1] updates of the document come and go as for everyone', () => {
  const { join, settle } = setUp()
  const [json, stock, compact] = [join(1, 'json'), join(2, 'stock'), join(3, 'homeroom.v1')]
  for (const person of [stock, json, compact]) {
    person.write(`${person.clientId} `)
    settle()
  }
  expect([json.text, stock.text, compact.text]).toEqual(['3 1 2 ', '3 1 2 ', '3 1 2 '])
})

test('[SG1] it hears signals of others, and those that are for it alone', () => {
  const { join, settle } = setUp()
  const [json, other, compact] = [join(1, 'json'), join(2, 'json'), join(3, 'homeroom.v1')]
  settle()
  compact.signal('for all')
  json.signal('of its own')
  compact.signal('for one', [1])
  settle()
  const heard = ({ lines }: Person) =>
    lines.flatMap((line) => ('signal' in line ? [[line.from, line.data]] : []))
  expect(heard(json)).toEqual([
    [3, 'for all'],
    [3, 'for one'],
  ])
  expect(heard(other)).toEqual([
    [3, 'for all'],
    [1, 'of its own'],
  ])
})

test('[FO5] after it lagged it is caught up with one message of presence and one of the document', () => {
  const { join, settle } = setUp()
  const [json, stays, goes, back] = [
    join(1, 'json'),
    join(2, 'stock'),
    join(3, 'homeroom.v1'),
    join(4, 'json'),
  ]
  settle()
  json.isLagging = true
  json.frames.length = 0
  json.lines.length = 0
  stays.say({ name: 'moved' })
  goes.leave('lost')
  back.leave('left')
  settle()
  join(4, 'stock')
  join(5, 'json')
  for (const word of ['one ', 'two ']) {
    stays.write(word)
    settle()
  }
  expect(json.frames).toEqual([])
  json.drain()
  settle()
  expect(json.frames).toHaveLength(2)
  expect(json.text).toBe('two one ')
  expect(json.lines).toContainEqual({ gone: 3, reason: 'lost' })
  expect(json.others).toEqual({ 2: { name: 'moved' }, 4: { name: 'client 4' }, 5: { name: 'client 5' } })
})

const SEED = someSeed()

test(`whatever happens, every kind of receiver knows the same (seed ${SEED})`, () => {
  const random = randomFrom(SEED)
  const { join, settle, advance } = setUp()
  const people: Person[] = []
  let lastId = 0
  const acts = {
    join: () => people.push(join(++lastId, random.pick(ALL_KINDS))),
    say: () => random.pick(people).say({ at: random.below(1_000) }),
    write: () => random.pick(people).write('x'),
    leave: () => people.splice(random.below(people.length), 1)[0]?.leave('left'),
    lag: () => {
      random.pick(people).isLagging = true
    },
    drain: () => random.pick(people).drain(),
    pass: () => advance(random.below(100)),
  }
  for (let round = 0; round < 30; round++) {
    for (const kind of ALL_KINDS) people.push(join(++lastId, kind))
    for (let act = 0; act < 60; act++)
      acts[people.length < 2 ? 'join' : random.pick(Object.keys(acts) as (keyof typeof acts)[])]()
    while (people.length < 2) acts.join()
    for (const person of people) person.drain()
    settle()
    const all = Object.assign({}, ...people.map(({ others }) => others))
    for (const { clientId, others, text } of people) {
      expect({ ...others, [clientId]: all[clientId] }).toEqual(all)
      expect(text).toBe(people[0]?.text)
    }
    expect(Object.keys(all)).toHaveLength(people.length)
    while (people.length > 4) acts.leave()
  }
})
