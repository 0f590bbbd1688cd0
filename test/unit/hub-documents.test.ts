import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { appendTo } from '../../server/store/store.ts'
import { textUpdate } from '../support/api-client.ts'
import { breakYjs } from '../support/broken-yjs.ts'
import { textIn } from '../support/document-content.ts'
import { hubHarness, LESSON, someone, textOf, write } from '../support/hub-harness.ts'
import { updateNow } from '../support/room-update.ts'
import { until } from '../support/until.ts'
import { text, updateOf } from '../support/yjs-bytes.ts'

test('[DO4] what waits for an update that has not come yet is stored like any other', async () => {
  const { hub, enter, idle } = hubHarness()
  const source = new Y.Doc()
  const updates: Uint8Array[] = []
  source.on('update', (update: Uint8Array) => updates.push(update))
  source.getText('text').insert(0, 'a')
  source.getText('text').insert(1, 'b')
  const [first, second] = updates as [Uint8Array, Uint8Array]
  const ada = await enter()
  updateNow(ada.room, ada.member, second)
  ada.leave()
  idle()
  await until(() => hub.size === 0)
  const again = await enter()
  expect(textIn(again.room.document)).toBe('')
  updateNow(again.room, again.member, first)
  expect(textIn(again.room.document)).toBe('ab')
})

test('[DO2][HT1] a load that waits long for its turn is no failure of the store, and is not given up', async () => {
  const { hub, turns, spend, advance, inner, metric } = hubHarness()
  await appendTo(inner, LESSON, 'e', [textUpdate('there')])
  const work = function* () {
    yield
    spend(35_000)
  }
  const ignore = () => undefined
  turns.run(work(), { about: {}, mostMs: 60_000, done: ignore, failed: ignore, overdrawn: ignore })
  const loading = hub.load(LESSON)
  await new Promise(setImmediate)
  advance(15_000)
  hub.sweep()
  expect([hub.size, turns.waiting, hub.isStoreFailing]).toEqual([1, 1, false])
  advance(19_000)
  hub.sweep()
  expect([hub.size, turns.waiting, hub.isStoreFailing]).toEqual([1, 1, false])
  advance(2_000)
  expect(await loading).toMatchObject({ ok: true })
  expect(hub.peek(LESSON)?.hasContent).toBe(true)
  expect(await metric('homeroom_store_failures_total')).toBe(0)
})

test('[DO5] a room that is unloaded is stored as one snapshot', async () => {
  const { hub, enter, idle, store } = hubHarness()
  const ada = await enter()
  for (const letter of 'abc') write(ada, letter)
  ada.leave()
  idle()
  await until(() => hub.size === 0)
  const { updates } = await store.open(LESSON)
  expect(updates).toHaveLength(1)
  expect(textOf((await enter()).room)).toHaveLength(3)
})

test('[ST1] records that Yjs cannot read are counted, stay in the store, and no snapshot takes their place', async () => {
  const { hub, enter, idle, store, metric, lines } = hubHarness()
  const ada = await enter()
  write(ada, 'good')
  ada.leave()
  idle()
  await until(() => hub.size === 0)
  const unreadable = Uint8Array.of(7, 7, 7)
  await appendTo(store, LESSON, ada.room.epoch, [unreadable])
  const teacher = await enter()
  expect(textOf(teacher.room)).toBe('good')
  expect(await metric('homeroom_store_quarantined_records_total')).toBe(1)
  expect(lines).toContainEqual(
    expect.objectContaining({ level: 'error', fields: { room: LESSON, quarantined: 0, unreadable: 1 } }),
  )
  write(teacher, ' and new')
  teacher.leave()
  idle()
  await until(() => hub.size === 0)
  const { updates } = await store.open(LESSON)
  expect(updates).toContainEqual(unreadable)
  expect(updates).toHaveLength(3)
})

test('[DO7] an update that breaks Yjs costs its sender the room, and the others nothing', async () => {
  const { hub, enter, lines } = hubHarness()
  const culprit = someone()
  const innocent = someone()
  const bad = await enter(LESSON, culprit)
  const good = await enter(LESSON, innocent)
  write(good, 'kept')
  breakYjs(bad.room.document)
  expect(updateNow(bad.room, culprit.member, updateOf([{ client: 1, structs: [text('a')] }])).ok).toBe(false)
  // Said to a broken document, so that it is not there when the room is loaded again: its sender comes back with it.
  write(good, 'said meanwhile')
  hub.sweep()
  expect(culprit.closes).toEqual(['bad-messages'])
  expect(innocent.closes).toEqual(['try-later'])
  expect(lines).toContainEqual(expect.objectContaining({ level: 'error', fields: { room: LESSON } }))
  bad.leave()
  good.leave()
  const again = await enter(LESSON, innocent)
  expect(again.room).not.toBe(good.room)
  expect(textOf(again.room)).toBe('kept')
  write(again, '!')
  expect(await hub.flush()).toBe(true)
  hub.sweep()
  expect(hub.peek(LESSON)).toBe(again.room)
})
