import { expect, test } from 'vitest'
import { CLOCK_STEP, createHybridClock } from '../../server/base/clock.ts'
import type { Participant } from '../../server/presence/participant.ts'
import { PresenceTable } from '../../server/presence/presence-table.ts'
import { type JsonObject, joinEntries, type Space } from '../../shared/index.ts'
import { fakeClock } from '../support/fake-clock.ts'
import { participant } from '../support/participant.ts'
import { ANONYMOUS } from '../support/room-harness.ts'

const setUp = ({ verifies = false, space = 'free' as Space } = {}) => {
  const { clock, advance } = fakeClock()
  const hybridClock = createHybridClock(clock)
  const table = new PresenceTable({ clock, hybridClock, space, verifies })
  const set = (clientId: number, owner: Participant, state: JsonObject, heard = 1) =>
    table.set({ clientId, owner, isAnnounced: true, said: state, heardClock: heard })
  return { table, set, advance, clock, hybridClock }
}

const ownerOf = (id: string | null = null): Participant => participant({ identity: { ...ANONYMOUS, id } })

test('[PR5] an entry, its end and its next life have clocks that only rise', () => {
  const { table, set, advance } = setUp()
  const owner = ownerOf()
  const clocks: number[] = []
  const note = (clock: number | undefined) => clocks.push(clock ?? 0)
  for (let n = 0; n < 3; n++) note(set(1, owner, { n })?.clock)
  table.remove(1, 'left')
  note(set(1, ownerOf(), { n: 0 })?.clock)
  for (const ms of [0, 20_000]) {
    advance(ms)
    const entry = table.get(1)
    if (entry !== undefined) table.refresh(entry)
    note(entry?.clock)
  }
  expect(clocks).toEqual([...new Set(clocks)].sort((a, b) => a - b))
})

test('[PR5] an owner that counts on from a clock of the relay is followed, also by renewals', () => {
  const { table, set, advance } = setUp()
  const owner = ownerOf()
  const first = set(1, owner, { n: 1 })?.clock ?? 0
  advance(1)
  expect(set(1, owner, { n: 2 }, first + 1)?.clock).toBe(first + 1)
  // Its own renewal changes nothing and is not sent, but the relay's is made with its clock.
  expect(set(1, owner, { n: 2 }, first + 2)).toBeNull()
  advance(20_000)
  const entry = table.get(1)
  if (entry !== undefined) table.refresh(entry)
  expect(entry?.clock).toBe(first + 2)
  // On a new socket it says what everyone remembers, with the clock that they remember.
  expect(set(1, ownerOf(), { n: 3 }, first + 2)?.clock).toBeGreaterThanOrEqual(first + CLOCK_STEP)
})

test('[PR10] what changes nothing that anybody sees is no change, whoever says it', () => {
  const { table, set } = setUp()
  const [old, next] = [ownerOf('ada'), ownerOf('ada')]
  set(1, old, { x: 1, emoji: 'no emoji' })
  expect(set(1, old, { x: 1 })).toBeNull()
  expect(set(1, next, { x: 1 })).toBeNull()
  expect(table.get(1)?.owner).toBe(next)
  expect(set(1, next, { x: 2 })).not.toBeNull()
})

test('[PR4] the last clock of somebody who left is known for a while, and then nothing of them is', () => {
  const { table, set, advance } = setUp()
  const clock = set(1, ownerOf(), {})?.clock
  table.remove(1, 'left')
  expect(table.remove(1, 'left')).toBeNull()
  expect(table.endedAtClock(1)).toBe(clock)
  advance(29_000)
  table.sweep()
  expect(table.endedAtClock(1)).toBe(clock)
  advance(1_000)
  expect(table.endedAtClock(1)).toBeUndefined()
  table.sweep()
  expect(table.endedAtClock(1)).toBeUndefined()
})

test('[FI3] C87 a hand keeps its time for the same tab, and for another tab that comes with its hand up', () => {
  const { table, set, advance } = setUp()
  const handAt = (clientId: number) => table.get(clientId)?.state.handAt
  const [ada, other] = [ownerOf('ada'), ownerOf('teacher')]
  set(1, ada, { hand: true })
  const upAt = handAt(1)
  advance(1_000)
  set(1, ada, { hand: true, x: 1 })
  expect(handAt(1)).toBe(upAt)
  table.remove(1, 'left')
  advance(1_000)
  set(2, other, { hand: true })
  set(3, ada, { hand: false })
  set(3, ada, { hand: true })
  expect([handAt(2), handAt(3)]).toEqual([Number(upAt) + 2_000, Number(upAt) + 2_001])
  set(4, ada, { hand: true })
  expect(handAt(4)).toBe(upAt)
  table.remove(4, 'left')
  set(4, ada, { hand: false })
  set(4, ada, { hand: true })
  expect(handAt(4)).toBe(Number(upAt) + 2_002)
})

test('[FI3] a hand whose owner does not come back is forgotten after five minutes', () => {
  const { table, set, advance, clock } = setUp()
  set(1, ownerOf(), { hand: true })
  table.remove(1, 'left')
  advance(5 * 60_000)
  table.sweep()
  set(1, ownerOf(), { hand: true })
  expect(table.get(1)?.state.handAt).toBe(clock.wallMs())
})

test("[FI3][FI4] what another person left behind is nobody else's", () => {
  const { table, set, advance, clock } = setUp({ verifies: true })
  set(1, ownerOf('ada'), { hand: true, name: 'Ada' })
  advance(1_000)
  set(1, ownerOf('teacher'), { hand: true, name: '' })
  expect(table.get(1)?.state).toEqual({ hand: true, handAt: clock.wallMs(), id: 'teacher', role: 'member' })
})

test('[PR9] a removal names the one who had the entry, and reads as one', () => {
  const { table, set } = setUp()
  const owner = ownerOf()
  set(7, owner, {})
  const removal = table.remove(7, 'lost')
  expect(removal).toMatchObject({ clientId: 7, reason: 'lost' })
  expect(removal?.owner).toBe(owner)
  const text = new TextDecoder().decode(joinEntries(removal === null ? [] : [removal.encoded]))
  expect(text.endsWith('null')).toBe(true)
  expect(table.size).toBe(0)
})
