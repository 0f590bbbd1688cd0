import type { BrowserContextOptions, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { clientRoom } from '../support/client-room.ts'
import { token } from '../support/tokens.ts'
import { until } from '../support/until.ts'
import { violations } from './axe.ts'
import { sidewaysScroll, startClassroom } from './classroom.ts'

const { gated, newPage } = await startClassroom()

type Role = 'host' | 'member' | 'attendee' | 'viewer'

const CARETS = '.remote-caret'

/** Opens a document as somebody whom the relay has verified. */
const open = async (room: string, name: string, role: Role, options: BrowserContextOptions = {}) => {
  const page = await newPage(options)
  const query = new URLSearchParams({ token: await token({ sub: name, name, role }), autojoin: '1' })
  await page.goto(`${gated.url}/doc/${room}?${query}`)
  return inDocument(page)
}

const inDocument = async (page: Page) => {
  // By their labels: one that is not shown has no role.
  const prose = page.getByLabel('Text', { exact: true }).and(page.locator('[role="textbox"]'))
  const code = page.getByLabel('Code', { exact: true }).and(page.locator('[role="textbox"]'))
  await Promise.all([prose, code].map((editor) => editor.waitFor({ state: 'attached' })))
  const comments = page.getByRole('list', { name: 'Comments', exact: true }).getByRole('listitem')
  return {
    page,
    prose,
    code,
    comments,
    /** What is written, without the names at the carets of others. */
    text: (editor = prose): Promise<string> =>
      editor.evaluate((root, carets) => {
        const copy = root.cloneNode(true) as HTMLElement
        for (const caret of copy.querySelectorAll(carets)) caret.remove()
        return [...copy.children].map(({ textContent }) => textContent).join('\n')
      }, CARETS),
    caretsIn: (editor = prose) => editor.locator(`${CARETS}-name`).allInnerTexts(),
    isWritable: async () => (await prose.getAttribute('contenteditable')) === 'true',
    async type(words: string, editor = prose) {
      await until(async () => (await editor.getAttribute('contenteditable')) === 'true')
      await editor.focus()
      await page.keyboard.press('Control+End')
      await page.keyboard.type(words)
    },
    tool: (name: string) => page.getByRole('button', { name, exact: true }),
    /** Comments on the words between two indices of the first paragraph. */
    async comment(from: number, to: number, text: string) {
      await prose.focus()
      await page.keyboard.press('Control+Home')
      for (let at = 0; at < from; at++) await page.keyboard.press('ArrowRight')
      for (let at = from; at < to; at++) await page.keyboard.press('Shift+ArrowRight')
      await page.keyboard.press('Control+Alt+m')
      await page.keyboard.type(text)
      await page.keyboard.press('Control+Enter')
    },
    marked: () => prose.locator('.comment-mark').allInnerTexts(),
  }
}

type InDocument = Awaited<ReturnType<typeof open>>

const reads = ({ text }: InDocument, expected: string, editor?: InDocument['prose']) =>
  until(async () => (await text(editor)) === expected, `somebody reads ${expected}`)

test('two people write in both editors at once, see carets with the relay’s names, and undo their own words alone', async () => {
  const ada = await open('both', 'Ada', 'host')
  const pupil = await open('both', 'Pupil', 'member')
  await ada.type('Rain')
  await reads(pupil, 'Rain')
  await Promise.all([ada.type(' falls'), pupil.type('let sea = 1', pupil.code)])
  await reads(pupil, 'Rain falls')
  await reads(ada, 'let sea = 1', ada.code)
  await until(async () => (await ada.caretsIn(ada.code)).join() === 'Pupil')
  await until(async () => (await pupil.caretsIn()).join() === 'Ada')
  expect(await ada.caretsIn()).toEqual([])

  // Another client writes what it likes: no name at a caret is read there, and what is no position breaks no editor.
  const { room } = clientRoom(gated.wsUrl, 'both', {
    token: await token({ sub: 'neighbour', name: 'Neighbour', role: 'member' }),
    presence: { user: { name: 'Ada', color: '#000000' }, cursor: { anchor: 7, head: { item: 'x' } } },
  })
  await until(() => room.status.get().state === 'connected')
  const start = { type: null, tname: 'code', item: null, assoc: -1 }
  room.awareness.setLocalStateField('cursor', { anchor: start, head: start })
  await until(async () => (await ada.caretsIn(ada.code)).toSorted().join() === 'Neighbour,Pupil')
  room.leave()

  await ada.type(' + 2', ada.code)
  await reads(pupil, 'let sea = 1 + 2', pupil.code)
  await pupil.type(' again')
  await reads(ada, 'Rain falls again')
  await pupil.page.keyboard.press('Control+z')
  await reads(ada, 'Rain falls')
  expect(await ada.text(ada.code)).toBe('let sea = 1 + 2')
  await ada.page.keyboard.press('Control+z')
  await reads(pupil, 'let sea = 1', pupil.code)
  expect(await pupil.text()).toBe('Rain falls')
  await ada.page.keyboard.press('Control+y')
  await reads(pupil, 'let sea = 1 + 2', pupil.code)
  await ada.prose.focus()
  await ada.page.getByText('2 words').waitFor()
  expect(await violations(ada.page)).toEqual([])
})

test('a viewer reads, and cannot write; a person who is given the pen writes at once', async () => {
  const ada = await open('rights', 'Ada', 'host')
  const viewer = await open('rights', 'Viewer', 'viewer')
  const pupil = await open('rights', 'Pupil', 'attendee')
  await ada.type('Read me')
  for (const reader of [viewer, pupil]) {
    await reads(reader, 'Read me')
    await reader.page.getByText('You can read here, but not write.').waitFor()
    await reader.prose.click()
    await reader.page.keyboard.type('x')
    await reader.code.click()
    await reader.page.keyboard.type('x')
    expect([await reader.text(), await reader.isWritable(), await reader.tool('Bold').count()]).toEqual([
      'Read me',
      false,
      0,
    ])
  }
  await ada.comment(0, 4, 'Aloud')
  await viewer.tool('Comments 1').click()
  await viewer.comments.filter({ hasText: 'Aloud' }).waitFor()
  expect(await viewer.comments.getByRole('button', { name: /Reply/ }).count()).toBe(0)

  await ada.page.getByRole('button', { name: 'People' }).click()
  const row = ada.page.getByRole('dialog').getByRole('listitem').filter({ hasText: 'Pupil' })
  await row.getByRole('button', { name: 'Manage Pupil' }).click()
  await row.getByRole('button', { name: 'Give the pen' }).click()
  await pupil.type(' too')
  await reads(ada, 'Read me too')
})

test('a comment stays with its words through edits before it and a divided paragraph, is answered, and outlives its text', async () => {
  const ada = await open('comments', 'Ada', 'host')
  const pupil = await open('comments', 'Pupil', 'member')
  await ada.type('The sea is cold')
  await reads(pupil, 'The sea is cold')
  await ada.comment(4, 7, 'Which one?')
  await until(async () => (await pupil.marked()).join() === 'sea')

  await pupil.prose.focus()
  await pupil.page.keyboard.press('Control+Home')
  await pupil.page.keyboard.type('Today: ')
  await until(async () => (await ada.marked()).join() === 'sea')
  // The binding writes the second half of a divided paragraph anew.
  await pupil.page.keyboard.press('Enter')
  await reads(ada, 'Today: \nThe sea is cold')
  await until(async () => (await ada.marked()).join() === 'sea')

  await pupil.prose.locator('.comment-mark').click()
  const thread = pupil.comments.filter({ hasText: 'Which one?' })
  await thread.getByRole('button', { name: /^Reply/ }).click()
  await pupil.page.keyboard.type('The North Sea')
  await pupil.page.keyboard.press('Control+Enter')
  await ada.comments.filter({ hasText: 'The North Sea' }).first().waitFor()

  await ada.prose.focus()
  await ada.page.keyboard.press('Control+a')
  await ada.page.keyboard.press('Backspace')
  await pupil.comments.filter({ hasText: 'The text that this stood at is gone.' }).first().waitFor()
  await thread.getByRole('button', { name: /^Settle/ }).click()
  await ada.page.getByText('1 settled').waitFor()
  expect(await ada.comments.count()).toBe(0)
})

test('what is typed without a connection merges, and the light says so', async () => {
  const ada = await open('offline', 'Ada', 'host')
  const context = (await newPage()).context()
  let isCut = false
  const sockets = new Set<{ close(): Promise<void> }>()
  await context.routeWebSocket(/./, (socket) => {
    if (isCut) return void socket.close()
    socket.connectToServer()
    sockets.add(socket)
  })
  const page = await context.newPage()
  const query = new URLSearchParams({
    token: await token({ sub: 'p', name: 'Pupil', role: 'member' }),
    autojoin: '1',
  })
  await page.goto(`${gated.url}/doc/offline?${query}`)
  const pupil = await inDocument(page)
  await ada.type('one')
  await reads(pupil, 'one')
  isCut = true
  for (const socket of sockets) await socket.close()
  await pupil.type(' two')
  await page.locator('.saved[data-light="wait"], .saved[data-light="bad"]').waitFor({ state: 'attached' })
  await ada.prose.focus()
  await ada.page.keyboard.press('Control+Home')
  await ada.page.keyboard.type('zero ')
  isCut = false
  await reads(ada, 'zero one two')
  await reads(pupil, 'zero one two')
})

test('text of word processors comes in clean, links lead to the web alone, and the keyboard reaches everything', async () => {
  const ada = await open('paste', 'Ada', 'host')
  await ada.type('')
  const paste = (html: string) =>
    ada.prose.evaluate((root, text) => {
      const clipboardData = new DataTransfer()
      clipboardData.setData('text/html', text)
      root.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
    }, html)
  await paste(`<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p{color:red}</style></head><body>
    <p class="MsoNormal" style="margin:0">Plan<o:p></o:p></p>
    <p class="MsoListParagraph" style="mso-list:l0 level1 lfo1"><![if !supportLists]><span style="mso-list:Ignore">·<span>&nbsp;</span></span><![endif]>Sea</p>
    <p class="MsoListParagraph" style="mso-list:l0 level2 lfo1"><span style="mso-list:Ignore">o&nbsp;</span>Salt</p>
    <p class="MsoListParagraph" style="mso-list:l0 level1 lfo1"><span style="mso-list:Ignore">·</span>Cloud</p></body></html>`)
  await paste(
    '<b style="font-weight:normal" id="docs-internal-guid-1"><p><span style="font-weight:700">Bold</span> <a href="javascript:alert(1)">bad</a> <a href="https://example.org">good</a></p></b>',
  )
  const html = await ada.prose.innerHTML()
  expect(html.replace(/ class="[^"]*"/g, '')).toMatch(
    /<p>Plan<\/p><ul><li><p>Sea<\/p><ul><li><p>Salt<\/p><\/li><\/ul><\/li><li><p>Cloud/,
  )
  expect(html).not.toMatch(/mso|style=|javascript:/i)
  expect(await ada.prose.locator('a').allInnerTexts()).toEqual(['good'])
  expect(await ada.prose.locator('strong').allInnerTexts()).toEqual(['Bold'])

  // From the tools, which are one stop of the Tab key, into the text, and out of the code again.
  await ada.tool('Undo').first().focus()
  await ada.page.keyboard.press('End')
  await ada.page.keyboard.press('ArrowLeft')
  const focused = () => ada.page.evaluate(() => document.activeElement?.getAttribute('aria-label'))
  expect(await focused()).toBe('Link')
  await ada.page.keyboard.press('Enter')
  await ada.page.getByRole('textbox', { name: 'Address' }).fill('javascript:alert(1)')
  await ada.page.keyboard.press('Enter')
  await ada.page.getByText('An address begins with').waitFor()
  await ada.page.keyboard.press('Escape')
  await until(async () => (await focused()) === 'Link')
  await ada.page.keyboard.press('Tab')
  expect(await focused()).toBe('Text')
  await ada.code.focus()
  await ada.page.keyboard.press('Tab')
  await ada.page.keyboard.type('x')
  expect(await ada.text(ada.code)).toBe('  x')
  await ada.page.keyboard.press('Escape')
  await ada.page.keyboard.press('Tab')
  expect(await ada.page.evaluate(() => document.activeElement?.matches('.code-sheet'))).toBe(false)
})

test('on 360 pixels the parts are tabs, and nothing is wider than the page', async () => {
  const ada = await open('narrow', 'Ada', 'host', {
    viewport: { width: 360, height: 640 },
    hasTouch: true,
    isMobile: true,
  })
  await ada.type('A word that is as long as this one: '.concat('w'.repeat(80)))
  expect(await sidewaysScroll(ada.page)).toBe(0)
  await ada.page.getByRole('tab', { name: 'Text' }).focus()
  await ada.page.keyboard.press('ArrowRight')
  await ada.type('let x = 1', ada.code)
  expect(await sidewaysScroll(ada.page)).toBe(0)
  expect(await violations(ada.page)).toEqual([])
  await ada.page.getByRole('tab', { name: 'Comments' }).tap()
  await ada.page.getByText('No comments.').waitFor()
  expect(await sidewaysScroll(ada.page)).toBe(0)
  expect(await violations(ada.page)).toEqual([])
})
