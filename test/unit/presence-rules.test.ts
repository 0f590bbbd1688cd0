import { expect, test } from 'vitest'
import { createHybridClock } from '../../server/base/clock.ts'
import type { PresenceEntry } from '../../server/presence/presence-entry.ts'
import { judge, type Sender, saysGone } from '../../server/presence/presence-rules.ts'
import { encodeEntry, type Identity, joinEntries, readAwareness } from '../../shared/index.ts'
import { fakeClock } from '../support/fake-clock.ts'
import { participant } from '../support/participant.ts'
import { ANONYMOUS } from '../support/room-harness.ts'

const RELAY = createHybridClock(fakeClock().clock).after(0)

const raw = (clock: number, json = '{}') => ({
  clientId: 1,
  clock,
  stateBytes: new TextEncoder().encode(json),
})

const verified = (id: string): Identity => ({ ...ANONYMOUS, id })

const sender = (given: Partial<Sender> = {}): Sender => ({
  owner: participant(),
  isAnnouncement: false,
  isWaiting: false,
  isContested: false,
  hasOwned: false,
  isKnown: true,
  ...given,
})

const heldBy = (identity: Identity, isAnnounced = true) =>
  ({ owner: participant({ identity }), isAnnounced, clock: RELAY }) satisfies Partial<PresenceEntry>

test('[PR1] what somebody else says of an entry is an echo', () => {
  for (const clock of [0, RELAY, Number.MAX_SAFE_INTEGER]) {
    expect(judge(raw(clock), heldBy(ANONYMOUS), sender())).toBe('echo')
    expect(judge(raw(clock, 'null'), heldBy(ANONYMOUS), sender())).toBe('echo')
  }
})

test('[PR1] what the owner says is news, but not what the relay said of it and another tab brought back', () => {
  const owner = participant()
  const holder = { ...heldBy(ANONYMOUS), owner }
  expect(judge(raw(1), holder, sender({ owner }))).toBe('accept')
  expect(judge(raw(RELAY + 1), holder, sender({ owner }))).toBe('accept')
  expect(judge(raw(RELAY), holder, sender({ owner }))).toBe('echo')
  expect(judge(raw(RELAY - 1024), holder, sender({ owner }))).toBe('echo')
  expect(judge(raw(RELAY, 'null'), holder, sender({ owner }))).toBe('accept')
})

test('[PR2] a claim by the same verified person, or to what was only carried along, is granted at once', () => {
  const claim = (identity: Identity) => sender({ owner: participant({ identity }), isAnnouncement: true })
  expect(judge(raw(1), heldBy(verified('ada')), claim(verified('ada')))).toBe('accept')
  for (const holder of [ANONYMOUS, verified('ada')]) {
    for (const claimant of [ANONYMOUS, verified('teacher')]) {
      expect(judge(raw(1), heldBy(holder, false), claim(claimant))).toBe('accept')
      expect(judge(raw(1), heldBy(holder), claim(claimant))).toBe('contest')
    }
  }
})

test('[PR3] while a claim waits, what its claimant says is part of it', () => {
  expect(judge(raw(2), heldBy(ANONYMOUS), sender({ isWaiting: true }))).toBe('contest')
  // Who withdrew its claim may take it up again; who never had one brings an echo.
  expect(judge(raw(2), heldBy(ANONYMOUS), sender({ isContested: true, hasOwned: true }))).toBe('contest')
  expect(judge(raw(2), heldBy(ANONYMOUS), sender({ isContested: true }))).toBe('echo')
  expect(judge(raw(2), heldBy(ANONYMOUS), sender({ hasOwned: true }))).toBe('echo')
})

test.each([
  ['a claim', RELAY, { isAnnouncement: true }, undefined, 'accept'],
  ['a new client', 1, {}, undefined, 'accept'],
  ['an echo with a clock of the relay', RELAY, {}, undefined, 'echo'],
  ['an echo with a clock that its owner counted to', RELAY + 1, {}, undefined, 'echo'],
  ['an echo that came from another tab', 1, {}, RELAY, 'echo'],
  ['an echo by somebody without presence', RELAY + 1, { isKnown: false }, RELAY + 1, 'echo'],
  ['an echo of the relay by its former owner', RELAY, { hasOwned: true }, RELAY, 'echo'],
  ['its former owner, who is back', RELAY + 1, { hasOwned: true }, RELAY, 'accept'],
  ['its former owner on a new socket, late', 7, { isKnown: false }, RELAY, 'accept'],
  [
    'its former owner on a new socket, late, after it heard of itself',
    RELAY + 2,
    { isKnown: false },
    RELAY,
    'accept',
  ],
] as const)('[PR4] nobody holds it: %s', (_what, clock, given, endedAtClock, verdict) => {
  expect(judge(raw(clock), undefined, sender(given), endedAtClock)).toBe(verdict)
})

test('C49 an entry is told by id, clock and bytes: nothing of its state is read', () => {
  const json = '{"name":'
  const read = readAwareness(joinEntries([encodeEntry({ clientId: 7, clock: 3, json })]))
  if (!read.ok) throw new Error(read.fault.message)
  expect(read.value.entries).toEqual([{ clientId: 7, clock: 3, stateBytes: new TextEncoder().encode(json) }])
  expect(['null', 'nul', 'null ', '{}', ''].map((text) => saysGone(raw(1, text)))).toEqual([
    true,
    ...Array(4).fill(false),
  ])
})
