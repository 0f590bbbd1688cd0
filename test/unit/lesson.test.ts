import { expect, test } from 'vitest'
import { timerAfter } from '../../server/rooms/lesson-values.ts'
import type { Json } from '../../shared/index.ts'
import { randomFrom, someSeed } from '../support/random.ts'
import { roomHarness } from '../support/room-harness.ts'

test('[KT2] a timer stands still for as long as it is paused, and one that has ended runs from now', () => {
  const timer = { startedAt: 1_000, endsAt: 61_000, pausedAt: null }
  expect(timerAfter({ ms: 5_000 }, timer, 2_000)).toEqual({ startedAt: 2_000, endsAt: 7_000, pausedAt: null })
  const paused = { ...timer, pausedAt: 11_000 }
  expect(timerAfter({ paused: true }, timer, 11_000)).toEqual(paused)
  expect(timerAfter({ paused: true }, paused, 12_000)).toEqual(paused)
  expect(timerAfter({ paused: true }, timer, 61_000)).toEqual(timer)
  expect(timerAfter({ paused: false }, paused, 16_000)).toEqual({
    ...{ startedAt: 6_000, endsAt: 66_000, pausedAt: null },
  })
  expect(timerAfter({ addMs: 60_000 }, paused, 50_000)).toEqual({ ...paused, endsAt: 121_000 })
  expect(timerAfter({ addMs: 60_000 }, timer, 500_000)).toEqual({ ...timer, endsAt: 560_000 })
  expect(timerAfter({ addMs: 24 * 3_600_000 }, timer, 1_000)).toBeUndefined()
  for (const order of [{ addMs: 1_000 }, { paused: true }]) expect(timerAfter(order, null, 0)).toBeUndefined()
})

/** A room in which a host orders. */
const lesson = () => {
  const harness = roomHarness()
  const identity = { id: 'ada', name: null, role: 'host', mayRename: true }
  const { connection } = harness.connect({ identity, protocol: 'homeroom.v1' })
  const order = (kind: string, data: Json) => harness.room.signal(connection, { kind, data, to: [] })
  const news = () => harness.room.moderation.lesson.news
  return { ...harness, order, news }
}

test('[KT8] what belongs to a lesson ends 12 h after it was ordered, answers too', () => {
  const { room, order, news, advance } = lesson()
  order('lesson-check', { choices: ['Yes', 'No'] })
  order('lesson-timer', { ms: 60_000 })
  expect(order('lesson-answer', { check: news().check?.id ?? '', choice: 1 })).toMatchObject({ ok: true })
  advance(11 * 3_600_000)
  expect(news()).toMatchObject({ check: { counts: [0, 1] }, answers: [{ id: 'ada' }] })
  advance(3_600_000 + 61_000)
  expect(news()).toMatchObject({ timer: null, check: null, answers: [] })
  expect(room.moderation.policy.isEmpty).toBe(true)
})

test('[KT9] what says nothing sensible is refused, and changes nothing', () => {
  const { order, news } = lesson()
  order('lesson-check', { question: ' 6\u202E ×\n7 ', choices: ['41', '42'] })
  order('lesson-timer', { ms: 60_000 })
  const before = news()
  expect(before.check).toMatchObject({ question: '6 ×7', choices: ['41', '42'] })
  const check = before.check?.id ?? ''
  const bad: Readonly<Record<string, readonly Json[]>> = {
    'lesson-timer': [
      { ms: 0 },
      { ms: 1.5 },
      { ms: 1e12 },
      { addMs: 9e7 },
      { ms: 5_000, paused: true },
      {},
      'x',
      7,
    ],
    'lesson-check': [
      { choices: ['one'] },
      { choices: Array(7).fill('x') },
      { choices: ['\u200B', 'x'] },
      { choices: ['x'.repeat(201), 'y'] },
      { question: 'é'.repeat(501), choices: ['x', 'y'] },
      { choices: 'xy' },
      { choices: [1, 2] },
    ],
    'lesson-phase': [null, 'over', 3, {}],
    'lesson-spotlight': [true, null, 'x'],
    'lesson-answer': [
      null,
      {},
      { check, choice: 2 },
      { check, choice: -1 },
      { check, choice: 0.5 },
      { choice: 0 },
    ],
    lesson: [{ ref: 'short' }, 'x'],
  }
  for (const [kind, all] of Object.entries(bad)) {
    for (const data of all)
      expect([kind, data, order(kind, data)]).toMatchObject([kind, data, { fault: { code: 'bad-signal' } }])
  }
  expect(news()).toEqual(before)
})

const seed = someSeed()

test(`[KT9] whatever comes, the room stands, and what it tells can be read (seed ${seed})`, () => {
  const random = randomFrom(seed)
  const { order, news } = lesson()
  const one = <Value>(values: readonly Value[]): Value => values[random.below(values.length)] as Value
  const some = (): Json =>
    one<() => Json>([
      () => null,
      () => random.below(2) === 0,
      () => random.below(100_000) - 50_000,
      () => one(['open', 'shown', 'closed', '', '\uD800', '__proto__', news().check?.id ?? 'x']),
      () => Array.from({ length: random.below(8) }, some),
      () =>
        Object.fromEntries(
          ['ms', 'addMs', 'paused', 'question', 'choices', 'check', 'choice', 'ref']
            .filter(() => random.below(3) === 0)
            .map((field) => [field, some()]),
        ),
      () => ({ choices: ['a', 'b', 'c'], question: `${random.below(9)}` }),
      () => ({ check: news().check?.id ?? '', choice: random.below(4) }),
    ])()
  let taken = 0
  for (let at = 0; at < 3_000; at++) {
    const kind = one([
      'lesson',
      'lesson-timer',
      'lesson-spotlight',
      'lesson-check',
      'lesson-phase',
      'lesson-answer',
    ])
    if (order(kind, some()).ok) taken += 1
    const { check, timer, answers } = news()
    expect(check === null || check.counts?.length === check.choices.length).toBe(true)
    expect(timer === null || Number.isSafeInteger(timer.endsAt)).toBe(true)
    expect(answers.length).toBeLessThanOrEqual(1)
  }
  expect(taken).toBeGreaterThan(10)
})
