import { expect, test } from 'vitest'
import { claimsOf } from '../../client/claims.ts'
import type { Role } from '../../shared/index.ts'
import { clientRoom } from '../support/client-room.ts'
import { token } from '../support/tokens.ts'
import { until } from '../support/until.ts'
import { type InRoom, startClassroom } from './classroom.ts'

const classroom = await startClassroom()

const join = async (room: string, name: string, role: Role) =>
  classroom.join(room, '', { token: await token({ sub: name, name, role }) })

const open = ({ page }: InRoom, kind: string) => page.getByRole('link', { name: `Open as ${kind}` }).click()

const onBoard = ({ page }: InRoom) => page.locator('.excalidraw canvas.interactive').waitFor()

/** Holds what a page asks for, until the returned function is called. */
const hold = async ({ page }: InRoom, url: RegExp) => {
  const { promise, resolve } = Promise.withResolvers<void>()
  let asked = 0
  await page.route(url, async (route) => {
    asked += 1
    await promise
    await route.continue()
  })
  return { resolve, isAsked: () => until(() => asked > 0, 'the page asks for it') }
}

test('page to page: a hand has its place again, however late comes what else a page keeps', async () => {
  const teacher = await join('places', 'Teacher', 'host')
  const [ada, ben] = [await join('places', 'Ada', 'attendee'), await join('places', 'Ben', 'attendee')]
  const isQueue = (...names: string[]) =>
    until(async () => `${await teacher.queueNames()}` === `${names}`, `the queue is ${names}`)
  for (const [n, each] of [ada, ben].entries()) {
    await each.page.getByRole('button', { name: 'Raise hand' }).click()
    await until(async () => (await teacher.queue.count()) === n + 1, 'the hand is up')
  }
  await isQueue('Ada', 'Ben')
  const kept = await hold(ada, /\/keep-[^/]*\.js$/)
  await ada.page.reload()
  await kept.isAsked()
  await ada.state('Connected').waitFor()
  await isQueue('Ada', 'Ben')
  kept.resolve()
  await ben.page.getByRole('button', { name: 'Leave' }).click()
  const said = () => teacher.page.getByRole('log').textContent()
  await until(async () => (await said())?.includes('Ben left') === true, 'it is said that Ben has left')
  // She was away for a moment.
  expect(await said()).not.toContain('Ada left')
})

test('page to page: the seat is held from the whiteboard, and those who were there before have not come', async () => {
  await join('together', 'Teacher', 'host')
  const [ada, ben] = [await join('together', 'Ada', 'attendee'), await join('together', 'Ben', 'attendee')]
  await ada.desk('Desk 1, your seat').waitFor()
  const watcher = clientRoom(classroom.gated.wsUrl, 'together', {
    token: await token({ sub: 'watcher', role: 'viewer' }),
  })
  const claims = claimsOf(watcher.room)
  const holder = () => claims.holderOf('seat/0-0')
  await until(() => holder() !== null, 'the seat is taken')
  const inClass = holder()?.clientId

  // He is on his way, on a page that has not joined, as hers begins.
  const way = await hold(ben, /\.js$/)
  const going = open(ben, 'whiteboard')
  await way.isAsked()
  await open(ada, 'whiteboard')
  await onBoard(ada)
  await until(() => ![null, undefined, inClass].includes(holder()?.clientId), 'it is held from there')
  way.resolve()
  await going
  await onBoard(ben)
  await join('together', 'Cleo', 'attendee')
  const said = () => ada.page.getByRole('log').textContent()
  await until(async () => (await said())?.includes('Cleo joined') === true, 'she hears of Cleo')
  expect(await said()).not.toContain('Ben joined')
})

test('page to page: one whose network goes while the page counts is taken along when it is back', async () => {
  const teacher = await join('cut', 'Teacher', 'host')
  const ada = await join('cut', 'Ada', 'attendee')
  await teacher.page.getByRole('button', { name: 'Follow me', exact: true }).click()
  await teacher.page.getByText('1 person follows you.').waitFor()
  await open(teacher, 'whiteboard')
  const seconds = ada.page.locator('.lead-seconds')
  await seconds.waitFor()
  const context = ada.page.context()
  await context.setOffline(true)
  await seconds.waitFor({ state: 'detached' })
  expect(await ada.page.locator('.floor').count()).toBe(1)
  await context.setOffline(false)
  await onBoard(ada)
})

test('page to page: the pen that comes along is told once, when it is given', async () => {
  const teacher = await join('pen-again', 'Teacher', 'host')
  const ada = await join('pen-again', 'Ada', 'attendee')
  await teacher.page.getByRole('button', { name: 'Manage Ada' }).click()
  await teacher.page.getByRole('button', { name: 'Give the pen' }).click()
  const said = async () => (await ada.page.getByRole('log').textContent()) ?? ''
  await until(async () => (await said()).includes('You have the pen'), 'she hears of it')
  await ada.page.reload()
  await ada.person('Ada').filter({ hasText: 'has the pen' }).waitFor()
  // The right to write comes behind it.
  await until(() => ada.text.isEditable(), 'she may write')
  await teacher.page.getByRole('button', { name: 'Raise hand' }).click()
  await until(async () => (await said()).includes('Teacher (host) raised a hand'), 'all before that is said')
  expect(await said()).not.toMatch(/You have the pen|You take part/)
  await teacher.page.getByRole('button', { name: 'Manage Ada' }).click()
  await teacher.page.getByRole('button', { name: 'Take the pen back' }).click()
  await until(async () => (await said()).includes('You no longer have the pen'), 'its end is said')
})
