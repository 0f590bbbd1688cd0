import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { DEFAULT_LIMITS } from '../../server/base/limits.ts'
import { silentLog } from '../../server/base/log.ts'
import { createMetrics } from '../../server/base/metrics.ts'
import { MessageHandler, type MessageHandlerHost } from '../../server/connections/message-handler.ts'
import { Violations } from '../../server/connections/violations.ts'
import type { Room } from '../../server/rooms/room.ts'
import { ok, type Role, SYNC } from '../../shared/index.ts'
import { syncFrame } from '../support/counting-client.ts'
import { hubHarness, LESSON, someone } from '../support/hub-harness.ts'
import { type Random, randomFrom, someSeed } from '../support/random.ts'

const ROUNDS = 20
const STEPS = 150
const CLIENTS = 3
const LIMITS = { ...DEFAULT_LIMITS, update: 4_000, document: 20_000, gap: 4_000 }

const turn = () => new Promise(setImmediate)

/** A client that marks each frame that it sends, and is told how many of them are saved. */
const clientOf = (room: Room, harness: ReturnType<typeof hubHarness>, number: number) => {
  const { clock } = harness
  const metrics = createMetrics()
  const doc = new Y.Doc()
  const marks: string[] = []
  let role: Role = 'member'
  let saved = 0
  const { member } = someone()
  const parts = {
    protocol: 'homeroom.v1' as const,
    sendFrame: () => undefined,
    close: () => undefined,
    ask: () => undefined,
    take: () => ok(undefined),
    stir: () => undefined,
    slowDown: () => undefined,
    askForDocument: () => undefined,
    tellSaved(_received: number, now: number) {
      saved = now
    },
  }
  const host: MessageHandlerHost = {
    ...member,
    ...parts,
    get identity() {
      return { id: null, name: null, role, mayRename: true }
    },
    violations: new Violations(
      { ...member, ...parts },
      { room: 'room', connection: 'one' },
      { clock, log: silentLog, metrics },
    ),
  }
  room.enter(host)
  const handler = new MessageHandler(host, room, { clock, metrics, durability: 'normal', limits: LIMITS })
  const mark = (change: (doc: Y.Doc) => void = () => undefined) => {
    const name = `${number}-${marks.length}`
    doc.transact(() => {
      change(doc)
      doc.getMap('marks').set(name, 1)
    })
    marks.push(name)
  }
  const updateSince = (before: Uint8Array) => syncFrame(SYNC.update, Y.encodeStateAsUpdate(doc, before))

  return {
    doc,
    marks,
    saved: () => saved,
    handler,
    write(change?: (doc: Y.Doc) => void) {
      const before = Y.encodeStateVector(doc)
      mark(change)
      handler.receive(updateSince(before), true)
    },
    /** A frame whose bytes are cut off: its content comes with a later step 2, or never. */
    sendBroken() {
      const before = Y.encodeStateVector(doc)
      mark()
      const frame = updateSince(before)
      handler.receive(frame.subarray(0, frame.length - 1), true)
    },
    step2() {
      mark()
      handler.receive(syncFrame(SYNC.step2, Y.encodeStateAsUpdate(doc, room.document.stateVector())), true)
    },
    toggleRole() {
      role = role === 'member' ? 'viewer' : 'member'
    },
  }
}

type Client = ReturnType<typeof clientOf>

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
    await harness.hub.load(LESSON)
    const room = harness.hub.peek(LESSON) as Room
    const clients = Array.from({ length: CLIENTS }, (_, number) => clientOf(room, harness, number))
    let release: (() => void) | null = null
    for (let step = 0; step < STEPS; step++) {
      act(random.pick(clients), clients, random)
      if (random.below(10) === 0) {
        release?.()
        release = shakeStore(harness, random)
      }
      if (random.below(3) > 0) continue
      await turn()
      harness.advance(300)
      harness.hub.sweep()
      await turn()
      // Asked before the store is looked at: it may have more by then, never less.
      const found = new Y.Doc()
      const told = clients.map(({ handler, saved }) => {
        handler.sweep()
        return saved()
      })
      for (const update of (await harness.inner.load(LESSON)).updates) Y.applyUpdate(found, update)
      const there = found.getMap('marks')
      clients.forEach(({ marks }, index) => {
        const missing = marks.slice(0, told[index]).filter((name) => !there.has(name))
        expect(missing, `round ${round}, step ${step}`).toEqual([])
        checked += told[index] ?? 0
      })
    }
  }
  expect(checked).toBeGreaterThan(ROUNDS * STEPS)
})
