import { readFileSync } from 'node:fs'
import type { BrowserContextOptions, Locator } from 'playwright-core'
import { expect, test } from 'vitest'
import { token } from '../support/tokens.ts'
import { until } from '../support/until.ts'
import { violations } from './axe.ts'
import { sidewaysScroll, startClassroom } from './classroom.ts'
import { type InDocument, inDocument } from './in-document.ts'

const { gated, newPage } = await startClassroom()

const open = async (room: string, name: string, role: string, options: BrowserContextOptions = {}) => {
  const page = await newPage(options)
  const query = new URLSearchParams({ token: await token({ sub: name, name, role }), autojoin: '1' })
  await page.goto(`${gated.url}/doc/${room}?${query}`)
  return inDocument(page)
}

const rowsOf = ({ prose }: InDocument): Promise<string[][]> =>
  prose.evaluate((root) => {
    const copy = root.cloneNode(true) as HTMLElement
    for (const caret of copy.querySelectorAll('.remote-caret')) caret.remove()
    return [...copy.querySelectorAll('tr')].map((row) =>
      [...row.cells].map(({ textContent }) => textContent ?? ''),
    )
  })

const hasRows = (person: InDocument, expected: readonly (readonly string[])[]) =>
  until(
    async () => JSON.stringify(await rowsOf(person)) === JSON.stringify(expected),
    `a table of ${JSON.stringify(expected)}`,
  )

/** Puts the caret into a cell. The editor hears of it by an event, which is there before the second frame from now. */
const clickIn = async ({ page }: InDocument, cell: Locator) => {
  await cell.click()
  await page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
  )
}

const paste = ({ prose }: InDocument, html: string) =>
  prose.evaluate((root, text) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/html', text)
    root.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  }, html)

test('tasks are ticked by a click and by keys, are said by their words, and a reader ticks none', async () => {
  const ada = await open('tasks', 'Ada', 'host')
  const pupil = await open('tasks', 'Pupil', 'member')
  const viewer = await open('tasks', 'Viewer', 'viewer')
  await ada.type('')
  await ada.tool('Task list').click()
  await ada.page.keyboard.type('Salt')
  await ada.page.keyboard.press('Enter')
  await ada.page.keyboard.type('Rain')
  const box = ({ prose }: InDocument, name: string) =>
    prose.getByRole('checkbox', { name: new RegExp(`^Done: .${name}.$`) })
  const ticked = (person: InDocument) =>
    Promise.all(['Salt', 'Rain'].map(async (name) => box(person, name).isChecked()))
  await box(pupil, 'Rain').waitFor()
  await box(pupil, 'Salt').click()
  await until(async () => (await ticked(ada)).join() === 'true,false')
  // By keys: in the words, and on the box.
  await ada.prose.focus()
  await ada.page.keyboard.press('Control+End')
  await ada.page.keyboard.press('Control+Enter')
  await until(async () => (await ticked(pupil)).join() === 'true,true')
  await box(pupil, 'Rain').focus()
  await pupil.page.keyboard.press('Space')
  await until(async () => (await ticked(ada)).join() === 'true,false')
  await box(viewer, 'Salt').focus()
  await viewer.page.keyboard.press('Space')
  await box(viewer, 'Salt').click({ force: true })
  expect(await ticked(viewer)).toEqual([true, false])
  expect(await ticked(ada)).toEqual([true, false])
  expect(await violations(ada.page)).toEqual([])
})

test('two people change one table at once, tab goes on in it, and it is the same for both without an end of mending', async () => {
  const ada = await open('table', 'Ada', 'host')
  const pupil = await open('table', 'Pupil', 'member')
  await ada.type('')
  await ada.tool('Insert a table').click()
  for (const word of ['Sea', 'Salt', 'Rain']) {
    await ada.page.keyboard.type(word)
    await ada.page.keyboard.press('Tab')
  }
  await ada.page.keyboard.type('Snow')
  await ada.page.keyboard.press('Shift+Tab')
  await ada.tool('Delete the column').click()
  await ada.tool('Delete the row').focus()
  const empty = ['', '']
  await hasRows(pupil, [['Sea', 'Salt'], ['Snow', ''], empty])
  // From the last cell on it is a new row.
  await clickIn(pupil, pupil.prose.locator('td').last())
  await pupil.page.keyboard.press('Tab')
  await pupil.page.keyboard.type('Ice')
  await hasRows(ada, [['Sea', 'Salt'], ['Snow', ''], empty, ['Ice', '']])

  // A row and a column that neither knew of the other's of.
  await pupil.page.context().setOffline(true)
  await ada.page.context().setOffline(true)
  await clickIn(ada, ada.prose.locator('td').first())
  await ada.tool('Add a column after').click()
  await pupil.tool('Add a row below').click()
  for (const person of [ada, pupil]) await person.page.context().setOffline(false)
  await until(async () => JSON.stringify(await rowsOf(ada)) === JSON.stringify(await rowsOf(pupil)))
  await until(async () => (await rowsOf(ada)).length === 5 && (await rowsOf(ada))[0]?.length === 3)
  expect((await rowsOf(ada)).map(({ length }) => length)).toEqual([3, 3, 3, 3, 2])
  await clickIn(ada, ada.prose.locator('tr').nth(1).locator('td').first())
  await ada.page.keyboard.press('End')
  await ada.page.keyboard.type('!')
  const whole = [
    ['Sea', '', 'Salt'],
    ['Snow!', '', ''],
    ['', '', ''],
    ['Ice', '', ''],
    ['', '', ''],
  ]
  for (const person of [ada, pupil]) await hasRows(person, whole)
  expect(await violations(ada.page)).toEqual([])

  const [download] = await Promise.all([
    ada.page.waitForEvent('download'),
    ada.tool('Save as a file').click(),
  ])
  expect(readFileSync(await download.path(), 'utf8')).toMatch(/<td[^>]*><p>Sea<\/p><\/td>/)
  // With the table its tools go, and the keyboard is in the text.
  await ada.tool('Delete the table').focus()
  await ada.page.keyboard.press('Enter')
  await hasRows(pupil, [])
  expect(await ada.prose.evaluate((root) => root === document.activeElement)).toBe(true)
})

test('tables and tasks of other pages come in as such, and are in what has changed since a version', async () => {
  const ada = await open('pasted-blocks', 'Ada', 'host')
  await ada.type('Before')
  await ada.page.getByRole('button', { name: 'Settings' }).click()
  await ada.page.getByRole('button', { name: 'Show' }).click()
  const dialog = ada.page.getByRole('dialog', { name: 'Versions' })
  await dialog.getByRole('button', { name: 'Keep', exact: true }).click()
  await dialog.getByText('It is kept.').waitFor()
  await ada.page.keyboard.press('Escape')
  await ada.type(' it')
  await ada.page.keyboard.press('Enter')
  await paste(
    ada,
    '<table style="width:9px"><tr><th align="right">Sea</th><td style="color:red">Salt</td></tr><tr><td><p>Cloud</p></td><td></td></tr></table>',
  )
  await hasRows(ada, [
    ['Sea', 'Salt'],
    ['Cloud', ''],
  ])
  await ada.page.keyboard.press('Control+End')
  await paste(
    ada,
    '<ul><li role="checkbox" aria-checked="true"><img src="data:image/png;base64,AA=="><p>Bread</p></li></ul><ul><li><input type="checkbox"> Milk</li></ul>',
  )
  const boxes = ada.prose.getByRole('checkbox')
  await until(async () => (await boxes.count()) === 2)
  expect(await Promise.all([0, 1].map((at) => boxes.nth(at).isChecked()))).toEqual([true, false])
  expect(await ada.page.getByText('The document holds text alone').count()).toBe(0)
  expect(
    await ada.prose.locator('[style]').evaluateAll((found) => found.map(({ tagName }) => tagName)),
  ).toEqual(['SPAN', 'SPAN'])
  await ada.page.getByRole('button', { name: 'Settings' }).click()
  await ada.page.getByRole('button', { name: 'Show' }).click()
  await dialog.getByRole('button', { name: /^Changes/ }).click()
  await dialog
    .locator('ins')
    .filter({ hasText: /Sea\s+Salt\s+Cloud/ })
    .waitFor()
  await dialog.locator('ins').filter({ hasText: 'Bread' }).waitFor()
  await dialog.getByRole('button', { name: /^Go back/ }).click()
  await dialog.getByRole('button', { name: 'Yes, go back' }).click()
  await hasRows(ada, [])
})

test('on 360 pixels tools and a wide table move within the page', async () => {
  const ada = await open('narrow-table', 'Ada', 'host', {
    viewport: { width: 360, height: 640 },
    hasTouch: true,
    isMobile: true,
  })
  await ada.type('')
  await ada.tool('Insert a table').tap()
  for (let more = 0; more < 3; more++) await ada.tool('Add a column after').tap()
  expect((await rowsOf(ada))[0]?.length).toBe(6)
  expect(await sidewaysScroll(ada.page)).toBe(0)
  expect(await violations(ada.page)).toEqual([])
})

test('the text stands alone until there is code, and the browser keeps what was chosen', async () => {
  const ada = await open('views', 'Ada', 'host')
  await ada.type('Rain')
  const shown = ({ prose, code }: InDocument) => Promise.all([prose.isVisible(), code.isVisible()])
  expect(await shown(ada)).toEqual([true, false])
  await ada.type('let sea = 1', ada.code)
  const pupil = await open('views', 'Pupil', 'member')
  await until(async () => (await shown(pupil)).every(Boolean))
  await pupil.tool('Text').click()
  expect(await shown(pupil)).toEqual([true, false])
  await pupil.page.reload()
  const again = await inDocument(pupil.page)
  await until(async () => (await again.text(again.code)) === 'let sea = 1')
  expect(await shown(again)).toEqual([true, false])
})
