import { readFileSync } from 'node:fs'
import type { BrowserContextOptions } from 'playwright-core'
import { expect, test } from 'vitest'
import { sqliteStore } from '../../server/index.ts'
import { clientRoom } from '../support/client-room.ts'
import { startRelay } from '../support/start-relay.ts'
import { tempFile } from '../support/temp-folder.ts'
import { token } from '../support/tokens.ts'
import { until } from '../support/until.ts'
import { violations } from './axe.ts'
import { partsKept, sidewaysScroll, standing, startClassroom } from './classroom.ts'
import { inDocument, reads } from './in-document.ts'

const { folder, gated, newPage } = await startClassroom()

type Role = 'host' | 'member' | 'attendee' | 'viewer'

/** Opens a document as somebody whom the relay has verified. */
const open = async (room: string, name: string, role: Role, options: BrowserContextOptions = {}) => {
  const page = await newPage(options)
  const query = new URLSearchParams({ token: await token({ sub: name, name, role }), autojoin: '1' })
  await page.goto(`${gated.url}/doc/${room}?${query}`)
  return inDocument(page)
}

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
    await reader.showBoth()
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
  // Readers take it with them: as a file, and on paper without the page around it.
  const [download] = await Promise.all([
    viewer.page.waitForEvent('download'),
    viewer.tool('Save as a file').click(),
  ])
  expect(download.suggestedFilename()).toMatch(/^rights-[\d-]+\.html$/)
  expect(readFileSync(await download.path(), 'utf8')).toContain('<p>Read me</p>')
  await viewer.page.emulateMedia({ media: 'print' })
  const seen = [viewer.prose, viewer.code, viewer.tool('Leave'), viewer.tool('Comments 1')]
  expect(await Promise.all(seen.map((part) => part.isVisible()))).toEqual([true, false, false, false])
  await viewer.page.emulateMedia({ media: 'screen' })
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
  await pupil.page.locator('.reply textarea:focus').waitFor()
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

test('a host keeps a version, sees in words what has changed in text and code, and everybody goes back to it', async () => {
  const ada = await open('versions', 'Ada', 'host')
  const pupil = await open('versions', 'Pupil', 'member')
  await ada.type('Rain falls')
  await reads(pupil, 'Rain falls')
  await ada.page.getByRole('button', { name: 'Settings' }).click()
  await ada.page.getByRole('button', { name: 'Show' }).click()
  const dialog = ada.page.getByRole('dialog', { name: 'Versions' })
  await dialog.getByRole('textbox').fill('Before')
  await dialog.getByRole('button', { name: 'Keep', exact: true }).click()
  await dialog.getByText('It is kept.').waitFor()

  await pupil.type(' today')
  await pupil.page.keyboard.press('Enter')
  await pupil.page.keyboard.type('And snow')
  await pupil.type('let sea = 1', pupil.code)
  await reads(ada, 'Rain falls today\nAnd snow')
  await reads(ada, 'let sea = 1', ada.code)
  await dialog.getByRole('button', { name: 'Changes: Before' }).click()
  await dialog.locator('ins').filter({ hasText: 'today' }).waitFor()
  await dialog.locator('ins').filter({ hasText: 'And snow' }).waitFor()
  await dialog.locator('ins').filter({ hasText: 'let sea = 1' }).waitFor()
  await dialog.getByRole('button', { name: 'Go back: Before' }).click()
  await dialog.getByRole('button', { name: 'Yes, go back' }).click()
  await reads(pupil, 'Rain falls')
  await reads(pupil, '', pupil.code)
})

test('[OF1] what is typed without a connection, in a page that opens without one, merges, and the light says so', async () => {
  const store = tempFile()
  const relay = await startRelay({ page: folder, store: sqliteStore(store) })
  const visit = async (name: string, options: BrowserContextOptions = {}) => {
    const page = await newPage(options)
    await page.goto(`${relay.url}/doc/offline?${new URLSearchParams({ name, autojoin: '1' })}`)
    return inDocument(page)
  }
  const [ada, first] = [await visit('Ada'), await visit('Pupil', { serviceWorkers: 'allow' })]
  const { page } = first
  await ada.type('one')
  await reads(first, 'one')
  await partsKept(page)
  const before = await standing(ada.page)
  await relay.close()
  await ada.page.getByRole('status').filter({ hasText: 'No connection' }).waitFor()
  expect(await standing(ada.page)).toEqual(before)
  await first.type(' two')
  await page.locator('.saved[data-light="wait"], .saved[data-light="bad"]').waitFor({ state: 'attached' })
  await page.reload()
  const pupil = await inDocument(page)
  await reads(pupil, 'one two')
  await pupil.type(' three')
  await ada.prose.focus()
  await ada.page.keyboard.press('Control+Home')
  await ada.page.keyboard.type('zero ')
  await startRelay({ page: folder, store: sqliteStore(store), port: Number(new URL(relay.url).port) })
  for (const person of [ada, pupil]) await reads(person, 'zero one two three')
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
  expect(html.replace(/ (class|dir)="[^"]*"/g, '')).toMatch(
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
  await ada.page.keyboard.press('Control+k')
  await ada.page.getByRole('textbox', { name: 'Address' }).waitFor()
  await ada.page.keyboard.press('Escape')
  await until(async () => (await focused()) === 'Text')
  await ada.showBoth()
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
  await ada.page.getByRole('tab', { name: 'Text' }).tap()
  await ada.comment(0, 6, 'Which one?')
  await ada.page.getByRole('tab', { name: 'Comments' }).tap()
  await ada.comments.getByRole('button', { name: /^Show in the text/ }).tap()
  await until(() => ada.prose.evaluate((editor) => editor === document.activeElement))
  await ada.prose.locator('.comment-mark').tap()
  await ada.comments.filter({ hasText: 'Which one?' }).waitFor()
  expect(await sidewaysScroll(ada.page)).toBe(0)
  expect(await violations(ada.page)).toEqual([])
})
