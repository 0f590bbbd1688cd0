import { expect, test } from 'vitest'
import * as Y from 'yjs'
import type { StoreHook } from '../../server/index.ts'
import { hookHarness, never } from '../support/hook-harness.ts'
import { LESSON, textOf, write } from '../support/hub-harness.ts'

/** The text of each room, as a host keeps it by onStore. */
const textKeeper = () => {
  const texts = new Map<string, string>()
  let calls = 0
  let fails: () => Promise<void> = async () => undefined
  return {
    texts,
    calls: () => calls,
    failBy: (by: () => Promise<void>) => {
      fails = by
    },
    async onStore({ room, document }: StoreHook): Promise<void> {
      calls += 1
      await fails()
      const doc = new Y.Doc()
      Y.applyUpdate(doc, await document())
      texts.set(room, doc.getText('text').toString())
    },
  }
}

const failing = () => Promise.reject(new Error('the database is down'))

test('onStore is told once of all that was stored within a second', async () => {
  const keeper = textKeeper()
  const harness = hookHarness({ onStore: keeper.onStore })
  const here = await harness.enter()
  for (const value of ['one ', 'two ', 'three ']) {
    write(here, value)
    await harness.hub.flush()
  }
  harness.pass(999)
  await harness.hub.flush()
  expect(keeper.calls()).toBe(0)
  harness.pass(1)
  await expect.poll(() => keeper.texts.get(LESSON)).toBe(textOf(here.room))
  harness.pass(60_000)
  await harness.hub.flush()
  expect(keeper.calls()).toBe(1)
})

test('onStore is not told of what the store has not taken', async () => {
  const keeper = textKeeper()
  const harness = hookHarness({ onStore: keeper.onStore })
  const here = await harness.enter()
  harness.fail('append')
  write(here, 'one')
  expect(await harness.hub.flush()).toBe(false)
  harness.pass(2_000)
  expect(keeper.calls()).toBe(0)
  harness.heal()
  await harness.hub.flush()
  harness.pass(1_000)
  await expect.poll(() => keeper.texts.get(LESSON)).toBe('one')
})

test('an onStore that fails is called again until it has the last state, more and more slowly', async () => {
  const keeper = textKeeper()
  const harness = hookHarness({ onStore: keeper.onStore })
  const here = await harness.enter()
  keeper.failBy(failing)
  write(here, 'one ')
  await harness.hub.flush()
  for (const [calls, waitMs] of [1_000, 1_000, 2_000, 4_000].entries()) {
    harness.pass(waitMs - 1)
    expect(keeper.calls()).toBe(calls)
    harness.pass(1)
    await expect.poll(() => harness.calls('onStore', 'failed')).toBe(calls + 1)
  }
  // Meanwhile somebody writes: that is no reason to hurry.
  write(here, 'two ')
  await harness.hub.flush()
  keeper.failBy(async () => undefined)
  harness.pass(7_999)
  expect(keeper.calls()).toBe(4)
  harness.pass(1)
  await expect.poll(() => keeper.texts.get(LESSON)).toBe(textOf(here.room))
  expect(await harness.metric('homeroom_hooks_behind')).toBe(0)
})

test('an onStore that hangs is called again, and other rooms are told meanwhile', async () => {
  const keeper = textKeeper()
  const harness = hookHarness({ onStore: keeper.onStore })
  const here = await harness.enter()
  keeper.failBy(never)
  write(here, 'one')
  await harness.hub.flush()
  harness.pass(1_000)
  expect(keeper.calls()).toBe(1)
  keeper.failBy(async () => undefined)
  const other = 'other' as typeof LESSON
  write(await harness.enter(other), 'two')
  await harness.hub.flush()
  harness.pass(1_000)
  await expect.poll(() => keeper.texts.get(other)).toBe('two')
  harness.pass(9_000)
  await expect.poll(() => harness.calls('onStore', 'late')).toBe(1)
  harness.pass(1_000)
  await expect.poll(() => keeper.texts.get(LESSON)).toBe('one')
})

test('a room stays in memory until onStore has its last state', async () => {
  const keeper = textKeeper()
  const harness = hookHarness({ onStore: keeper.onStore })
  const here = await harness.enter()
  keeper.failBy(failing)
  write(here, 'the last words')
  await harness.hub.flush()
  here.leave()
  harness.pass(600_000)
  await expect.poll(() => harness.calls('onStore', 'failed')).toBe(1)
  harness.pass(30_000)
  expect(harness.hub.size).toBe(1)
  expect(await harness.metric('homeroom_hooks_behind')).toBe(1)
  keeper.failBy(async () => undefined)
  harness.pass(60_000)
  await expect.poll(() => keeper.texts.get(LESSON)).toBe('the last words')
  harness.pass(30_000)
  await expect.poll(() => harness.hub.size).toBe(0)
})

test('a room that left memory before onStore had its last state is told when it is back', async () => {
  const keeper = textKeeper()
  const harness = hookHarness({ onStore: keeper.onStore })
  const here = await harness.enter()
  write(here, 'the last words')
  await harness.hub.flush()
  here.room.fail()
  harness.hub.sweep()
  await expect.poll(() => harness.hub.size).toBe(0)
  expect(await harness.metric('homeroom_hooks_behind')).toBe(1)
  await harness.hub.load(LESSON)
  harness.pass(1_000)
  await expect.poll(() => keeper.texts.get(LESSON)).toBe('the last words')
})

test('a relay that closes tells onStore at once, and tries again where it fails', async () => {
  const keeper = textKeeper()
  const harness = hookHarness({ onStore: keeper.onStore })
  const here = await harness.enter()
  write(here, 'the last words')
  await harness.hub.flush()
  keeper.failBy(failing)
  expect(await harness.hooks.settle()).toBe(false)
  keeper.failBy(async () => undefined)
  expect(await harness.hooks.settle()).toBe(true)
  expect(keeper.texts.get(LESSON)).toBe('the last words')
})
