import { expect, test } from 'vitest'
import { token } from '../support/tokens.ts'
import { until } from '../support/until.ts'
import { violations } from './axe.ts'
import { startClassroom } from './classroom.ts'
import { type InDocument, inDocument } from './in-document.ts'

const { gated, newPage } = await startClassroom()

const open = async (room: string) => {
  const page = await newPage()
  const query = new URLSearchParams({
    token: await token({ sub: 'Ada', name: 'Ada', role: 'host' }),
    autojoin: '1',
  })
  await page.goto(`${gated.url}/doc/${room}?${query}`)
  return inDocument(page)
}

const isInText = ({ prose }: InDocument) => prose.evaluate((root) => root === document.activeElement)

/** Each item with how deep it stands. */
const items = ({ prose }: InDocument) =>
  prose.locator('li').evaluateAll((all) =>
    all.map((item) => {
      let depth = 0
      for (let list = item.closest('ul, ol'); list !== null; depth++)
        list = list.parentElement?.closest('ul, ol') ?? null
      return `${depth} ${item.querySelector('p')?.textContent}`
    }),
  )

test('Tab indents in a list and never leads out of it, until Escape was pressed', async () => {
  const ada = await open('tab-list')
  await ada.type('- one')
  const { keyboard } = ada.page
  await keyboard.press('Tab')
  expect(await isInText(ada)).toBe(true)
  await keyboard.press('Enter')
  await keyboard.type('two')
  await keyboard.press('Tab')
  await keyboard.press('Tab')
  await until(async () => (await items(ada)).join() === '1 one,2 two')
  expect(await isInText(ada)).toBe(true)
  await ada.page.getByText('Tab indents. Escape, then Tab, leaves the text.').waitFor()
  expect(await violations(ada.page)).toEqual([])
  await keyboard.press('Shift+Tab')
  await until(async () => (await items(ada)).join() === '1 one,1 two')

  // Another key between the two, and Tab indents again.
  await keyboard.press('Escape')
  await keyboard.press('End')
  await keyboard.press('Tab')
  await until(async () => (await items(ada)).join() === '1 one,2 two')
  await keyboard.press('Escape')
  await keyboard.press('Tab')
  expect(await isInText(ada)).toBe(false)
  await ada.prose.focus()
  await keyboard.press('Escape')
  await keyboard.press('Shift+Tab')
  expect(await isInText(ada)).toBe(false)
  expect(await items(ada)).toEqual(['1 one', '2 two'])
})

test('Tab leads out of a paragraph at once, and out of a table and a block of code after Escape', async () => {
  const ada = await open('tab-out')
  const { keyboard } = ada.page
  await ada.type('Rain')
  await keyboard.press('Tab')
  expect(await isInText(ada)).toBe(false)
  expect(await ada.page.getByText('leaves the text').count()).toBe(0)

  await ada.type('')
  await keyboard.press('Enter')
  await ada.tool('Insert a table').click()
  await keyboard.type('a')
  for (let cell = 0; cell < 9; cell++) await keyboard.press('Tab')
  await until(async () => (await ada.prose.locator('tr').count()) === 4, 'a row more, as elsewhere')
  await keyboard.press('Escape')
  await keyboard.press('Tab')
  expect(await isInText(ada)).toBe(false)
  expect(await ada.prose.locator('tr').count()).toBe(4)

  await ada.type('')
  await ada.tool('Block of code').click()
  await keyboard.press('Tab')
  await keyboard.type('x')
  await until(async () => (await ada.prose.locator('pre').textContent()) === '  x')
  await keyboard.press('Escape')
  await keyboard.press('Tab')
  expect(await isInText(ada)).toBe(false)
})
