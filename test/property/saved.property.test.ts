import * as decoding from 'lib0/decoding'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { DEFAULT_LIMITS } from '../../server/base/limits.ts'
import { AnswerMemory } from '../../server/fanout/answer-memory.ts'
import type { Room } from '../../server/rooms/room.ts'
import { MESSAGES, SYNC } from '../../shared/index.ts'
import { syncFrame } from '../support/counting-client.ts'
import { docOf, hubHarness, LESSON } from '../support/hub-harness.ts'
import { type Random, randomFrom, someSeed } from '../support/random.ts'
import { joinRoom } from '../support/room-harness.ts'

const ROUNDS = 20
const STEPS = 150
const CLIENTS = 3
const LIMITS = { ...DEFAULT_LIMITS, update: 4_000, document: 20_000, pending: 4_000 }

const turn = () => new Promise(setImmediate)

/** How many messages a frame says are saved; null where it says something else. */
const savedIn = (frame: Uint8Array): number | null => {
  if (frame[0] !== MESSAGES.saved.type) return null
  const decoder = decoding.createDecoder(frame.subarray(1))
  decoding.readVarUint(decoder)
  return decoding.readVarUint(decoder)
}

/** A client that marks each message that it sends, and is told how many of them are saved. */
class Client {
  readonly doc = new Y.Doc()
  /** The marks of this connection's messages, in order. */
  marks: string[] = []
  saved = 0
  readonly #number: number
  #joined: ReturnType<typeof joinRoom> | null = null
  #room: Room | null = null
  #marked = 0

  constructor(number: number) {
    this.#number = number
  }

  get isIn(): boolean {
    return this.#joined?.connection.isOpen === true
  }

  /** Comes into the room on a new connection, which counts from nothing. */
  join(room: Room, { context }: ReturnType<typeof hubHarness>, answerMemory: AnswerMemory): void {
    this.marks = []
    this.saved = 0
    this.#room = room
    this.#joined = joinRoom(room, context, answerMemory, { protocol: 'homeroom.v1', durability: 'normal' })
  }

  sweep(nowMs: number): void {
    this.#joined?.connection.sweep(nowMs)
    for (const { payload } of this.#joined?.pair.toClient.splice(0) ?? [])
      this.saved = savedIn(payload) ?? this.saved
  }

  write(change?: (doc: Y.Doc) => void): void {
    this.#send(this.#updateWith(change))
  }

  /** A message whose bytes are cut off: its content comes with a later step 2, or never. */
  sendBroken(): void {
    this.#send(this.#updateWith().subarray(0, -1))
  }

  step2(): void {
    this.#mark()
    const known = Y.encodeStateVector(docOf(this.#room as Room))
    this.#send(syncFrame(SYNC.step2, Y.encodeStateAsUpdate(this.doc, known)))
  }

  /** A host gives it another role, as the room tells it. */
  toggleRole(): void {
    const connection = this.#joined?.connection
    connection?.tell({
      kind: 'role',
      standing: { role: connection.identity.role === 'member' ? 'viewer' : 'member' },
    })
  }

  #updateWith(change?: (doc: Y.Doc) => void): Uint8Array {
    const before = Y.encodeStateVector(this.doc)
    this.#mark(change)
    return syncFrame(SYNC.update, Y.encodeStateAsUpdate(this.doc, before))
  }

  #mark(change: (doc: Y.Doc) => void = () => undefined): void {
    const name = `${this.#number}-${this.#marked++}`
    this.doc.transact(() => {
      change(this.doc)
      this.doc.getMap('marks').set(name, 1)
    })
    this.marks.push(name)
  }

  #send(message: Uint8Array): void {
    this.#joined?.pair.send(message)
    this.#joined?.pair.deliver()
  }
}

const act = (client: Client, others: readonly Client[], random: Random) => {
  const what = random.below(12)
  if (what < 5) client.write()
  else if (what === 5) client.step2()
  else if (what === 6) client.sendBroken()
  else if (what === 7) client.write((doc) => doc.getText('paste').insert(0, 'x'.repeat(6_000)))
  else if (what === 8) client.doc.getText('paste').delete(0, client.doc.getText('paste').length)
  else if (what === 9) client.toggleRole()
  // Heard by another way than the relay: what it writes from now on may build on what has not come here.
  else Y.applyUpdate(client.doc, Y.encodeStateAsUpdate(random.pick(others).doc), 'heard')
}

const shakeStore = ({ fail, heal, hold }: ReturnType<typeof hubHarness>, random: Random) => {
  const what = random.below(4)
  if (what === 0) fail('append')
  else if (what === 1) return hold('append')
  else heal()
  return null
}

const seed = someSeed()

test(`[SV1][SV2][SV3] whatever is refused, waits or fails, no frame is said to be saved that a fresh document does not have (seed ${seed})`, async () => {
  const random = randomFrom(seed)
  let checked = 0
  for (let round = 0; round < ROUNDS; round++) {
    const harness = hubHarness({ limits: LIMITS })
    const { hub, clock, advance, inner } = harness
    const answerMemory = new AnswerMemory(clock)
    const clients = Array.from({ length: CLIENTS }, (_, number) => new Client(number))
    /** Those whom the relay has sent away come back. */
    const gather = async () => {
      if (clients.every(({ isIn }) => isIn)) return
      await hub.load(LESSON)
      const room = hub.peek(LESSON) as Room
      for (const client of clients) if (!client.isIn) client.join(room, harness, answerMemory)
    }
    let release: (() => void) | null = null
    for (let step = 0; step < STEPS; step++) {
      await gather()
      act(random.pick(clients), clients, random)
      if (random.below(10) === 0) {
        release?.()
        release = shakeStore(harness, random)
      }
      if (random.below(3) > 0) continue
      await turn()
      advance(300)
      hub.sweep()
      await turn()
      // Asked before the store is looked at: it may have more by then, never less.
      const found = new Y.Doc()
      for (const client of clients) client.sweep(clock.monotonicMs())
      const told = clients.map(({ marks, saved }) => marks.slice(0, saved))
      for (const update of (await inner.open(LESSON)).updates) Y.applyUpdate(found, update)
      const there = found.getMap('marks')
      for (const marks of told) {
        const missing = marks.filter((name) => !there.has(name))
        expect(missing, `round ${round}, step ${step}`).toEqual([])
        checked += marks.length
      }
    }
    expect(await harness.metric('homeroom_failures_total')).toBe(0)
  }
  expect(checked).toBeGreaterThan(ROUNDS * STEPS)
})
