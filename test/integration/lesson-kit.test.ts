import { expect, test } from 'vitest'
import { memoryStore } from '../../server/index.ts'
import type { LessonNews, Role } from '../../shared/index.ts'
import { keptOpen } from '../support/faulty-store.ts'
import { lesson, meet, type Pupil } from '../support/lesson.ts'
import { rawClient } from '../support/raw-client.ts'
import { signalRequest } from '../support/raw-signals.ts'
import { startRelay } from '../support/start-relay.ts'
import { token } from '../support/tokens.ts'
import { until } from '../support/until.ts'

/** What somebody was told of the lesson last; null before. */
const newsOf = (one: Pupil): LessonNews | null =>
  (one
    .heard()
    .filter(({ kind }) => kind === 'lesson')
    .at(-1)?.data as LessonNews | undefined) ?? null

const sees = (one: Pupil, isSo: (news: LessonNews) => unknown, what: string) =>
  until(() => {
    const news = newsOf(one)
    return news !== null && isSo(news) ? news : null
  }, what) as Promise<LessonNews>

/** The check that somebody sees, in a phase. */
const checkOf = async (one: Pupil, phase = 'open') => {
  const { check } = await sees(one, (news) => news.check?.phase === phase, `the check is ${phase}`)
  return check ?? expect.fail('there is a check')
}

const hasBytes = ({ frames }: Pupil, text: string) =>
  frames.some((frame) => Buffer.from(frame).includes(text))

const CHECK = { question: 'What is 6 × 7?', choices: ['41', '42', '43'] }

test('[KT1][KT4][KT5] a pupil is told the question, and not a byte of what others choose before it is shown', async () => {
  const { join } = await lesson()
  const host = await join({ role: 'host' })
  const [ada, other, viewer] = [
    await join({ sub: 'ada', state: { name: 'Ada' } }),
    await join({ role: 'attendee', sub: 'other-person' }),
    await join({ role: 'viewer' }),
  ]
  await meet(host, ada, other)
  host.signal('lesson-check', CHECK)
  const { id, ...check } = await checkOf(ada)
  expect(check).toMatchObject({ ...CHECK, counts: null })
  for (const one of [host, other, viewer]) await checkOf(one)
  ada.signal('lesson-answer', { check: id, choice: 1 })
  await sees(ada, ({ own }) => own === 1, 'the relay has her answer')
  const told = await host.hears('lesson-answer')
  expect(told).toMatchObject({
    clientId: 0,
    data: { check: id, answer: { key: 'id:ada', id: 'ada', name: 'Ada', choice: 1 } },
  })
  other.signal('lesson-answer', { check: id, choice: 0 })
  await sees(other, ({ own }) => own === 0, 'the relay has the other one')
  // Somebody who comes late asks, and is told the question alone; a host is told everything.
  const late = await join()
  late.signal('lesson')
  expect((await checkOf(late)).counts).toBeNull()
  host.signal('lesson')
  const all = await sees(host, ({ answers }) => answers?.length === 2, 'a host knows all answers')
  expect(all.check?.counts).toEqual([1, 1, 0])
  host.signal('lesson-phase', 'closed')
  for (const one of [ada, other, viewer, late]) {
    expect((await checkOf(one, 'closed')).counts).toBeNull()
    expect([hasBytes(one, '"answers"'), hasBytes(one, 'lesson-answer')]).toEqual([false, false])
  }
  for (const one of [other, viewer, late]) expect(hasBytes(one, 'id:ada')).toBe(false)
  host.signal('lesson-phase', 'shown')
  for (const one of [ada, other, viewer, late]) {
    expect((await checkOf(one, 'shown')).counts).toEqual([1, 1, 0])
    expect(hasBytes(one, '"answers"')).toBe(false)
  }
})

test('[KT6] each person has one answer, in whatever tab, and changes it until the check is closed', async () => {
  const { join } = await lesson()
  const host = await join({ role: 'host' })
  const [tab, other] = [await join({ sub: 'ada' }), await join({ sub: 'ada' })]
  await meet(host, tab, other)
  host.signal('lesson-check', CHECK)
  const { id: check } = await checkOf(tab)
  tab.signal('lesson-answer', { check, choice: 0 })
  await sees(other, ({ own }) => own === 0, 'the other tab shows it')
  other.signal('lesson-answer', { check, choice: 2 })
  await sees(tab, ({ own }) => own === 2, 'it is another one')
  host.signal('lesson-phase', 'closed')
  await checkOf(tab, 'closed')
  tab.signal('lesson-answer', { check, choice: 1 })
  await tab.isTold('check-closed')
  host.signal('lesson-phase', 'open')
  await checkOf(tab)
  for (let at = 0; at < 6; at++) tab.signal('lesson-answer', { check, choice: 0 })
  await tab.isTold('lesson-too-fast')
  // Another check begins without answers, and nobody answers the one before.
  host.signal('lesson-check', { choices: ['Yes', 'No'] })
  await sees(tab, (news) => news.check?.choices.length === 2 && news.own === null, 'another check')
  other.signal('lesson-answer', { check, choice: 1 })
  await other.isTold('check-over')
  host.signal('lesson')
  await sees(host, ({ answers }) => answers?.length === 0, 'nobody has answered')
  host.signal('lesson-check', null)
  await sees(tab, (news) => news.check === null, 'it is taken away')
})

test('[KT2] a timer by the relay’s clock is told to everybody, gets more time, and stands still', async () => {
  const { join } = await lesson()
  const [host, pupil] = [await join({ role: 'host' }), await join()]
  await meet(host, pupil)
  const timer = async (isSo: (timer: NonNullable<LessonNews['timer']>) => boolean) =>
    (await sees(pupil, (news) => news.timer !== null && isSo(news.timer), 'the timer')).timer ??
    expect.fail('there is a timer')
  host.signal('lesson-timer', { ms: 60_000 })
  const { startedAt, endsAt } = await timer(() => true)
  expect([endsAt - startedAt, Math.abs(startedAt - Date.now()) < 10_000]).toEqual([60_000, true])
  host.signal('lesson-timer', { paused: true })
  await timer(({ pausedAt }) => pausedAt !== null && pausedAt >= startedAt)
  host.signal('lesson-timer', { paused: false })
  await timer(({ pausedAt }) => pausedAt === null)
  host.signal('lesson-timer', { addMs: 60_000 })
  await timer((now) => now.endsAt - now.startedAt === 120_000)
  host.signal('lesson-timer', null)
  await sees(pupil, (news) => news.timer === null, 'it is gone')
})

test('[KT3] a person who is called on is shown to everybody, and their hand is down', async () => {
  const { join } = await lesson()
  const [host, ada, pupil] = [
    await join({ role: 'host' }),
    await join({ sub: 'ada', state: { name: 'Ada', hand: true } }),
    await join(),
  ]
  await meet(host, ada, pupil)
  host.signal('lesson-spotlight', true, [ada.id])
  const { spotlight } = await sees(pupil, (news) => news.spotlight !== null, 'somebody is called on')
  expect(spotlight).toMatchObject({ clientId: ada.id, id: 'ada', name: 'Ada' })
  await pupil.waitFor(ada.id, ({ hand }) => hand !== true)
  host.signal('lesson-spotlight', false)
  await sees(pupil, (news) => news.spotlight === null, 'nobody is')
  host.signal('lesson-spotlight', true, [4_711])
  await host.isTold('not-found')
})

test('[KT1][KT7] what belongs to the lesson outlives the relay, answers too', async () => {
  const store = memoryStore()
  const before = await lesson({ store: keptOpen(store) })
  const [host, ada] = [await before.join({ role: 'host' }), await before.join({ sub: 'ada' })]
  await meet(host, ada)
  host.signal('lesson-check', CHECK)
  host.signal('lesson-timer', { ms: 60_000 })
  const { id: check } = await checkOf(ada)
  ada.signal('lesson-answer', { check, choice: 1 })
  await sees(ada, ({ own }) => own === 1, 'the relay has it')
  await before.close()

  const after = await lesson({ store: keptOpen(store) })
  const [again, late, viewer] = [
    await after.join({ role: 'host' }),
    await after.join({ sub: 'ada' }),
    await after.join({ role: 'viewer' }),
  ]
  again.signal('lesson')
  late.signal('lesson')
  const all = await sees(again, () => true, 'a host is told')
  expect(all).toMatchObject({
    check: { id: check, counts: [0, 1, 0] },
    answers: [{ key: 'id:ada', choice: 1 }],
  })
  expect(await sees(late, () => true, 'she is told')).toMatchObject({ own: 1, check: { counts: null } })
  // A viewer may not ask, and is told all the same.
  await checkOf(viewer)
  await store.close()
})

test('[KT10] a lesson that is over is told to those who come later, also after a restart, until a host begins the next one', async () => {
  const store = memoryStore()
  const before = await lesson({ store: keptOpen(store) })
  const [host, ada] = [await before.join({ role: 'host' }), await before.join({ sub: 'ada' })]
  await meet(host, ada)
  host.signal('lesson-check', CHECK)
  host.signal('lesson-timer', { ms: 60_000 })
  await checkOf(ada)
  host.signal('lesson-end', { leave: 'yes' })
  await host.isTold('bad-signal')
  host.signal('lesson-end', { leave: true })
  const over = await sees(ada, ({ ended }) => ended !== null, 'it is over')
  expect(over).toMatchObject({ timer: null, check: null, ended: { leave: true, atMs: expect.any(Number) } })
  await before.close()

  const after = await lesson({ store: keptOpen(store) })
  const [again, late] = [await after.join({ role: 'host' }), await after.join()]
  late.signal('lesson')
  await sees(late, ({ ended }) => ended?.atMs === over.ended?.atMs, 'it is still over')
  again.signal('lesson-end', null)
  await sees(late, ({ ended }) => ended === null, 'the next one has begun')
  // What belongs to a lesson begins one, too.
  for (const [kind, data] of Object.entries({ 'lesson-timer': { ms: 60_000 }, 'lesson-check': CHECK })) {
    again.signal('lesson-end', { leave: false })
    await sees(late, ({ ended, timer }) => ended?.leave === false && timer === null, 'it is over')
    again.signal(kind, data)
    await sees(late, ({ ended }) => ended === null, `begun by ${kind}`)
  }
  await store.close()
})

test('[KT9] nobody but a host orders', async () => {
  const { join } = await lesson()
  const [host, pupil] = [await join({ role: 'host' }), await join()]
  await meet(host, pupil)
  const orders = ['lesson-timer', 'lesson-spotlight', 'lesson-check', 'lesson-phase', 'lesson-end']
  for (const kind of orders) pupil.signal(kind, null)
  await until(() => pupil.notices().join() === orders.map(() => 'role-forbidden').join(), 'each is refused')
})

test('[HT23] a host reads the lesson by HTTP, answers too, in a room that nobody has opened; a member does not', async () => {
  const store = memoryStore()
  const before = await lesson({ store: keptOpen(store) })
  const [host, ada] = [
    await before.join({ role: 'host' }),
    await before.join({ sub: 'ada', state: { name: 'Ada' } }),
  ]
  await meet(host, ada)
  host.signal('lesson-timer', { ms: 60_000 })
  host.signal('lesson-spotlight', true, [ada.id])
  host.signal('lesson-check', CHECK)
  const { id } = await checkOf(ada)
  ada.signal('lesson-answer', { check: id, choice: 1 })
  await host.hears('lesson-answer')
  await before.close()
  const { url } = await lesson({ store: keptOpen(store) })
  const read = async (role: Role) => {
    const headers = { authorization: `Bearer ${await token({ sub: 'reader', role })}` }
    const answer = await fetch(`${url}/api/rooms/lesson/lesson`, { headers })
    return { status: answer.status, body: await answer.json() }
  }
  expect(await read('host')).toMatchObject({
    status: 200,
    body: {
      room: 'lesson',
      timer: { pausedAt: null },
      spotlight: { clientId: ada.id, id: 'ada', name: 'Ada' },
      check: { ...CHECK, id, phase: 'open', counts: [0, 1, 0] },
      answers: [{ id: 'ada', name: 'Ada', choice: 1 }],
    },
  })
  expect((await read('member')).status).toBe(403)
})

test('[KT5][HT23] on a relay that verifies nobody a reader of the API sees what everyone is told, and no more', async () => {
  const { relay, url, wsUrl } = await startRelay()
  const room = await relay.room('lesson')
  room.lesson.ask(CHECK.question, CHECK.choices)
  const read = async () => (await fetch(`${url}/api/rooms/lesson/lesson`)).json()
  const { id } = (await read()).check
  const pupil = await rawClient(wsUrl, 'lesson', { isCompact: true })
  pupil.say({ id: 5, state: { name: 'Ada' } })
  pupil.send(signalRequest('lesson-answer', { check: id, choice: 1 }, []))
  await until(() => room.lesson.get().answers.length === 1)
  expect(await read()).toMatchObject({ check: { phase: 'open', counts: null }, answers: [] })
  room.lesson.setPhase('shown')
  expect(await read()).toMatchObject({ check: { phase: 'shown', counts: [0, 1, 0] }, answers: [] })
})
