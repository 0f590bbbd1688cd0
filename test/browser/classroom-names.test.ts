import { AxeBuilder } from '@axe-core/playwright'
import { expect, test } from 'vitest'
import type { Room } from '../../client/index.ts'
import { clientRoom } from '../support/client-room.ts'
import { stockClient } from '../support/stock-client.ts'
import { token } from '../support/tokens.ts'
import { until } from '../support/until.ts'
import { startClassroom } from './classroom.ts'
import { startSchool } from './school.ts'

const classroom = await startClassroom()

test('a host compares who is here with the names of the class, and names somebody who has no name', async () => {
  const { host, links, enter } = await startSchool(classroom, '8a')
  const { url } = await links.make({ role: 'attendee' })
  const teacher = await enter(host.url, 'Ada')
  const { page } = teacher
  const listed = (name: string) => page.getByRole('list', { name }).locator('.name')
  const fold = page.locator('summary').filter({ hasText: 'Not here' })
  await fold.click()
  await page.getByRole('button', { name: 'Class list…' }).click()
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([])
  await page.getByLabel('Names, one on each line').fill('Rossi, Mia\nBen Olsen\n3. Zoë\n')
  await page.getByRole('button', { name: 'Compare' }).click()
  await page.getByText('0 of 3 on your list are here').waitFor()

  const mia = await enter(url, 'mia rossi')
  const unnamed = await enter(url, '')
  await page.getByText('1 of 3 on your list are here').waitFor()
  await until(async () => (await listed('Here, and not on the list').count()) === 1, 'one is not on the list')
  expect(await listed('On the list, and not here').allInnerTexts()).toEqual(['Ben Olsen', 'Zoë'])
  expect(await listed('Here, and not on the list').allInnerTexts()).toEqual(['unnamed'])
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([])

  const others = page.getByRole('list', { name: 'Here, and not on the list' })
  await others.getByRole('button', { name: 'Manage unnamed' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name', { exact: true }).fill('  Ben\tOlsen ')
  await dialog.getByRole('button', { name: 'Give this name' }).click()
  await unnamed.toast('Your name here is now BenOlsen: your teacher changed it.').waitFor()
  await mia.person('BenOlsen').waitFor()

  // The name is that person's own from now on, and the list is still there after a reload.
  await unnamed.page.reload()
  await mia.person('BenOlsen').waitFor()
  await page.reload()
  await page
    .locator('summary')
    .filter({ hasText: /Not here\s*2/ })
    .waitFor()
  await fold.click()
  await page.getByRole('button', { name: 'Class list…' }).click()
  await page.getByRole('button', { name: 'Remove the list' }).click()
  await page.getByText('Nobody is missing of those who were here before').waitFor()
  await mia.page.close()
  await page.getByRole('list', { name: 'People who were here before' }).getByText('mia rossi').waitFor()
})

test('a name is given by a host alone, and to nobody whose token has one', async () => {
  const as = (sub: string, more: object = {}) => token({ sub, role: 'attendee', ...more })
  const pupil = await classroom.join('8b', 'Pupil', { token: await as('pupil') })
  const known = await classroom.join('8b', '', { token: await as('known', { name: 'Known' }) })
  const teach = clientRoom(classroom.gated.wsUrl, '8b', { token: await token({ sub: 'ada', role: 'host' }) })
  const mate = clientRoom(classroom.gated.wsUrl, '8b', { token: await as('mate') })
  await Promise.all([teach, mate].map(({ waitFor }) => waitFor('Pupil')))
  await teach.waitFor('Known')
  /** A signal from somebody to all others, which the page of each hears in the order of its sender. */
  const name = (from: Room, data: string) => expect(from.signals.send('give-name', data).ok).toBe(true)
  // Until the part of the page that hears it is there.
  await until(async () => {
    name(teach, 'First')
    return (await pupil.toast('Your name here is now First: your teacher changed it.').count()) > 0
  }, 'the pupil is named')
  name(mate, 'Silly')
  await mate.waitFor('First')
  mate.signals.send('chat', { text: 'Sent behind it' })
  await pupil.messages.getByText('Sent behind it').waitFor()
  name(teach, '\u0000 \n')
  name(teach, ` ${'x'.repeat(70)}`)
  await pupil.person('x'.repeat(64)).waitFor()
  expect(await pupil.page.locator('.toast').filter({ hasText: 'Silly' }).count()).toBe(0)
  await teach.waitFor('x'.repeat(64))
  expect(teach.people.get().map(({ name }) => name)).toContain('Known')
  expect(await known.toast('Your name here').count()).toBe(0)
})

test('[CR1] class list: of a crowd, of whom the page is told of some, the relay is asked for all', async () => {
  const { host, wsUrl, links, enter } = await startSchool(classroom, 'lecture', {
    anonymous: 'join',
    crowd: 10,
  })
  for (let n = 1; n <= 25; n++)
    stockClient(wsUrl, 'lecture', { state: { name: `Pupil ${n}`, x: 0.5, y: 0.5 } })
  await until(async () => (await links.presence()).entries.length === 25, 'all are there')
  const { page } = await enter(host.url, 'Ada')
  await page.getByText(/^26 people, \d+ shown$/).waitFor()
  await page.locator('summary').filter({ hasText: 'Not here' }).click()
  await page.getByRole('button', { name: 'Class list…' }).click()
  const names = Array.from({ length: 26 }, (_, n) => `Pupil ${n + 1}`)
  await page.getByLabel('Names, one on each line').fill(names.join('\n'))
  await page.getByRole('button', { name: 'Compare' }).click()
  await page.getByText('25 of 26 on your list are here').waitFor()
  await page.getByRole('list', { name: 'On the list, and not here' }).getByText('Pupil 26').waitFor()

  // Somebody of whom the page is not told: their menu opens as that of any other.
  await page.getByRole('button', { name: 'Class list…' }).click()
  await page.getByLabel('Names, one on each line').fill('Zoë')
  await page.getByRole('button', { name: 'Compare' }).click()
  const others = page.getByRole('list', { name: 'Here, and not on the list' }).locator('.name')
  await until(async () => (await others.count()) === 25, 'nobody here is on the list')
  const shown = await page.getByRole('list', { name: 'People', exact: true }).locator('.name').allInnerTexts()
  const unseen = (await others.allInnerTexts()).find((name) => !shown.includes(name)) ?? ''
  expect(unseen).toMatch(/^Pupil \d+$/)
  const row = page
    .getByRole('list', { name: 'Here, and not on the list' })
    .getByRole('listitem')
    .filter({ has: page.getByText(unseen, { exact: true }) })
  await row.getByRole('button').click()
  await page.getByRole('dialog', { name: unseen, exact: true }).waitFor()
})
