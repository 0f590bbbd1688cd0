import { expect, test } from 'vitest'
import { until } from '../support/until.ts'
import { violations } from './axe.ts'
import { startClassroom } from './classroom.ts'
import { startSchool } from './school.ts'

const classroom = await startClassroom()

test('two of one name are told apart on each page, in the list, in the queue and on the floor; each has the name alone', async () => {
  const { host, links, enter } = await startSchool(classroom, 'twins')
  const { url } = await links.make({ role: 'attendee' })
  const teacher = await enter(host.url, 'Ada')
  const [one, two] = [await enter(url, 'Mia'), await enter(url, 'Mia')]
  await teacher.people.nth(2).waitFor()
  const names = await teacher.people.locator('.name').allInnerTexts()
  const mias = names.slice(1)
  for (const name of mias) expect(name).toMatch(/^Mia \d{2,}$/)
  expect(mias[0]).not.toBe(mias[1])
  for (const each of [one, two]) {
    await each.people.nth(2).waitFor()
    expect((await each.people.locator('.name').allInnerTexts()).toSorted()).toEqual(names.toSorted())
    await each.hand.click()
  }
  await teacher.queue.nth(1).waitFor()
  expect((await teacher.queueNames()).toSorted()).toEqual(mias.toSorted())
  for (const name of mias) await teacher.desk(new RegExp(`^Desk .*${name}`)).waitFor()
  // Her page shows which one is called on.
  const [called = ''] = await teacher.queueNames()
  await teacher.queue
    .first()
    .getByRole('button', { name: /^Call on/ })
    .click()
  await teacher.page.locator('.kit-spotlight').getByText(called).waitFor()

  await teacher.person(called).getByRole('button', { name: 'Manage' }).click()
  const field = teacher.page.getByRole('dialog').getByLabel('Name', { exact: true })
  expect(await field.inputValue()).toBe('Mia')
})

test('two of one name are told apart in the chat while both are here, each in the colour of the list', async () => {
  const { host, links, enter } = await startSchool(classroom, 'chat-twins')
  const { url } = await links.make({ role: 'attendee' })
  const teacher = await enter(host.url, 'Ada')
  const [one, two] = [await enter(url, 'Mia'), await enter(url, 'Mia')]
  await teacher.people.nth(2).waitFor()
  await one.say('I forgot my book')
  const rows = teacher.messages.getByRole('listitem')
  await rows.first().waitFor()
  await two.say('So did I')
  await rows.nth(1).waitFor()
  const ofChat = await rows.evaluateAll((all) =>
    all.map((row) => [row.querySelector('.name')?.textContent, row.style.getPropertyValue('--person')]),
  )
  const ofList = await teacher.people.evaluateAll((all) =>
    all.map((row) => [
      row.querySelector('.name')?.textContent,
      row.querySelector<HTMLElement>('.token')?.style.getPropertyValue('--person'),
    ]),
  )
  for (const [name] of ofChat) expect(name).toMatch(/^Mia \d{2,}$/)
  expect(ofChat.toSorted()).toEqual(ofList.slice(1).toSorted())
  expect(ofChat[0]?.[0]).not.toBe(ofChat[1]?.[0])
  // A screen reader says it, and so does what a host opens at a message.
  await until(
    async () =>
      (await teacher.page.getByRole('log').textContent())?.includes(`${ofChat[0]?.[0]}: I forgot`) === true,
    'it is said with the number',
  )
  await rows.first().getByRole('button', { name: 'Manage the message' }).click()
  await teacher.page.getByRole('heading', { name: `${ofChat[0]?.[0]}` }).waitFor()
  await teacher.page.keyboard.press('Escape')

  // The one who stays has the name alone again.
  await two.page.close()
  await until(async () => (await rows.locator('.name').first().textContent()) === 'Mia', 'no number is left')
})

test('two of one name have their numbers at their carets in a document', async () => {
  const { links, enter } = await startSchool(classroom, 'caret-twins')
  const { url } = await links.make({ role: 'member' })
  const [one, two] = [await enter(url, 'Mia'), await enter(url, 'Mia')]
  await two.people.nth(1).waitFor()
  for (const { page } of [one, two]) await page.getByRole('link', { name: 'Open as document' }).click()
  for (const { page } of [one, two]) await page.locator('.sheet [contenteditable="true"]').click()
  await one.page.keyboard.type('Hello')
  await two.page
    .locator('.remote-caret-name')
    .filter({ hasText: /^Mia \d{2,}$/ })
    .waitFor()
})

test('the list of those who are missing leaves four people in view, however many hands are raised, at 1366x768 with everyone asked to follow', async () => {
  const { host, links, enter } = await startSchool(classroom, 'rows')
  const { url } = await links.make({ role: 'attendee' })
  const teacher = await enter(host.url, 'Ada')
  const { page } = teacher
  await page.setViewportSize({ width: 1366, height: 768 })
  for (const name of ['Ben', 'Cleo', 'Dora', 'Emil', 'Finn'].values()) {
    const pupil = await enter(url, name)
    await pupil.hand.click()
  }
  await teacher.queue.nth(4).waitFor()
  await page.getByRole('button', { name: 'Follow me', exact: true }).click()
  await page.locator('.lead-line .lead-text').waitFor()
  await page.locator('summary').filter({ hasText: 'Not here' }).click()
  await page.getByRole('button', { name: 'Class list…' }).click()
  const names = Array.from({ length: 30 }, (_, n) => `Pupil ${n + 1}`)
  await page.getByLabel('Names, one on each line').fill(names.join('\n'))
  await page.getByRole('button', { name: 'Compare' }).click()
  await page.getByText('0 of 30 on your list are here').waitFor()
  const seen = (list: string) =>
    page.evaluate((selector) => {
      const at = document.querySelector(selector)
      if (at === null) throw new Error('There is no such list.')
      const { top, bottom } = at.getBoundingClientRect()
      const rows = [...at.querySelectorAll('li')].map((row) => row.getBoundingClientRect())
      return rows.filter((row) => row.top >= top - 1 && row.bottom <= Math.min(bottom, innerHeight) + 1)
        .length
    }, list)
  expect(await seen('.people ul')).toBeGreaterThanOrEqual(4)
  expect(await seen('.queue')).toBeGreaterThanOrEqual(3)
  expect(await seen('.people-more')).toBeGreaterThanOrEqual(3)
  expect(await violations(page)).toEqual([])
  // The last name is reached by scrolling, and the button below it.
  await page.getByRole('list', { name: 'On the list, and not here' }).getByText('Pupil 30').click()
  await page.getByRole('button', { name: 'Class list…' }).click()
})
