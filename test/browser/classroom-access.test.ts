import { expect, test } from 'vitest'
import { token } from '../support/tokens.ts'
import { violations } from './axe.ts'
import { startClassroom } from './classroom.ts'

const classroom = await startClassroom()

test('access: axe finds nothing wrong in the lobby, the room and its dialogs, in the light and in the dark', async () => {
  const host = await token({ sub: 'teacher', name: 'Teacher', role: 'host' })
  const teacher = await classroom.join('seen', '', {
    token: host,
    reducedMotion: 'reduce',
  })
  const ada = await classroom.join('seen', '', { token: await token({ sub: 'ada', name: 'Ada' }) })
  await ada.hand.click()
  await ada.thumb.click()
  await ada.desk('Desk 4, free').click()
  await ada.say('Hello')
  await teacher.say('Hello to you')
  await teacher.queue.filter({ hasText: 'Ada' }).waitFor()
  await teacher.messages.getByText('Hello to you').waitFor()
  expect(await violations(teacher.page)).toEqual([])
  for (const name of ['Invite', 'Settings', 'More reactions']) {
    await teacher.page.getByRole('button', { name }).click()
    await teacher.page.getByRole('dialog').waitFor()
    expect(await violations(teacher.page)).toEqual([])
    await teacher.page.keyboard.press('Escape')
  }
  const viewer = await classroom.join('seen', '', {
    relay: classroom.gated,
    reducedMotion: 'reduce',
    viewport: { width: 360, height: 740 },
  })
  await viewer.person('Ada').waitFor()
  expect(await violations(viewer.page)).toEqual([])
  await viewer.page.getByRole('button', { name: 'Leave' }).click()
  await viewer.page.getByRole('button', { name: 'Join' }).waitFor()
  expect(await violations(viewer.page)).toEqual([])
})

test('access: axe finds nothing wrong with what hosts have and order, in the light and in the dark', async () => {
  const room = 'hosts'
  const options = { reducedMotion: 'reduce' } as const
  const host = await token({ sub: 'teacher', name: 'Teacher', role: 'host' })
  const teacher = await classroom.join(room, '', { token: host, ...options })
  const pupil = await classroom.join(room, '', {
    token: await token({ sub: 'pupil', name: 'Pupil' }),
    ...options,
  })
  await teacher.person('Pupil').waitFor()
  for (const name of ['Follow me', 'Lock the room', 'Mute reactions', 'Thumbs up'])
    await teacher.page.getByRole('button', { name }).click()
  await pupil.reactions.first().waitFor()
  for (const { page } of [teacher, pupil]) expect(await violations(page)).toEqual([])
  await teacher.page.getByRole('button', { name: 'Manage Pupil' }).click()
  expect(await violations(teacher.page)).toEqual([])
  await teacher.page.getByRole('button', { name: 'Remove…' }).click()
  expect(await violations(teacher.page)).toEqual([])
})

test('access: joins, hands and chat are spoken', async () => {
  const ada = await classroom.join('spoken', 'Ada')
  const log = ada.page.getByRole('log')
  const ben = await classroom.join('spoken', 'Pupil')
  await log.getByText('Pupil joined').waitFor({ state: 'attached' })
  await ben.hand.click()
  await log.getByText('Pupil raised a hand').waitFor({ state: 'attached' })
  await ben.say('Good morning')
  await log.getByText('Pupil: Good morning').waitFor({ state: 'attached' })
  await ben.page.getByRole('button', { name: 'Leave' }).click()
  await log.getByText('Pupil left').waitFor({ state: 'attached' })
})

test('access: who asked for less motion gets none: no animation runs, and a tap is a leap', async () => {
  const ada = await classroom.join('still', 'Ada', { reducedMotion: 'reduce' })
  const ben = await classroom.join('still', 'Pupil')
  await ada.person('Pupil').waitFor()
  await ben.thumb.click()
  await ada.person('Pupil').getByRole('img', { name: 'thumbs up' }).waitFor()
  expect(await ada.page.evaluate(() => document.getAnimations().length)).toBe(0)
  await ada.stand()
  const spot = await ada.pointOf({ x: 0.97, y: 0.99 })
  await ada.page.mouse.click(spot.x, spot.y)
  await ada.arrives(ada.avatar('Ada'), { x: 0.97, y: 0.99 })
  await ben.arrives(ben.avatar('Ada'), { x: 0.97, y: 0.99 })
})

test('access: dark is a choice of its own, and kept', async () => {
  const ada = await classroom.join('theme', 'Ada', { colorScheme: 'light' })
  const ground = () => ada.page.evaluate(() => getComputedStyle(document.body).backgroundColor)
  const light = await ground()
  await ada.page.getByRole('button', { name: 'Settings' }).click()
  await ada.page.getByRole('button', { name: 'Theme: system. Change to light.' }).click()
  await ada.page.getByRole('button', { name: 'Theme: light. Change to dark.' }).click()
  expect(await ground()).not.toBe(light)
  await ada.page.reload()
  await ada.state('Connected').waitFor()
  expect(await ground()).not.toBe(light)
})
