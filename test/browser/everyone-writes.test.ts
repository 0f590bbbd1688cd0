import { expect, test } from 'vitest'
import { token } from '../support/tokens.ts'
import { until } from '../support/until.ts'
import { violations } from './axe.ts'
import { startClassroom } from './classroom.ts'
import { inDocument, reads } from './in-document.ts'
import { onStage } from './on-stage.ts'

const classroom = await startClassroom()
const { gated, newPage } = classroom

const ROOM = 'all-write'
const MAY = 'Everyone who takes part may draw and write now.'
const OVER = 'Only hosts, and the person with the pen, draw and write now.'

type Role = 'host' | 'attendee' | 'viewer'

const tokenOf = (name: string, role: Role) => token({ sub: name, name, role })

/** Opens the whiteboard or the document of the room. */
const open = async (kind: 'board' | 'doc', name: string, role: Role) => {
  const page = await newPage({ viewport: { width: 1280, height: 720 } })
  const query = new URLSearchParams({ token: await tokenOf(name, role), autojoin: '1' })
  await page.goto(`${gated.url}/${kind}/${ROOM}?${query}`)
  await page.locator('.state').filter({ hasText: 'Connected' }).waitFor({ state: 'attached' })
  return page
}

const inClass = async (name: string, role: Role) =>
  onStage(await classroom.join(ROOM, '', { token: await tokenOf(name, role) }))

test('a host lets everyone draw and write on all pages at once, newcomers too, and takes it back', async () => {
  const host = await open('board', 'Host', 'host')
  const ada = await open('board', 'Ada', 'attendee')
  const ben = await inDocument(await open('doc', 'Ben', 'attendee'))
  const watcher = await open('board', 'Watcher', 'viewer')
  const rectangle = (page: typeof host) => page.getByTestId('toolbar-rectangle')
  const toast = (page: typeof host, text: string) => page.locator('.toast').filter({ hasText: text })
  await ada.locator('main').getByText('to draw you need the pen').waitFor()
  expect(await rectangle(ada).count()).toBe(0)
  const draws = host.getByRole('button', { name: 'Everyone draws' })
  await draws.click()

  // All of them are told, and may at once.
  for (const page of [ada, ben.page]) await toast(page, MAY).waitFor()
  await rectangle(ada).waitFor({ state: 'attached' })
  expect(await ada.getByText('to draw you need the pen').count()).toBe(0)
  expect(await draws.getAttribute('aria-pressed')).toBe('true')
  expect(await rectangle(watcher).count()).toBe(0)
  await ben.type('Written by Ben')
  for (const page of [host, ada]) expect(await violations(page)).toEqual([])
  // In the class a newcomer draws, too.
  const cleo = await inClass('Cleo', 'attendee')
  await cleo.enlarge()
  await cleo.button('Pen').click()
  await cleo.line(0.1, 0.9)
  await cleo.strokes(1)

  // The host reloads the page, or another one looks in the class: it is one state.
  await host.reload()
  await until(async () => (await draws.getAttribute('aria-pressed')) === 'true', 'it is on after a reload')
  const other = await inClass('Other', 'host')
  await other.hasChalk(0.12, 0.88)
  await other.button('Lesson').click()
  const writes = other.page.getByRole('checkbox', { name: 'Everyone writes' })
  expect(await writes.isChecked()).toBe(true)
  expect(await violations(other.page)).toEqual([])
  await writes.click()

  for (const page of [ada, ben.page, cleo.page]) await toast(page, OVER).waitFor()
  await until(async () => (await draws.getAttribute('aria-pressed')) === 'false', 'it is off on every page')
  await rectangle(ada).waitFor({ state: 'detached' })
  await until(async () => !(await ben.isWritable()), 'Ben reads')
  // What was made stays.
  await reads(ben, 'Written by Ben')
  await cleo.strokes(1)
  await cleo.page.getByText('to write on the chalkboard you need the pen').first().waitFor()
})

test('a host is told whom the pen is taken from', async () => {
  const host = await open('board', 'Host', 'host')
  for (const name of ['Ada', 'Ben']) await open('board', name, 'attendee')
  await host.getByRole('button', { name: 'People' }).click()
  const give = async (name: string) => {
    await host
      .getByRole('dialog')
      .getByRole('button', { name: new RegExp(name) })
      .click()
    return host.getByRole('button', { name: 'Give the pen' })
  }
  await (await give('Ada')).click()
  await host.getByRole('dialog').getByText('has the pen').waitFor()
  const button = await give('Ben')
  await host.getByText('Giving it to somebody else takes it from').waitFor()
  await button.click()
  await host
    .locator('.toast')
    .filter({ hasText: /The pen goes from .*Ada.* to .*Ben/ })
    .waitFor()
})
