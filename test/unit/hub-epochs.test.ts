import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { appendTo } from '../../server/store/store.ts'
import { hubHarness, LESSON, someone, textOf, write } from '../support/hub-harness.ts'
import { until } from '../support/until.ts'

const textUpdate = (value: string): Uint8Array => {
  const doc = new Y.Doc()
  doc.getText('text').insert(0, value)
  return Y.encodeStateAsUpdate(doc)
}

describe('[EP2] a room that is replaced', () => {
  test('[EP2] while people are in it: they are sent away, and what they send is not taken', async () => {
    const { hub, enter } = hubHarness()
    const before = await enter()
    write(before, 'before')
    const { epoch } = before.room
    const other = someone()
    await enter(LESSON, other)
    expect(await hub.replace(LESSON, textUpdate('after'))).not.toBe(epoch)
    expect(other.closes).toEqual(['room-reset'])
    expect(hub.peek(LESSON)).toBeNull()
    const after = await enter()
    expect(textOf(after.room)).toBe('after')
  })

  test('[EP2] while updates are on their way to the store: none of them comes to the new generation', async () => {
    const { hub, enter, hold, inner, metric } = hubHarness()
    const before = await enter()
    const release = hold('append')
    write(before, 'one')
    write(before, 'two')
    await new Promise(setImmediate)
    write(before, 'three')
    const epoch = await hub.replace(LESSON, null)
    release()
    await until(async () => (await metric('homeroom_journal_pending_updates')) === 0)
    expect(await inner.open(LESSON)).toMatchObject({ epoch, updates: [] })
    const after = await enter()
    expect(after.room.epoch).toBe(epoch)
    expect(textOf(after.room)).toBe('')
  })

  test('[EP2] while the store fails: what waited is forgotten, and the store counts as well again', async () => {
    const { hub, enter, fail, heal, metric } = hubHarness()
    const before = await enter()
    fail('append')
    write(before, 'one')
    await until(() => hub.isStoreFailing)
    await expect(hub.replace(LESSON, null)).resolves.toBeDefined()
    heal()
    expect(hub.isStoreFailing).toBe(false)
    expect(await metric('homeroom_journal_pending_updates')).toBe(0)
  })

  test('[EP2] while it loads: whoever waits for it gets the new one, or is sent away from the old one', async () => {
    const { hub, enter, inner } = hubHarness()
    await appendTo(inner, LESSON, 'old', [textUpdate('old')])
    // The store has read the old one, and gives it late.
    const gate = Promise.withResolvers<void>()
    const { open } = inner
    inner.open = async (room) => {
      const stored = await open(room)
      await gate.promise
      return stored
    }
    const early = someone()
    const entering = enter(LESSON, early)
    await new Promise(setImmediate)
    const replacing = hub.replace(LESSON, textUpdate('new'))
    gate.resolve()
    const epoch = await replacing
    const { room } = await entering
    if (room.epoch !== epoch) expect(early.closes).toEqual(['room-reset'])
    const late = await enter()
    expect(late.room.epoch).toBe(epoch)
    expect(textOf(late.room)).toBe('new')
  })

  test('[EP2] while it unloads: nothing of the old one is written over the new one', async () => {
    const { hub, enter, hold, inner, advance } = hubHarness()
    const before = await enter()
    write(before, 'old')
    await hub.flush()
    const release = hold('append')
    write(before, 'older')
    before.leave()
    advance(60_000)
    hub.sweep()
    const replacing = hub.replace(LESSON, textUpdate('new'))
    await until(async () => (await inner.open(LESSON)).epoch !== before.room.epoch)
    release()
    const epoch = await replacing
    const after = await enter()
    expect(after.room.epoch).toBe(epoch)
    expect(textOf(after.room)).toBe('new')
    expect((await inner.open(LESSON)).epoch).toBe(epoch)
  })

  test('[EP2] a store that refuses it changes nothing: the room and its people stay', async () => {
    const { hub, enter, fail } = hubHarness()
    const before = someone()
    const { room } = await enter(LESSON, before)
    write({ room, member: before.member }, 'kept')
    fail('replace')
    await expect(hub.replace(LESSON, null)).rejects.toThrow('disk is full')
    expect(before.closes).toEqual([])
    expect(hub.peek(LESSON)).toBe(room)
    expect(textOf(room)).toBe('kept')
  })
})

test('[EP6][SV3] what comes between the loss and its discovery is never said to be saved', async () => {
  const { hub, enter, inner, advance } = hubHarness()
  const entered = await enter()
  write(entered, 'one')
  await hub.flush()
  await inner.replace(LESSON, 'new', null)
  const { journal } = entered.room
  if (journal === null) throw new Error('the room has no journal')
  write(entered, 'two')
  advance(1_000)
  await until(() => journal.isOutdated)
  write(entered, 'three')
  expect(journal.appended).toBe(3)
  expect(journal.stored).toBe(1)
  hub.sweep()
  expect(hub.peek(LESSON)).toBeNull()
})
