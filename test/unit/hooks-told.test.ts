import { expect, test } from 'vitest'
import * as Y from 'yjs'
import type { LeaveHook, UpdateHook } from '../../server/index.ts'
import { hookHarness, never } from '../support/hook-harness.ts'
import { LESSON, someone, textOf, write } from '../support/hub-harness.ts'

const OTHER = 'other' as typeof LESSON

test('onLeave is told of each that leaves, with why and since when', async () => {
  const left: LeaveHook[] = []
  const harness = hookHarness({ onLeave: (leave) => left.push(leave) })
  const { member } = someone()
  const ada = {
    ...member,
    id: 'first',
    identity: { id: 'ada', name: 'Ada', role: 'teacher', rights: 'host', mayRename: true } as const,
  }
  const { room } = await harness.enter(LESSON, { member: ada })
  harness.pass(60_000)
  room.leave(ada, 'lost')
  const startMs = Date.UTC(2030, 0, 1)
  await expect
    .poll(() => left)
    .toEqual([
      {
        ...{ room: LESSON, reason: 'lost', joinedAtMs: startMs, atMs: startMs + 60_000 },
        person: {
          ...{ id: 'ada', name: 'Ada', role: 'teacher', rights: 'host' },
          ...{ connection: 'first', source: 'client' },
        },
        signal: expect.any(AbortSignal),
      },
    ])
})

test('onUpdate is told of each change in order, one at a time, and by whom', async () => {
  const told: UpdateHook[] = []
  const gates: PromiseWithResolvers<void>[] = []
  const harness = hookHarness({
    onUpdate(update) {
      told.push(update)
      const gate = Promise.withResolvers<void>()
      gates.push(gate)
      return gate.promise
    },
  })
  const here = await harness.enter()
  const there = await harness.enter()
  write(here, 'one ')
  write(there, 'two ')
  write(here, 'three ')
  for (const count of [1, 2, 3]) {
    await expect.poll(() => told).toHaveLength(count)
    gates[count - 1]?.resolve()
  }
  expect(told.map(({ by }) => by?.connection)).toEqual([here.member.id, there.member.id, here.member.id])
  const doc = new Y.Doc()
  for (const { update } of told) Y.applyUpdate(doc, update)
  expect(doc.getText('text').toString()).toBe(textOf(here.room))
  await expect.poll(() => harness.calls('onUpdate', 'done')).toBe(3)
})

test.each<[string, () => unknown]>([
  [
    'throws',
    () => {
      throw new Error('a hook')
    },
  ],
  ['rejects', () => Promise.reject(new Error('a hook'))],
])('a hook that %s is counted and logged; the room and what comes after go on', async (_, fails) => {
  let calls = 0
  const harness = hookHarness({
    onUpdate() {
      calls += 1
      return calls === 1 ? fails() : undefined
    },
  })
  const here = await harness.enter()
  write(here, 'one ')
  write(here, 'two ')
  await expect.poll(() => harness.calls('onUpdate', 'done')).toBe(1)
  expect(await harness.calls('onUpdate', 'failed')).toBe(1)
  expect(harness.hookLines()).toEqual(['a hook failed'])
  expect(textOf(here.room)).toHaveLength('one two '.length)
  expect(here.room.hasFailed).toBe(false)
})

test('a hook that hangs for ever delays nothing but what that hook is told of that room, and is counted', async () => {
  const told: string[] = []
  const signals: AbortSignal[] = []
  const harness = hookHarness({
    onUpdate({ room, signal }) {
      told.push(`update of ${room}`)
      signals.push(signal)
      return room === LESSON && signals.length === 1 ? never() : undefined
    },
    onLeave: ({ room }) => told.push(`leave of ${room}`),
    onStore: ({ room }) => told.push(`store of ${room}`),
  })
  const here = await harness.enter()
  write(here, 'one ')
  await expect.poll(() => told).toEqual([`update of ${LESSON}`])
  write(here, 'two ')
  const there = await harness.enter(OTHER)
  write(there, 'three ')
  here.leave()
  await harness.hub.flush()
  harness.pass(1_000)
  await expect
    .poll(() => told.slice(1).sort())
    .toEqual([`leave of ${LESSON}`, `store of ${LESSON}`, `store of ${OTHER}`, `update of ${OTHER}`])
  expect(await harness.metric('homeroom_hooks_waiting')).toBe(2)

  harness.pass(8_999)
  expect(signals[0]?.aborted).toBe(false)
  harness.pass(1)
  await expect.poll(() => told.filter((one) => one === `update of ${LESSON}`)).toHaveLength(2)
  expect(signals[0]?.aborted).toBe(true)
  expect(await harness.calls('onUpdate', 'late')).toBe(1)
  expect(harness.hookLines()).toEqual(['a hook took too long'])
  await expect.poll(() => harness.metric('homeroom_hooks_waiting')).toBe(0)
})

test('a hook that is too slow for a room is not told of everything, and that is counted', async () => {
  let told = 0
  const harness = hookHarness({
    onUpdate() {
      told += 1
      return told === 1 ? never() : undefined
    },
  })
  const here = await harness.enter()
  for (let index = 0; index < 1_010; index++) write(here, 'x')
  expect(await harness.calls('onUpdate', 'dropped')).toBe(10)
  harness.pass(10_000)
  await expect.poll(() => told).toBe(1_000)
  write(here, 'x')
  await expect.poll(() => told).toBe(1_001)
  expect(textOf(here.room)).toHaveLength(1_011)
})

test('nothing is told of somebody on another node', async () => {
  const told: unknown[] = []
  const tell = (one: unknown) => told.push(one)
  const harness = hookHarness({ onLeave: tell, onUpdate: tell })
  const { member } = someone()
  const far = await harness.enter(LESSON, { member: { ...member, source: 'node' } })
  write(far, 'from afar')
  far.leave()
  await harness.hooks.settle()
  expect(told).toEqual([])
})
