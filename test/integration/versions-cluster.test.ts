// Versions of a room that several relays have, over one store.
import { randomBytes } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createContext } from '../../server/base/context.ts'
import { Turns } from '../../server/base/turns.ts'
import { memoryStore } from '../../server/index.ts'
import type { Hub } from '../../server/rooms/hub.ts'
import { createVersions } from '../../server/versions/schedule.ts'
import { StoredVersions } from '../../server/versions/stored-versions.ts'
import { faultyStore } from '../support/faulty-store.ts'
import { type LinkedNode, LinkedNodes } from '../support/linked-nodes.ts'
import { memoryLog } from '../support/memory-log.ts'

const STEP_MS = 250

test('[VE3] a version by the schedule is made by one of the relays that have the room, and by another where that one is gone', async () => {
  const store = memoryStore()
  const made: string[] = []
  const scheduleOf = ({ name, clock, room, link }: LinkedNode) => {
    const context = createContext({ clock, log: memoryLog().log })
    const versions = createVersions({
      ...{ ...context, turns: new Turns(context), store, rule: { hourly: 24 } },
      hub: { rooms: () => [room] } as unknown as Hub,
      rankOf: () => link.rank,
      onCreated: () => made.push(name),
    })
    return { name, schedule: versions?.schedule, idle: () => versions?.versions.idle() }
  }
  const nodes = new LinkedNodes(1, 'a', 'b', 'c')
  await nodes.pass(2_000)
  const ranked = ['a', 'b', 'c'].toSorted(
    (one, other) => nodes.node(one).link.rank - nodes.node(other).link.rank,
  )
  const [first = '', second = ''] = ranked
  nodes.join(second, 1).write('Hello')
  await nodes.pass(1_000)
  const schedules = ranked.map((name) => scheduleOf(nodes.node(name)))
  const pass = async (ms: number, ...without: readonly string[]) => {
    for (let passed = 0; passed < ms; passed += STEP_MS) {
      await nodes.pass(STEP_MS)
      for (const { name, schedule, idle } of schedules) {
        if (!without.includes(name)) schedule?.sweep()
        // It looks at the list first, and is at work then.
        await nextTurn()
        await idle()
      }
    }
  }
  await pass(120_000)
  expect(made).toEqual([first])
  nodes.join(second, 2).write(' again')
  await nodes.pass(3_600_000 - 60_000)
  await pass(180_000, first)
  expect(made).toEqual([first, second])
})

test('[VE1] parts of a version that another relay is making stay, and those of one that was never whole go later', async () => {
  const inner = memoryStore()
  const faulty = faultyStore(inner)
  const [slow, other] = [new StoredVersions(faulty.store as never), new StoredVersions(inner as never)]
  const version = { name: null, cause: 'hand', by: null, epoch: 'e', digest: 'd' } as const
  // Only noise is not made smaller: it has several parts.
  const update = new Uint8Array(randomBytes(1_200_000))
  const atMs = Date.UTC(2030, 0, 1)
  let calls = 0
  faulty.delay(async () => {
    calls += 1
    // Its list, all parts, its first part: the second one comes.
    if (calls === 4) await other.write('lesson', update, { ...version, atMs: atMs + 1_000 })
  })
  const made = await slow.write('lesson', update, { ...version, atMs })
  expect(Buffer.from((await other.read('lesson', made)) ?? []).equals(update)).toBe(true)
})

test('[VE1] a version that one relay names while another one deletes it is deleted, however they meet', async () => {
  const store = memoryStore()
  const version = { name: null, cause: 'hand', by: null, epoch: 'e', digest: 'd' } as const
  const update = new Uint8Array(randomBytes(1_200_000))
  for (let step = 1; step <= 8; step++) {
    const other = new StoredVersions(store as never)
    const made = await other.write('lesson', update, { ...version, atMs: Date.UTC(2030, 0, 1) })
    const slow = faultyStore(store)
    let calls = 0
    let named: Promise<unknown> | null = null
    // The other one begins before that call of the deletion, and is done before it.
    slow.delay(async () => {
      calls += 1
      if (calls === step) named = other.rename('lesson', made, 'named')
      await named
    })
    await new StoredVersions(slow.store as never).remove('lesson', made)
    await named
    expect([step, await other.list('lesson')]).toEqual([step, []])
    expect([step, await store.kept?.('version-parts')]).toEqual([step, []])
  }
})

test('[VE1] nor does it come back where the deletion is done while the name is on its way', async () => {
  const store = memoryStore()
  const version = { name: null, cause: 'hand', by: null, epoch: 'e', digest: 'd' } as const
  for (const step of [1, 2, 3]) {
    const other = new StoredVersions(store as never)
    const made = await other.write('lesson', Uint8Array.of(0, 0), { ...version, atMs: 1 })
    const slow = faultyStore(store)
    let calls = 0
    slow.delay(async () => {
      calls += 1
      if (calls === step) await other.remove('lesson', made)
    })
    await new StoredVersions(slow.store as never).rename('lesson', made, 'named')
    if (calls < step) await other.remove('lesson', made)
    expect([step, await other.list('lesson')]).toEqual([step, []])
  }
})
