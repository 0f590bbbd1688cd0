import { expect, test } from 'vitest'
import { Elements } from '../../client/excalidraw/elements.ts'
import { lessonOf } from '../../client/lesson.ts'
import { clientRoom } from '../support/client-room.ts'
import { joinLinks } from '../support/join-links.ts'
import { runNode } from '../support/run-command.ts'
import { startRelay } from '../support/start-relay.ts'
import { SECRET, token } from '../support/tokens.ts'
import { until } from '../support/until.ts'

const runBots = (...args: readonly string[]) => runNode('server/bin.ts', ['bots', ...args])

const botsIn = (room: ReturnType<typeof clientRoom>) =>
  room.people.get().filter(({ name }) => name?.startsWith('Bot '))

test('bots come into a room, walk and type there, and are gone when their command ends', async () => {
  const { wsUrl } = await startRelay()
  const ada = clientRoom(wsUrl, 'demo', { presence: { name: 'Ada' } })
  await ada.connected()
  const bots = runBots('--url', wsUrl, '--room', 'demo', '--count', '12', '--seed', '3', '--text', 'text')
  await until(() => botsIn(ada).length === 12, 'twelve have come')
  const before = new Map(botsIn(ada).map(({ key, x, y }) => [key, `${x} ${y}`]))
  await until(() => botsIn(ada).some(({ key, x, y }) => before.get(key) !== `${x} ${y}`), 'one of them walks')
  await until(() => ada.text.length > 3, 'one of them types')
  bots.kill('SIGINT')
  expect(await bots.exited()).toBe(0)
  expect(bots.stdout()).toContain('12 of 12 are there')
  await until(() => botsIn(ada).length === 0, 'they have left')
})

test('bots leave with everyone where a host ends the lesson, and stay where it was over before', async () => {
  const { wsUrl } = await startRelay({ secrets: [SECRET] })
  const host = clientRoom(wsUrl, 'lesson', { token: await token({ role: 'host' }) })
  await host.connected()
  const lesson = lessonOf(host.room)
  for (const board of [[], ['--board', 'elements']]) {
    await until(() => lesson.endLesson(true).ok)
    await until(() => lesson.state.get().ended !== null)
    const bots = runBots('--url', wsUrl, '--room', 'lesson', '--count', '3', '--secret', SECRET, ...board)
    await until(() => bots.stdout().includes('3 of 3 are there'))
    expect(botsIn(host).length).toBe(3)
    expect(lesson.beginLesson().ok).toBe(true)
    await until(() => lesson.state.get().ended === null)
    expect(lesson.endLesson(true).ok).toBe(true)
    expect(await bots.exited()).toBe(0)
    expect(bots.stdout()).toContain('the lesson is over')
    await until(() => botsIn(host).length === 0)
  }
})

test('bots draw on a whiteboard: a stroke is in presence while it is drawn, and all of them have the same board', async () => {
  const { wsUrl } = await startRelay()
  const ada = clientRoom(wsUrl, 'board', { presence: { name: 'Ada' } })
  await ada.connected()
  const ben = clientRoom(wsUrl, 'board')
  const [elements, others] = [ada, ben].map(
    ({ room: { doc } }) => new Elements({ doc, name: 'elements', mayWrite: () => true }),
  ) as [Elements, Elements]
  const bots = runBots('--url', wsUrl, '--room', 'board', '--count', '6', '--board', 'elements')
  await until(() => ada.room.others.get().some((other) => 'exInk' in other), 'one of them is drawing')
  await until(() => elements.all().length >= 6)
  for (const element of elements.all()) expect(element).toMatchObject({ type: 'freedraw', isDeleted: false })
  const indexes = elements.all().map(({ index }) => index)
  expect(indexes).toEqual([...new Set(indexes)].sort())
  bots.kill('SIGINT')
  expect(await bots.exited()).toBe(0)
  await until(() => botsIn(ada).length === 0)
  await until(
    () => JSON.stringify(others.all()) === JSON.stringify(elements.all()),
    'all have the same board',
  )
})

test('bots come by the code of a class, or by tokens of a secret, and a relay that lets none in ends the command', async () => {
  const { url, wsUrl } = await startRelay({ secrets: [SECRET] })
  const { code } = await joinLinks(url).make({ role: 'attendee' })
  const host = clientRoom(wsUrl, 'lesson', {
    token: await token({ role: 'host' }),
    presence: { name: 'Ada' },
  })
  await host.connected()
  const byCode = runBots('--url', wsUrl, '--code', code, '--count', '3', '--seconds', '3')
  await until(() => botsIn(host).some(({ rights }) => rights === 'attendee'), 'those of the code are there')
  expect(await byCode.exited()).toBe(0)
  const bySecret = runBots('--url', wsUrl, '--room', 'lesson', '--count', '2', '--secret', SECRET)
  await until(() => botsIn(host).some(({ id }) => id === 'bot-1'), 'those of the secret are there')
  bySecret.kill('SIGTERM')
  expect(await bySecret.exited()).toBe(0)

  const strangers = runBots('--url', wsUrl, '--room', 'lesson')
  expect(await strangers.exited()).toBe(1)
  expect(strangers.stderr()).toContain('the relay lets no bot in')
  const { code: waiting } = await joinLinks(url).make({ role: 'attendee', waits: true })
  const waits = runBots('--url', wsUrl, '--code', waiting, '--count', '3')
  expect(await waits.exited()).not.toBe(0)
  expect(waits.stderr()).toContain('wait for a host')

  const wrong = runBots('--url', wsUrl, '--code', '123-456-789', '--room', 'x', '--count', 'many')
  expect(await wrong.exited()).toBe(2)
  expect(wrong.stderr()).toContain('--count is a whole number from 1 to 1000')
})
