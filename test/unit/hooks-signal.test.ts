import { expect, test } from 'vitest'
import type { SignalHook, SignalRefusal } from '../../server/index.ts'
import { hookHarness } from '../support/hook-harness.ts'
import { LESSON, someone } from '../support/hub-harness.ts'

const BELL = { kind: 'bell', data: { loud: true }, to: [] }

/** A host in a room whose signals are judged, and what the room tells of them. */
const judgedBy = async (onSignal: (signal: SignalHook) => unknown) => {
  const harness = hookHarness({ onSignal: onSignal as (signal: SignalHook) => SignalRefusal | undefined })
  const { member } = someone()
  const host = { ...member, identity: { id: 'ada', name: 'Ada', role: 'host', mayRename: true } as const }
  const { room } = await harness.enter(LESSON, { member: host })
  const told: string[] = []
  room.listen({ signalled: ({ kind }) => told.push(kind), missed: () => undefined })
  return { ...harness, room, host, told }
}

test('onSignal is asked before a signal is told, with who sends it', async () => {
  const asked: SignalHook[] = []
  const { room, host, told, calls } = await judgedBy((signal) => {
    asked.push(signal)
    return undefined
  })
  expect(room.signal(host, BELL)).toMatchObject({ ok: true })
  expect(told).toEqual(['bell'])
  expect(asked).toEqual([
    {
      ...{ room: LESSON, ...BELL },
      by: { id: 'ada', name: 'Ada', role: 'host', connection: host.id, source: 'client' },
    },
  ])
  expect(await calls('onSignal', 'done')).toBe(1)
})

test('[SG13] a signal that onSignal refuses is told to nobody, and does nothing', async () => {
  const { room, host, told, calls } = await judgedBy(() => ({ refuse: 'Not now.' }))
  expect(room.signal(host, BELL)).toEqual({
    ok: false,
    fault: { code: 'signal-refused', message: 'Not now.' },
  })
  expect(room.signal(host, { kind: 'lock', data: true, to: [] }).ok).toBe(false)
  expect(told).toEqual([])
  expect(room.rules.locked).toBe(false)
  expect(await calls('onSignal', 'refused')).toBe(2)
})

test('onSignal is not asked about what its sender may not send, and by code of the server', async () => {
  const { hub, enter, room, told } = await judgedBy(() => ({ refuse: 'No.' }))
  const { member } = someone()
  const viewer = { ...member, identity: { ...member.identity, role: 'viewer' } as const }
  await enter(LESSON, { member: viewer })
  expect(room.signal(viewer, BELL)).toMatchObject({ fault: { code: 'role-forbidden' } })
  const bot = { ...member, source: 'server' } as const
  await hub.enter(LESSON, bot, () => undefined)
  expect(room.signal(bot, BELL).ok).toBe(true)
  expect(told).toEqual(['bell'])
})

test('onSignal is asked about a signal by the API', async () => {
  const { room, host, told } = await judgedBy(({ by }) =>
    by.connection === null && by.source === 'server' ? { refuse: 'By no machine.' } : undefined,
  )
  const taken = room.signal({ ...host, source: 'http' }, BELL)
  expect(taken).toMatchObject({ fault: { code: 'signal-refused', message: 'By no machine.' } })
  expect(told).toEqual([])
})

test.each<[string, () => unknown]>([
  [
    'throws',
    () => {
      throw new Error('a hook')
    },
  ],
  ['gives a promise', async () => undefined],
  ['gives a promise that rejects', () => Promise.reject(new Error('a hook'))],
  ['gives something else', () => false],
])('a signal is refused where onSignal %s, and that is counted', async (_, fails) => {
  const { room, host, told, calls, hookLines } = await judgedBy(fails)
  expect(room.signal(host, BELL)).toMatchObject({ fault: { code: 'signal-refused' } })
  expect(told).toEqual([])
  expect(await calls('onSignal', 'failed')).toBe(1)
  expect(hookLines()).toEqual(['a hook failed'])
})

test('what onSignal does to a signal reaches nobody', async () => {
  const { room, host } = await judgedBy(({ data, to }) => {
    Object.assign(data as object, { loud: 'changed' })
    ;(to as number[]).push(7)
  })
  const request = { kind: 'bell', data: { loud: true }, to: [] }
  expect(room.signal(host, request).ok).toBe(true)
  expect(request).toEqual({ kind: 'bell', data: { loud: true }, to: [] })
})

test.each([
  ['', 'This signal may not be sent here.'],
  [' \n', 'This signal may not be sent here.'],
  ['x'.repeat(100_000), `${'x'.repeat(499)}…`],
])('[SG13] a refusal is of words that people read: %#', async (refuse, message) => {
  const { room, host } = await judgedBy(() => ({ refuse }))
  expect(room.signal(host, BELL)).toEqual({ ok: false, fault: { code: 'signal-refused', message } })
})
