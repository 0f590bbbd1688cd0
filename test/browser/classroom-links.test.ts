import { AxeBuilder } from '@axe-core/playwright'
import { expect, test } from 'vitest'
import { until } from '../support/until.ts'
import { startClassroom } from './classroom.ts'
import { startSchool } from './school.ts'

const classroom = await startClassroom()

const school = (room: string) => startSchool(classroom, room)

test('[LK1][LK8] links: a host comes by a link, and a pupil by the code that the host shows', async () => {
  const { url, host, enter } = await school('7b')
  const teacher = await enter(host.url, 'Ada')
  await teacher.page.getByRole('heading', { name: '7b' }).waitFor()
  expect(teacher.page.url()).not.toContain(host.code)
  await teacher.page.getByRole('button', { name: 'Lock the room' }).waitFor()
  await teacher.page.getByRole('button', { name: 'Invite' }).click()
  const code = (await teacher.page.locator('.poster-code').textContent()) ?? ''
  expect(code).toMatch(/^\d{3}-\d{3}-\d{3}$/)
  const link = teacher.page.getByLabel('Link to this room', { exact: true })
  expect(await link.inputValue()).toBe(`${url}/#join=${code}`)
  // The relay of the test listens on this machine alone, and the page says so.
  await teacher.page.getByText('works on this machine only').waitFor()
  expect((await new AxeBuilder({ page: teacher.page }).analyze()).violations).toEqual([])
  // The code fills the screen, which a board without keys ends as well; the dialog stays.
  const isFull = () => teacher.page.evaluate(() => document.fullscreenElement !== null)
  for (const end of [
    () => teacher.page.keyboard.press('Escape'),
    () => teacher.page.getByRole('button', { name: 'End full screen' }).click(),
  ]) {
    await teacher.page.getByRole('button', { name: 'Full screen', exact: true }).click()
    await until(isFull, 'it is full')
    await end()
    await until(async () => !(await isFull()), 'it has ended')
    await link.waitFor()
  }
  await teacher.page.keyboard.press('Escape')

  const pupil = await enter(url, 'Pupil', code.replaceAll('-', ' '))
  await teacher.person('Pupil').waitFor()
  const other = await enter(`${url}/#join=${code}`, 'Other')
  await other.person('Pupil').waitFor()
  // A pupil passes on the same link, and no other.
  await pupil.page.getByRole('button', { name: 'Invite' }).click()
  expect(await pupil.page.locator('.poster-code').textContent()).toBe(code.replaceAll('-', ' '))
})

test('a host reads who was here before and is not here now', async () => {
  const { host, links, enter } = await school('8a')
  const { url } = await links.make({ role: 'attendee' })
  const teacher = await enter(host.url, 'Ada')
  const pupil = await enter(url, 'Pupil')
  await teacher.person('Pupil').waitFor()
  const missing = teacher.page.getByRole('list', { name: 'People who were here before' })
  await teacher.page.getByText('Not here', { exact: true }).click()
  await teacher.page.getByText('Nobody is missing').waitFor()
  expect((await new AxeBuilder({ page: teacher.page }).analyze()).violations).toEqual([])
  await pupil.page.close()
  await missing.getByText('Pupil').waitFor()
})

test('[LK5] links: a pupil comes back by a reload, and not once they are removed', async () => {
  const { url, links, enter } = await school('removed')
  const { code } = await links.make()
  const pupil = await enter(`${url}/#join=${code}`, 'Pupil')
  await pupil.person('Pupil').waitFor()
  await pupil.page.reload()
  await pupil.state('Connected').waitFor()
  const [entry] = await until(async () => {
    const { entries } = await links.presence()
    return entries.length === 1 && entries
  }, 'the pupil is in the room')
  await links.kick({ clientId: entry.clientId })
  await pupil.page.getByRole('heading', { name: 'You are out of this room' }).waitFor()
  await pupil.page.reload()
  await pupil.page.getByRole('alert').filter({ hasText: 'A host has removed you' }).waitFor()
})

test('links: a room that asks for a code leads back to the lobby, which says so and takes the code', async () => {
  const { url, links, enter } = await school('7b')
  const { code } = await links.make()
  const pupil = await enter(url, 'Pupil', '7b')
  const refused = pupil.page.getByRole('alert').filter({ hasText: 'Ask your teacher for the code' })
  await refused.waitFor()
  // It was not in the room.
  const recent = pupil.page.getByRole('region', { name: 'Recent in this browser' })
  expect(await recent.count()).toBe(0)
  // The field is free, and has the keyboard.
  await pupil.page.keyboard.type(code)
  await pupil.page.keyboard.press('Enter')
  await pupil.state('Connected').waitFor()

  // On another day the list of rooms leads to the same field.
  await pupil.page.getByRole('button', { name: 'Leave' }).click()
  await pupil.page.goto(url)
  await recent.getByRole('button', { name: /^Enter .*7b/ }).click()
  await refused.waitFor()
  expect(await pupil.page.getByLabel('Room').inputValue()).toBe('')
  await pupil.page.keyboard.type(code)
  await pupil.page.keyboard.press('Enter')
  await pupil.state('Connected').waitFor()
})

test('[LK1] links: a code that is none is said, and another one can be typed', async () => {
  const { url, links, enter } = await school('typed')
  const pupil = await enter(`${url}/#join=000-000-000`, 'Pupil')
  await pupil.page.getByRole('alert').filter({ hasText: 'no link with this code' }).waitFor()
  expect(await pupil.page.locator('.small-print').textContent()).toBe('(link-unknown)')
  // One that was typed leaves the keyboard in its field.
  const field = pupil.page.getByLabel('Room')
  await field.fill('111-111-111')
  await pupil.page.getByRole('button', { name: 'Join' }).click()
  await until(() => field.evaluate((element) => element === document.activeElement), 'it has the focus')
  await field.fill((await links.make()).code)
  await pupil.page.getByRole('button', { name: 'Join' }).click()
  await pupil.state('Connected').waitFor()
  // A person who has left comes back without the code.
  await pupil.page.getByRole('button', { name: 'Leave' }).click()
  expect(await pupil.page.getByLabel('Room').inputValue()).toBe('typed')
  await pupil.page.getByRole('button', { name: 'Join' }).click()
  await pupil.state('Connected').waitFor()
})
