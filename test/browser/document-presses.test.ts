import { expect, test } from 'vitest'
import { token } from '../support/tokens.ts'
import { until } from '../support/until.ts'
import { violations } from './axe.ts'
import { startClassroom } from './classroom.ts'
import { inDocument, reads } from './in-document.ts'

const { gated, newPage } = await startClassroom()

const open = async (room: string, name: string, isPhone = false) => {
  const page = await newPage(isPhone ? { viewport: { width: 390, height: 844 }, hasTouch: true } : {})
  const query = new URLSearchParams({ token: await token({ sub: name, name, role: 'host' }), autojoin: '1' })
  await page.goto(`${gated.url}/doc/${room}?${query}`)
  return inDocument(page)
}

test('words are marked while a comment on them is written, and a tap on them puts the caret there', async () => {
  const ada = await open('taps', 'Ada')
  await ada.type('Title')
  await ada.page.keyboard.press('Enter')
  await ada.page.keyboard.type('The sea is cold')
  for (let at = 0; at < 4; at++) await ada.page.keyboard.press('Control+Shift+ArrowLeft')
  await ada.page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
  )
  await ada.page.keyboard.press('Control+Alt+m')
  await ada.page.locator('.new-comment textarea:focus').waitFor()
  await until(async () => (await ada.marked()).join() === 'The sea is cold')
  await ada.page.keyboard.press('Escape')
  await until(async () => (await ada.marked()).length === 0)
  // The text has the focus again, and what was selected.
  await until(() => ada.page.evaluate(() => `${getSelection()}` === 'The sea is cold'))
  await ada.page.keyboard.press('Control+Home')
  await ada.comment(0, 5, 'Why?')
  await until(async () => (await ada.marked()).join() === 'Title')

  const pupil = await open('taps', 'Pupil')
  const mark = pupil.prose.locator('.comment-mark')
  // Press and release in one moment, as the first thing that is done in the text.
  const { width = 0, height = 0 } = (await mark.boundingBox()) ?? {}
  await mark.click({ position: { x: width - 1, y: height / 2 } })
  await pupil.comments.filter({ hasText: 'Why?' }).waitFor()
  await pupil.page.keyboard.type('s')
  await reads(ada, 'Titles\nThe sea is cold')
})

test('a link says where it leads, and is opened without a keyboard', async () => {
  const ada = await open('links', 'Ada', true)
  await ada.type('See https://example.org/tide now')
  const link = ada.prose.getByRole('link')
  await link.waitFor()
  await link.tap()
  await ada.tool('Link').tap()
  const shown = ada.page.getByRole('dialog').getByRole('link', { name: 'https://example.org/tide' })
  await shown.waitFor()
  expect(await violations(ada.page)).toEqual([])
  await ada.page.context().route('https://example.org/**', (route) => route.fulfill({ body: 'tide' }))
  const [opened] = await Promise.all([ada.page.context().waitForEvent('page'), shown.tap()])
  await opened.waitForURL('https://example.org/tide')
  expect(await opened.evaluate(() => opener)).toBe(null)
})
