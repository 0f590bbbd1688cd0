import type { BrowserContextOptions } from 'playwright-core'
import { expect, test } from 'vitest'
import { token } from '../support/tokens.ts'
import { until } from '../support/until.ts'
import { violations } from './axe.ts'
import { sidewaysScroll, startClassroom } from './classroom.ts'
import { type InDocument, inDocument, reads } from './in-document.ts'

const { gated, newPage } = await startClassroom()

type Role = 'host' | 'viewer'

const open = async (room: string, name: string, role: Role = 'host', options: BrowserContextOptions = {}) => {
  const page = await newPage(options)
  const query = new URLSearchParams({ token: await token({ sub: name, name, role }), autojoin: '1' })
  await page.goto(`${gated.url}/doc/${room}?${query}`)
  const shown = await inDocument(page)
  const bar = page.getByRole('search')
  const said = bar.getByRole('status')
  return {
    ...shown,
    bar,
    field: bar.getByRole('textbox', { name: 'Find', exact: true }),
    said,
    says: (text: string) => until(async () => (await said.textContent()) === text, `the bar says ${text}`),
    /** The words that are marked, the one that is selected in brackets. */
    found: (editor = shown.prose): Promise<string> =>
      editor
        .locator('.found')
        .evaluateAll((all) =>
          all
            .map(({ className, textContent }) => (/now/.test(className) ? `[${textContent}]` : textContent))
            .join(),
        ),
  }
}

const lines = async ({ page, type }: InDocument, first: string, ...others: readonly string[]) => {
  await type(first)
  for (const line of others) {
    await page.keyboard.press('Enter')
    await page.keyboard.type(line)
  }
}

test('words are found from the caret on, in any case or as whole words, and Escape leads to the one that was found', async () => {
  const ada = await open('find', 'Ada')
  await lines(ada, 'The sea, the seaside', 'A deep Sea. Is it 5 (five)?')
  await ada.page.keyboard.press('Control+Home')
  await ada.page.keyboard.press('Control+f')
  await ada.page.keyboard.type('sea')
  await ada.says('1 of 3')
  expect(await ada.found()).toBe('[sea],sea,Sea')
  await ada.page.keyboard.press('Enter')
  await ada.says('2 of 3')
  await ada.page.keyboard.press('Shift+Enter')
  await ada.page.keyboard.press('Shift+Enter')
  await ada.says('3 of 3')
  await ada.page.keyboard.press('F3')
  await ada.says('1 of 3')
  await ada.tool('Whole words').click()
  await ada.says('1 of 2')
  await ada.tool('Match case').click()
  await ada.says('1 of 1')
  expect(await ada.found()).toBe('[sea]')
  expect(await violations(ada.page)).toEqual([])
  await ada.page.keyboard.press('Escape')
  await ada.bar.waitFor({ state: 'detached' })
  expect(await ada.found()).toBe('')
  await until(() => ada.page.evaluate(() => `${getSelection()}` === 'sea'))
  await ada.page.keyboard.type('lake')
  await reads(ada, 'The lake, the seaside\nA deep Sea. Is it 5 (five)?')

  // What was looked for last is looked for again, and what has a meaning in patterns has none here.
  await ada.page.keyboard.press('Control+f')
  await ada.says('No matches')
  await ada.field.fill('(five)?')
  await ada.says('1 of 1')
  expect(await ada.found()).toBe('[(five)?]')
})

test('one is replaced, and all are in one step of Undo, as they are written and with their looks', async () => {
  const ada = await open('replace', 'Ada')
  const pupil = await open('replace', 'Pupil')
  await ada.type('İ cost, cost ')
  await ada.page.keyboard.press('Control+b')
  await ada.page.keyboard.type('cost')
  await ada.page.keyboard.press('Control+h')
  await ada.field.fill('cost')
  await ada.says('1 of 3')
  const replaceWith = ada.bar.getByRole('textbox', { name: 'Replace with' })
  await replaceWith.fill('$5')
  await replaceWith.press('Enter')
  await reads(ada, 'İ $5, cost cost')
  await ada.says('1 of 2')
  await pupil.type('!')
  await reads(ada, 'İ $5, cost cost!')
  await ada.tool('Replace all').click()
  await ada.says('2 replaced')
  await reads(pupil, 'İ $5, $5 $5!')
  expect(await pupil.prose.locator('strong').textContent()).toMatch(/^\$5/)
  await ada.page.keyboard.press('Escape')
  await ada.prose.locator(':scope:focus').waitFor()
  await ada.page.keyboard.press('Control+z')
  await reads(pupil, 'İ $5, cost cost!')
  await ada.page.keyboard.press('Control+z')
  await reads(pupil, 'İ cost, cost cost!')
  await ada.page.keyboard.press('Control+Shift+z')
  await ada.page.keyboard.press('Control+Shift+z')
  await reads(pupil, 'İ $5, $5 $5!')
})

test('what others write is found at once, and the one that is selected stays it', async () => {
  const ada = await open('others', 'Ada')
  const pupil = await open('others', 'Pupil')
  await lines(ada, 'one tide', 'two tides')
  await ada.page.keyboard.press('Control+f')
  await ada.page.keyboard.type('tide')
  await ada.page.keyboard.press('Enter')
  await ada.says('2 of 2')
  await reads(pupil, 'one tide\ntwo tides')
  await pupil.prose.focus()
  await pupil.page.keyboard.press('Control+Home')
  await pupil.page.keyboard.type('tide, ')
  await ada.says('3 of 3')
  expect(await ada.found()).toBe('tide,tide,[tide]')
  await pupil.page.keyboard.press('Control+End')
  for (let at = 0; at < 9; at++) await pupil.page.keyboard.press('Backspace')
  await ada.says('2 matches')
  await ada.page.keyboard.press('Enter')
  await until(async () => (await ada.found()).includes('[tide]'))
})

test('the code has the same bar, and a match out of sight comes to be seen in both', async () => {
  const ada = await open('code', 'Ada')
  await lines(ada, 'tide', ...Array.from({ length: 40 }, (_, row) => `row ${row}`), 'low tide')
  await ada.type('let tide = 1', ada.code)
  for (let row = 0; row < 60; row++) await ada.page.keyboard.press('Enter')
  await ada.page.keyboard.type('tide += tide')
  await ada.page.keyboard.press('Control+Home')
  await ada.page.keyboard.press('Control+h')
  await ada.page.keyboard.type('tide')
  await ada.says('1 of 3')
  await ada.page.keyboard.press('Enter')
  await ada.says('2 of 3')
  await until(async () => (await ada.found(ada.code)).includes('[tide],tide'))
  const seen = (editor = ada.code) =>
    editor.evaluate((root) => {
      const box = root.querySelector('.found-now')?.getBoundingClientRect()
      const frame = root.closest('.cm-scroller, .sheet')?.getBoundingClientRect()
      return box !== undefined && frame !== undefined && box.top >= frame.top && box.bottom <= frame.bottom
    })
  await until(seen)
  await ada.bar.getByRole('textbox', { name: 'Replace with' }).fill('sea')
  await ada.tool('Replace all').click()
  await ada.says('3 replaced')
  await until(async () => /let sea = 1\n+sea \+= sea/.test(await ada.text(ada.code)))
  expect(await violations(ada.page)).toEqual([])
  await ada.page.keyboard.press('Escape')
  await ada.page.keyboard.press('Control+z')
  await until(async () => /let tide = 1\n+tide \+= tide/.test(await ada.text(ada.code)))

  await ada.prose.focus()
  await ada.page.keyboard.press('Control+Home')
  await ada.page.keyboard.press('Control+f')
  await ada.says('1 of 2')
  await ada.page.keyboard.press('Enter')
  await until(() => seen(ada.prose))
})

test('those who read find, by a finger on a phone in the dark and in Arabic, and replace nothing', async () => {
  const ada = await open('reader', 'Ada')
  await lines(ada, 'The tide is low', 'المد عالٍ')
  const viewer = await open('reader', 'Viewer', 'viewer', {
    viewport: { width: 360, height: 740 },
    hasTouch: true,
    colorScheme: 'dark',
  })
  await reads(viewer, 'The tide is low\nالمد عالٍ')
  await viewer.tool('Find').tap()
  await viewer.field.fill('tide')
  await viewer.says('1 of 1')
  expect(await viewer.found()).toBe('[tide]')
  expect(await viewer.bar.getByRole('button').count()).toBe(5)
  await viewer.page.keyboard.press('Control+h')
  expect(await viewer.bar.getByRole('textbox').count()).toBe(1)
  expect(await sidewaysScroll(viewer.page)).toBe(0)
  expect(await violations(viewer.page)).toEqual([])
  await viewer.page.keyboard.press('Escape')
  await viewer.prose.locator(':scope:focus').waitFor()
  expect(await viewer.page.evaluate(() => `${getSelection()}`)).toBe('tide')
})
