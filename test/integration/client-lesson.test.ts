import { expect, test } from 'vitest'
import { lessonOf } from '../../client/lesson.ts'
import { clientRoom } from '../support/client-room.ts'
import { relayCluster } from '../support/relay-cluster.ts'
import { startRelay } from '../support/start-relay.ts'
import { until } from '../support/until.ts'

type Lesson = ReturnType<typeof lessonOf>

const shows = (lesson: Lesson, isSo: (state: ReturnType<Lesson['state']['get']>) => unknown, what: string) =>
  until(() => (isSo(lesson.state.get()) ? lesson.state.get() : null), what)

test('[KT7] a lesson is one on three relays: timer, call and check, with each answer counted once', async () => {
  const { relays, join } = await relayCluster()
  const rooms = [await join(0, 'ada', 'host'), await join(1, 'second'), await join(2, 'third')] as const
  for (const room of rooms) for (const name of ['ada', 'second', 'third']) await room.waitFor(name)
  const [host, second, third] = [lessonOf(rooms[0].room), lessonOf(rooms[1].room), lessonOf(rooms[2].room)]
  expect(lessonOf(rooms[0].room)).toBe(host)
  rooms[1].room.self.set({ hand: true })
  await until(() => rooms[0].room.hands.get().length === 1, 'a hand is up')
  host.startTimer(60_000)
  host.callOn(await rooms[0].waitFor('second'))
  host.ask('', ['Yes', 'No'])
  for (const lesson of [second, third]) {
    const { timer, spotlight } = await shows(lesson, ({ check }) => check !== null, 'the check has come')
    expect([timer === null, spotlight?.name]).toEqual([false, 'second'])
  }
  await until(() => rooms[2].room.hands.get().length === 0, 'the hand is down')
  expect(second.answer(1)).toMatchObject({ ok: true })
  expect(third.answer(0)).toMatchObject({ ok: true })
  const told = await shows(host, ({ answers }) => answers.length === 2, 'the host has both answers')
  expect(told.check?.counts).toEqual([1, 1])
  third.answer(1)
  await shows(host, ({ check }) => check?.counts?.join() === '0,2', 'an answer has changed')
  for (const { state } of [second, third]) expect(state.get()).toMatchObject({ own: 1, answers: [] })
  for (const { received } of rooms.slice(1))
    expect(received.some((frame) => Buffer.from(frame).includes('"answers"'))).toBe(false)
  host.setPhase('shown')
  for (const lesson of [second, third])
    await shows(lesson, ({ check }) => check?.counts?.join() === '0,2', 'it is shown')
  // Code of a server on another relay does the same.
  const handle = await relays[2]?.relay.room('lesson')
  await until(() => handle?.lesson.get().answers.length === 2, 'code of the server knows the answers')
  handle?.lesson.endCheck()
  handle?.lesson.stopTimer()
  handle?.lesson.callOn(null)
  for (const lesson of [host, second, third]) {
    await shows(lesson, ({ timer, spotlight, check }) => !(timer ?? spotlight ?? check), 'all of it is over')
    expect(lesson.answer(0)).toMatchObject({ fault: { code: 'bad-signal' } })
  }
})

test('[KT6] somebody without an id has one answer also after a lost connection', async () => {
  const { wsUrl, relay } = await startRelay({ anonymous: 'join' })
  const handle = await relay.room('lesson')
  const room = clientRoom(wsUrl, 'lesson')
  const lesson = lessonOf(room.room)
  await room.connected()
  handle.lesson.ask('', ['Yes', 'No'])
  await shows(lesson, ({ check }) => check !== null, 'it is asked')
  lesson.answer(0)
  await shows(lesson, ({ own }) => own === 0, 'it has answered')
  const before = room.sockets.length
  room.socket()?.terminate()
  await until(() => room.sockets.length > before && room.status.get().state === 'connected', 'it is back')
  await until(() => lesson.answer(1).ok, 'it may answer')
  await shows(lesson, ({ own }) => own === 1, 'it has another answer')
  const { answers, check } = handle.lesson.get()
  expect([answers.length, check?.counts]).toEqual([1, [0, 1]])
})
