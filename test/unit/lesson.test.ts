import { expect, test } from 'vitest'
import type { Participant } from '../../server/presence/participant.ts'
import { Lesson } from '../../server/rooms/lesson.ts'
import { LessonOrders } from '../../server/rooms/lesson-orders.ts'
import { timerAfter } from '../../server/rooms/lesson-values.ts'
import type { Json, LessonSignalKind, Signal } from '../../shared/index.ts'
import { fakeClock } from '../support/fake-clock.ts'
import { participant } from '../support/participant.ts'
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

/** What the participants of a room without sockets are told. */
const taught = () => {
  const people = new Set<Participant>()
  const told: { to: Participant; signal: Signal }[] = []
  const orders = new LessonOrders(() => undefined)
  const broadcast = { tellState: (to: Participant, signal: Signal) => told.push({ to, signal }) }
  const { room } = roomHarness()
  const kit = new Lesson(
    { participants: people, presence: room.presence, broadcast, lowerHands: () => undefined },
    orders,
    { clock: fakeClock().clock },
  )
  const join = (id: string, role: string) => {
    const one = participant({ identity: { id, name: id, role, mayRename: true } })
    people.add(one)
    const from = { clientId: null, id, name: id, role }
    const send = (kind: LessonSignalKind, data: Json) => kit.take(one, { kind, data, to: [] }, from)
    return { send, told: () => told.filter(({ to }) => to === one).map(({ signal }) => signal) }
  }
  return { join, news: () => kit.news }
}

test('[KT1][KT5] what a class answers in one turn is told in one message each, and the same to all who chose the same', async () => {
  const { join, news } = taught()
  const host = join('ada', 'host')
  host.send('lesson-check', { choices: ['Yes', 'No'] })
  const pupils = Array.from({ length: 300 }, (_, at) => join(`pupil ${at}`, 'member'))
  const before = host.told().length
  for (const [at, { send }] of pupils.entries())
    expect(send('lesson-answer', { check: news().check?.id ?? '', choice: at % 2 })).toMatchObject({
      ok: true,
    })
  await new Promise(setImmediate)
  expect(host.told().slice(before)).toMatchObject([
    { kind: 'lesson', data: { check: { counts: [150, 150] } } },
  ])
  const signals = pupils.map(({ told }) => told())
  expect(signals.map((all) => all.map(({ data }) => data))).toEqual(
    pupils.map((_, at) => [
      expect.objectContaining({ own: at % 2, check: expect.objectContaining({ counts: null }) }),
    ]),
  )
  // Made, and encoded, once.
  expect(new Set(signals.flat()).size).toBe(2)
})

test('[KT8] a person answers as fast in all tabs as in one', () => {
  const { join, news } = taught()
  join('ada', 'host').send('lesson-check', { choices: ['Yes', 'No'] })
  const tabs = Array.from({ length: 6 }, () => join('pupil', 'member'))
  const done = tabs.map(({ send }) => send('lesson-answer', { check: news().check?.id ?? '', choice: 0 }))
  expect(done.map(({ ok }) => ok)).toEqual([true, true, true, true, true, false])
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
  for (let at = 0; at < 8_000; at++) {
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
