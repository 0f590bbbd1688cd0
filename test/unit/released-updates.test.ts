import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { systemClock } from '../../server/base/clock.ts'
import { createContext } from '../../server/base/context.ts'
import { DEFAULT_LIMITS } from '../../server/base/limits.ts'
import { finish, Turns } from '../../server/base/turns.ts'
import { Document } from '../../server/document/document.ts'
import { UpdateQueue } from '../../server/document/update-queue.ts'
import type { Participant } from '../../server/presence/participant.ts'
import { DocumentMemory } from '../../server/rooms/document-memory.ts'
import { differenceOf, viewOf } from '../support/document-view.ts'
import { endWork } from '../support/end-work.ts'
import { fakeClock } from '../support/fake-clock.ts'
import { memoryLog } from '../support/memory-log.ts'
import { participant } from '../support/participant.ts'
import { takeAll } from '../support/take-all.ts'
import { embed, text, updateOf } from '../support/yjs-bytes.ts'

const ME = participant()
const IMAGES = 3_000

const FIRST = updateOf([{ client: 1, structs: [text('x')] }])

/** Images after a letter of another client, of which every third is deleted, and that letter, too. */
const WAITING = updateOf(
  [
    {
      client: 9,
      structs: Array.from({ length: IMAGES }, (_, index) =>
        embed('{}', { origin: index === 0 ? [1, 0] : [9, index - 1] }),
      ),
    },
  ],
  [
    { client: 9, ranges: Array.from({ length: IMAGES / 3 }, (_, index) => [index * 3, 1]) },
    { client: 1, ranges: [[0, 1]] },
  ],
)

/** Letters of one client, each of which follows the one before. */
const lettersOf = (count: number): Uint8Array[] =>
  Array.from({ length: count }, (_, clock) =>
    updateOf([{ client: 1, clock, structs: [text('x', clock === 0 ? {} : { origin: [1, clock - 1] })] }]),
  )

const setUp = () => {
  const told: { readonly update: Uint8Array; readonly by: Participant | null }[] = []
  const held: Uint8Array[] = []
  const document = new Document({
    onUpdate: (update, by) => told.push({ update, by }),
    onHeld: (update) => held.push(update),
    limits: DEFAULT_LIMITS,
  })
  const view = () => document.edit((doc) => viewOf(doc), null)
  return { document, told, held, view }
}

const madeOf = (updates: readonly Uint8Array[]) => {
  const doc = new Y.Doc()
  for (const update of updates) Y.applyUpdate(doc, update)
  return viewOf(doc)
}

test('[DL3] [DO7] a large update that waited goes in in slices, and is told as one when all of it is in', () => {
  const { document, told, view } = setUp()
  expect(document.apply(WAITING, ME)).toEqual({ ok: true, value: 'in-part' })
  const work = takeAll(document, FIRST)
  const clocks = new Set<number>()
  for (let step = work.next(); !step.done; step = work.next()) {
    clocks.add(document.edit(({ store }) => Y.getState(store, 9), null))
    expect(told.length).toBeLessThan(2)
  }
  expect(clocks.size).toBeGreaterThan(20)
  // What had waited is nobody's: it is news to everyone.
  expect(told.map(({ by }) => by === null)).toEqual([false, true])
  expect(differenceOf(view(), madeOf([WAITING, FIRST]))).toBeNull()
  expect(document.hasPending).toBe(false)
})

test('[DL3] what is told of a large update that waited is complete, and so are its records', () => {
  const { document, told, held, view } = setUp()
  for (const update of [WAITING, FIRST]) finish(takeAll(document, update))
  const updates = told.map(({ update }) => update)
  expect(differenceOf(view(), madeOf(updates))).toBeNull()
  const again = setUp()
  expect(finish(again.document.load([...held, ...updates]))).toEqual({ ok: true, value: 0 })
  expect(differenceOf(view(), again.view())).toBeNull()
  expect(again.document.hasPending).toBe(false)
})

test('[DL3] [DL5] where the release of a large update is ended half-way, what is in is told, and the rest is forgotten', () => {
  const { document, told, view } = setUp()
  const toldOf = () => madeOf(told.map(({ update }) => update))
  finish(document.take(WAITING, ME))
  finish(document.take(FIRST, ME))
  const work = document.release()
  for (let steps = 0; steps < 20; steps++) work.next()
  endWork(work)
  document.forgetPending()
  const known = Y.decodeStateVector(document.stateVector()).get(9) ?? 0
  expect(known).toBeGreaterThan(0)
  expect(known).toBeLessThan(IMAGES)
  expect(differenceOf(view(), toldOf())).toBeNull()
  expect(document.hasPending).toBe(false)
  // Its sender comes back with it.
  finish(takeAll(document, WAITING))
  expect(differenceOf(view(), madeOf([WAITING, FIRST]))).toBeNull()
  expect(differenceOf(view(), toldOf())).toBeNull()
})

test('[DL5] the release of what waited costs the room, and not the client that brings what was missing', () => {
  const { document } = setUp()
  const context = createContext({ clock: systemClock, log: memoryLog().log })
  const turns = new Turns(context)
  const documentMemory = new DocumentMemory({ ...context, turns })
  const queue = new UpdateQueue(document, { ...context, turns, documentMemory }, { room: 'lesson' })
  const letters = 3_000
  const base = updateOf([{ client: 1, structs: [text('x'.repeat(letters))] }])
  const conflicts = Array.from({ length: letters }, (_, index) => text('a', { rightOrigin: [1, index] }))
  const waiting = updateOf([{ client: 2, structs: [text('b', { origin: [3, 0] }), ...conflicts] }])
  for (const update of [base, waiting]) finish(document.take(update, ME))
  const budget = { leftMs: 5_000, spend: () => undefined }
  const answers: unknown[] = []
  queue.take(updateOf([{ client: 3, structs: [text('c')] }]), ME, budget, (taken) => answers.push(taken))
  expect(answers).toEqual([{ ok: true, value: 'whole' }])
  // The release goes on after the answer.
  expect(queue.isBusy).toBe(true)
})

test('[FO8] of many updates that waited some go in in each turn of the event loop, all of them in order', async () => {
  const { document, view } = setUp()
  const { clock, spend, advance } = fakeClock()
  const context = createContext({ clock, log: memoryLog().log })
  const turns = new Turns(context)
  const documentMemory = new DocumentMemory({ ...context, turns })
  const queue = new UpdateQueue(document, { ...context, turns, documentMemory }, { room: 'lesson' })
  const budget = { leftMs: 5_000, spend: () => undefined }
  const release = await queue.hold()
  const done: number[] = []
  const letters = lettersOf(100)
  for (const [index, letter] of letters.entries())
    queue.take(letter, ME, budget, () => {
      spend(1)
      done.push(index)
    })
  release()
  expect(done.length).toBeLessThan(20)
  // What comes meanwhile has its turn behind them.
  queue.take(updateOf([{ client: 2, structs: [text('b')] }]), ME, budget, () => done.push(100))
  expect(done.length).toBeLessThan(20)
  expect(queue.isBusy).toBe(true)
  for (let turn = 0; turn < 20; turn++) advance(1)
  expect(done).toEqual(Array.from({ length: 101 }, (_, index) => index))
  expect(queue.isBusy).toBe(false)
  expect(
    differenceOf(view(), madeOf([...letters, updateOf([{ client: 2, structs: [text('b')] }])])),
  ).toBeNull()
})

test('[WA1] where the sender of an update fails at its end, the next update has its turn', () => {
  const { document } = setUp()
  const context = createContext({ clock: systemClock, log: memoryLog().log })
  const turns = new Turns(context)
  const documentMemory = new DocumentMemory({ ...context, turns })
  const queue = new UpdateQueue(document, { ...context, turns, documentMemory }, { room: 'lesson' })
  const budget = { leftMs: 5_000, spend: () => undefined }
  const letter = (client: number) => updateOf([{ client, structs: [text('a')] }])
  const ends: unknown[] = []
  const more = updateOf([{ client: 1, clock: 1, structs: [text('b', { origin: [1, 0] })] }])
  for (const update of [letter(1), more])
    queue.take(update, ME, budget, (taken) => {
      ends.push(taken)
      throw new Error('a fault of the sender')
    })
  queue.take(letter(2), ME, budget, (taken) => ends.push(taken))
  expect(queue.isBusy).toBe(false)
  expect(ends).toEqual(Array(3).fill({ ok: true, value: 'whole' }))
})
