import { expect, test } from 'vitest'
import type { Role } from '../../shared/index.ts'
import { token } from '../support/tokens.ts'
import { until } from '../support/until.ts'
import { violations } from './axe.ts'
import { type InRoom, type JoinOptions, sidewaysScroll, startClassroom } from './classroom.ts'
import { onStage } from './on-stage.ts'

const classroom = await startClassroom()

const join = async (room: string, name: string, role: Role, options: JoinOptions = {}) =>
  classroom.join(room, '', { token: await token({ sub: name, name, role }), ...options })

const openVersions = async ({ page }: InRoom) => {
  await page.getByRole('button', { name: 'Settings' }).click()
  await page.getByRole('button', { name: 'Show' }).click()
  const dialog = page.getByRole('dialog', { name: 'Versions' })
  await dialog.waitFor()
  const items = dialog.getByRole('listitem')
  return { dialog, items, item: (name: string) => items.filter({ hasText: name }) }
}

const reads = ({ text }: InRoom, expected: string) =>
  until(async () => (await text.inputValue()) === expected, `somebody reads ${expected}`)

test('[VE1][VE2] a host keeps a version, sees what changed, and everybody goes back to it', async () => {
  const teacher = await join('kept', 'Teacher', 'host')
  const pupil = await join('kept', 'Pupil', 'member')
  await teacher.text.fill('Homework: page 7')
  await reads(pupil, 'Homework: page 7')
  const { dialog, items, item } = await openVersions(teacher)
  await dialog.getByText('None yet.').waitFor()
  await dialog.getByRole('textbox').fill('Before the exam')
  await dialog.getByRole('button', { name: 'Keep', exact: true }).click()
  await item('Before the exam').waitFor()
  await dialog.getByText('It is kept.').waitFor()

  await pupil.text.fill('Homework: page 8')
  await reads(teacher, 'Homework: page 8')
  await dialog.getByRole('button', { name: 'Changes: Before the exam' }).click()
  await dialog.locator('ins').filter({ hasText: '8' }).waitFor()
  expect((await dialog.locator('del').allInnerTexts()).join('')).toContain('7')
  expect(await violations(teacher.page)).toEqual([])

  await dialog.getByRole('button', { name: 'Go back: Before the exam' }).click()
  const no = dialog.getByRole('button', { name: 'No', exact: true })
  expect(await no.evaluate((button) => button === document.activeElement)).toBe(true)
  await dialog.getByRole('button', { name: 'Yes, go back' }).click()
  await dialog.getByText('The room is as it was then.').waitFor()
  await reads(pupil, 'Homework: page 7')
  await pupil.state('Connected').waitFor()
  await item('Before going back').waitFor()

  await dialog.getByRole('button', { name: 'Name: Before going back' }).click()
  await teacher.page.keyboard.type('With page 8')
  await teacher.page.keyboard.press('Enter')
  await item('With page 8').waitFor()
  await dialog.getByRole('button', { name: 'Delete: With page 8' }).click()
  await dialog.getByRole('button', { name: 'Yes, delete' }).click()
  await until(async () => (await items.count()) === 1)
})

test('[VE1] a pupil is told that versions are for hosts; a host is told where the relay does not answer', async () => {
  const pupil = await join('told', 'Pupil', 'member')
  await pupil.page.getByRole('button', { name: 'Settings' }).click()
  const show = pupil.page.getByRole('button', { name: 'Show' })
  expect(await show.getAttribute('aria-disabled')).toBe('true')
  await show.click({ force: true })
  expect(await pupil.page.getByRole('dialog', { name: 'Versions' }).count()).toBe(0)

  const teacher = await join('told', 'Teacher', 'host')
  await teacher.page.route('**/api/rooms/**', (route) => route.abort())
  const { dialog } = await openVersions(teacher)
  await dialog.getByRole('alert').filter({ hasText: 'The server does not answer' }).waitFor()
  await teacher.page.unroute('**/api/rooms/**')
  await dialog.getByRole('button', { name: 'Try again' }).click()
  await dialog.getByText('None yet.').waitFor()
})

test('versions fit into 360 pixels, with names as long as they may be', async () => {
  const teacher = await join('narrow', 'Teacher', 'host', {
    viewport: { width: 360, height: 640 },
  })
  await teacher.text.fill('Homework')
  const { dialog, items } = await openVersions(teacher)
  await dialog.getByRole('textbox').fill('w'.repeat(200))
  await dialog.getByRole('button', { name: 'Keep', exact: true }).click()
  await items.first().waitFor()
  await dialog.getByRole('button', { name: /^Go back/ }).click()
  expect(await sidewaysScroll(teacher.page)).toBe(0)
  expect(await dialog.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0)
  expect(await violations(teacher.page)).toEqual([])
})

test('[VE1] the keyboard stays in its place, and a version that somebody else has deleted is said to be gone', async () => {
  const teacher = await join('two-hosts', 'Teacher', 'host')
  const other = await join('two-hosts', 'Other', 'host')
  await teacher.text.fill('Homework')
  const mine = await openVersions(teacher)
  await mine.dialog.getByRole('textbox').fill('Before the exam')
  await mine.dialog.getByRole('button', { name: 'Keep', exact: true }).click()
  await mine.dialog.getByText('It is kept.').waitFor()
  const focus = () => teacher.page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '')
  await mine.dialog.getByRole('button', { name: 'Go back: Before the exam' }).press('Enter')
  await mine.dialog.getByRole('button', { name: 'No', exact: true }).press('Escape')
  expect(await focus()).toMatch(/^Go back: Before the exam, /)
  expect(await mine.dialog.isVisible()).toBe(true)

  await mine.dialog.getByRole('button', { name: 'Go back: Before the exam' }).press('Enter')
  const theirs = await openVersions(other)
  await theirs.dialog.getByRole('button', { name: 'Delete: Before the exam' }).click()
  await theirs.dialog.getByRole('button', { name: 'Yes, delete' }).click()
  await theirs.dialog.getByText('None yet.').waitFor()
  await mine.dialog.getByRole('button', { name: 'Yes, go back' }).press('Enter')
  const gone = mine.dialog.getByRole('status').filter({ hasText: 'somebody has deleted it' })
  await gone.waitFor()
  await until(() => gone.evaluate((element) => element === document.activeElement))
  await teacher.page.keyboard.press('Escape')
  await mine.dialog.waitFor({ state: 'detached' })
  expect(await focus()).toBe('Settings')
})

test('[VE1] nothing is kept before the relay has what was written', async () => {
  const context = (await classroom.newPage()).context()
  const held: (() => void)[] = []
  let isHeld = false
  await context.routeWebSocket(/./, (socket) => {
    const relay = socket.connectToServer()
    socket.onMessage((message) => {
      if (isHeld) held.push(() => relay.send(message))
      else relay.send(message)
    })
  })
  const teacher = await join('unsent', 'Teacher', 'host', { context })
  isHeld = true
  await teacher.text.fill('Homework: page 7')
  const { dialog, items } = await openVersions(teacher)
  await dialog.getByRole('button', { name: 'Keep', exact: true }).click()
  await dialog.getByRole('alert').filter({ hasText: 'not at the server yet' }).waitFor()
  expect(await items.count()).toBe(0)
  isHeld = false
  for (const send of held) send()
  await dialog.getByRole('button', { name: 'Keep', exact: true }).click()
  await dialog.getByText('It is kept.').waitFor()
  expect(await items.count()).toBe(1)
})

test('board: a kept board comes back without the rest of the room, and Undo takes it back', async () => {
  const teacher = onStage(await join('kept-board', 'Teacher', 'host'))
  const pupil = onStage(await join('kept-board', 'Pupil', 'member'))
  await teacher.enlarge()
  await teacher.line(0.1, 0.4)
  await pupil.hasChalk(0.12, 0.38)
  await teacher.text.fill('before')
  await teacher.button('Kept chalkboards').click()
  const dialog = teacher.page.getByRole('dialog', { name: 'Kept chalkboards' })
  await dialog.getByLabel('Name').fill('First proof')
  await dialog.getByRole('button', { name: 'Keep the chalkboard' }).click()
  await dialog.getByText('The chalkboard is kept.').waitFor()
  expect(await violations(teacher.page)).toEqual([])
  await teacher.button('Close').click()
  await teacher.text.fill('after')
  await teacher.button('Clear').click()
  await teacher.line(0.6, 0.9)
  await pupil.isClean(0.1, 0.4)
  await teacher.button('Kept chalkboards').click()
  await dialog.getByRole('button', { name: 'Bring back: First proof' }).click()
  await dialog.getByText('The chalkboard is as it was then.').waitFor()
  await pupil.hasChalk(0.12, 0.38)
  await pupil.isClean(0.6, 0.9)
  expect(await pupil.text.inputValue()).toBe('after')
  await teacher.button('Close').click()
  await teacher.button('Undo').click()
  await pupil.hasChalk(0.62, 0.88)
  await pupil.isClean(0.1, 0.4)
})
