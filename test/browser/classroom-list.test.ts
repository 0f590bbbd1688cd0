import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { until } from '../support/until.ts'
import { violations } from './axe.ts'
import { startClassroom } from './classroom.ts'
import { startSchool } from './school.ts'

const classroom = await startClassroom()

test('class list: a host opens it under Lesson, says which name somebody has, and the saved attendance names the absent', async () => {
  const { host, links, enter } = await startSchool(classroom, '9a')
  const { url } = await links.make({ role: 'attendee' })
  const teacher = await enter(host.url, 'Ada')
  const { page } = teacher
  const button = (name: string) => page.getByRole('button', { name, exact: true })
  const listed = (name: string) => page.getByRole('list', { name }).locator('.name')
  const missing = async () => (await listed('On the list, and not here').allInnerTexts()).join()
  await page.locator('summary').filter({ hasText: 'Not here' }).click()
  await button('Lesson').click()
  await page.getByRole('dialog').getByRole('button', { name: 'Class list…' }).click()
  await page.getByLabel('Names, one on each line').fill('Mia Müller\nMia Schmidt\nLeo Kim\nZoe')
  expect(await violations(page)).toEqual([])
  await button('Compare').click()
  // What stands open beside the room has heard of it.
  await page.getByText('0 of 4 on your list are here').waitFor()
  const pupils = await Promise.all(['Mia', 'Dragon', 'Mia'].map((name) => enter(url, name)))
  await until(async () => (await missing()) === 'Mia Müller,Mia Schmidt,Leo Kim,Zoe', 'nobody is known')
  const mias = page
    .getByRole('list', { name: 'Here, and not on the list' })
    .locator('li')
    .filter({ hasText: 'Mia' })
  // At the width of the panel each row shows its whole name, and nothing goes beyond the panel.
  const cut = await page
    .locator('.people-more, .people-more .person .name')
    .evaluateAll((all) => all.filter((each) => each.scrollWidth > each.clientWidth + 1).length)
  expect(cut).toBe(0)
  await mias.first().getByRole('button', { name: 'Name on the list for Mia' }).click()
  const dialog = page.getByRole('dialog')
  // Those that it may be come first.
  expect(await dialog.getByRole('listitem').allInnerTexts()).toEqual([
    'Mia Müller',
    'Mia Schmidt',
    'Leo Kim',
    'Zoe',
  ])
  expect(await violations(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Mia Schmidt' }).click()
  // The other Mia is then the other one of the list.
  await until(async () => (await missing()) === 'Leo Kim,Zoe', 'both are known')
  await button('Name on the list for Dragon').click()
  await dialog.getByRole('button', { name: 'Leo Kim' }).click()
  await until(async () => (await missing()) === 'Zoe', 'one is missing')
  await Promise.all([...pupils, teacher].map((each) => each.page.reload()))
  await page
    .locator('summary')
    .filter({ hasText: /Not here\s*1/ })
    .waitFor()
  await button('Lesson').click()
  await page.getByText('With those of the class list who did not come.').waitFor()
  const [download] = await Promise.all([page.waitForEvent('download'), button('Save as CSV').click()])
  const lines = readFileSync(await download.path(), 'utf8')
    .trimEnd()
    .split('\r\n')
  expect(lines[0]).toMatch(/,Class list,Name on the list$/)
  const said = lines.slice(1).map((line) => line.split(','))
  expect(said.map((cells) => [cells[0], ...cells.slice(-2)].join())).toEqual([
    'Ada,,',
    'Leo Kim,came,Leo Kim',
    'Mia,came,Mia Müller',
    'Mia Schmidt,came,Mia Schmidt',
    'Zoe,did not come,Zoe',
  ])
})
