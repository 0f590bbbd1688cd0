// What hands that write in other editors every day do without a thought.
import type { BrowserContextOptions } from 'playwright-core'
import { expect, test } from 'vitest'
import { token } from '../support/tokens.ts'
import { until } from '../support/until.ts'
import { startClassroom } from './classroom.ts'
import { inDocument } from './in-document.ts'

const { gated, newPage } = await startClassroom()

type Role = 'host' | 'viewer'

const PHONE = { viewport: { width: 390, height: 780 }, hasTouch: true }

const openPage = async (room: string, name: string, role: Role, options: BrowserContextOptions = {}) => {
  const page = await newPage(options)
  const query = new URLSearchParams({ token: await token({ sub: name, name, role }), autojoin: '1' })
  await page.goto(`${gated.url}/doc/${room}?${query}`)
  return page
}

const open = async (...asked: Parameters<typeof openPage>) => inDocument(await openPage(...asked))

test('Ctrl and S says how far the work is saved, and the browser saves no page', async () => {
  const ada = await open('save', 'Ada', 'host')
  await ada.type('Rain')
  await ada.page.locator('.saved[data-light="good"]').waitFor()
  await ada.page.evaluate(() =>
    addEventListener('keydown', (event) =>
      document.body.setAttribute('data-kept', `${event.defaultPrevented}`),
    ),
  )
  await ada.page.keyboard.press('Control+s')
  await ada.page
    .locator('.toast')
    .filter({ hasText: /the server/i })
    .waitFor()
  expect(await ada.page.locator('body').getAttribute('data-kept')).toBe('true')
  expect(await ada.text()).toBe('Rain')
})

test('on a phone a tap on a comment puts the caret there for those who write, a second one leads to it, and those who read at once', async () => {
  const ada = await open('phone', 'Ada', 'host')
  await ada.type('The sea is cold')
  await ada.comment(4, 7, 'Which one?')
  const pupil = await open('phone', 'Pupil', 'host', PHONE)
  const viewer = await open('phone', 'Viewer', 'viewer', PHONE)
  for (const { prose, page } of [pupil, viewer]) {
    await prose.locator('.comment-mark').first().tap()
    await until(
      async () => (await page.locator('.comment-mark').first().getAttribute('data-open')) === 'true',
    )
  }
  await viewer.comments.filter({ hasText: 'Which one?' }).waitFor()
  expect(await pupil.comments.filter({ hasText: 'Which one?' }).isVisible()).toBe(false)
  await pupil.page.keyboard.type('x')
  await until(async () => /^The (xsea|sxea|sexa|seax) is cold$/.test(await ada.text()))
  await pupil.prose.locator('.comment-mark').first().tap()
  await pupil.comments.filter({ hasText: 'Which one?' }).waitFor()
})

test('two quick taps on a comment lead to it, and with a mouse they select its word as well', async () => {
  const ada = await open('quick', 'Ada', 'host')
  await ada.type('The sea is cold')
  await ada.comment(4, 7, 'Which one?')
  const pupil = await open('quick', 'Pupil', 'host', PHONE)
  const mark = pupil.prose.locator('.comment-mark').first()
  await mark.tap()
  await mark.tap()
  await pupil.comments.filter({ hasText: 'Which one?' }).waitFor()
  await ada.prose.locator('.comment-mark').first().dblclick()
  await until(async () => (await ada.page.evaluate(() => `${getSelection()}`)).trim() === 'sea')
})

test('the signs of a list stand where its words begin, whatever the language of the page', async () => {
  const ada = await open('direction', 'Ada', 'host')
  await ada.type('- one')
  for (const line of ['', '1. المد', '', '[ ] task', '', '> المد']) {
    await ada.page.keyboard.press('Enter')
    await ada.page.keyboard.type(line)
  }
  await until(async () => (await ada.text()).endsWith('المد'))
  const page = await openPage('direction', 'Pupil', 'viewer', { locale: 'ar' })
  const blocks = page.locator('.prose > :is(ul, ol, blockquote)')
  await until(async () => (await blocks.count()) === 4)
  const directions = () => blocks.evaluateAll((all) => all.map((block) => getComputedStyle(block).direction))
  expect(await directions()).toEqual(['ltr', 'rtl', 'ltr', 'rtl'])
})

test('the line that is written keeps away from the edge of what is seen', async () => {
  const ada = await open('edge', 'Ada', 'host')
  await ada.type('first')
  for (let line = 0; line < 40; line++) await ada.page.keyboard.press('Enter')
  await ada.page.keyboard.type('last')
  const room = () =>
    ada.prose.evaluate((root) => {
      const sheet = root.closest('.sheet')?.getBoundingClientRect()
      const line = root.lastElementChild?.getBoundingClientRect()
      return sheet === undefined || line === undefined ? 0 : sheet.bottom - line.bottom
    })
  expect(await room()).toBeGreaterThan(30)
})
