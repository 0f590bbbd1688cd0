import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { failOnPageErrors, launchBrowser } from '../support/browser.ts'
import { startRelay } from '../support/start-relay.ts'
import { serveFolder } from '../support/static-server.ts'
import { until } from '../support/until.ts'
import { buildEditorPages } from './build-page.ts'

/** The published editor bindings, and how each draws the caret of somebody else. */
const EDITORS = [
  { editor: 'codemirror', caretSelector: '.cm-ySelectionCaret' },
  { editor: 'prosemirror', caretSelector: '.ProseMirror-yjs-cursor' },
  { editor: 'tiptap', caretSelector: '.collaboration-carets__caret' },
] as const

type EditorCase = (typeof EDITORS)[number]

const CASES = EDITORS.map((editor) => [editor.editor, editor] as const)

// Not in beforeAll: what is started there registers its end too late for vitest to run it.
const browser = await launchBrowser()
const relay = await startRelay()
const pagesUrl = await serveFolder(await buildEditorPages(EDITORS.map(({ editor }) => editor)))

/** Opens the editor in a browser context of its own. */
const openEditor = async (
  { editor, caretSelector }: EditorCase,
  room: string,
  name: string,
  client: 'stock' | 'own' = 'stock',
) => {
  const page: Page = await browser.newPerson()
  failOnPageErrors(page)
  const query = new URLSearchParams({ server: relay.wsUrl, room: `${editor}-${room}`, name, client })
  await page.goto(`${pagesUrl}/${editor}/?${query}`)
  const box = page.getByRole('textbox', { name: 'Editor' })
  await box.waitFor()

  /** The text as typed, without what draws the carets of others, up to the given caret or to the end. */
  const textUpTo = (caretName?: string): Promise<string | null> =>
    box.evaluate(
      (root, { selector, name }) => {
        const carets = [...root.querySelectorAll(selector)]
        const end = name === undefined ? null : carets.find((caret) => caret.textContent?.includes(name))
        if (end === undefined) return null
        const range = document.createRange()
        range.selectNodeContents(root)
        if (end !== null) range.setEndBefore(end)
        const copy = range.cloneContents()
        for (const caret of copy.querySelectorAll(selector)) caret.remove()
        return copy.textContent?.replace(/\u2060/g, '') ?? ''
      },
      { selector: caretSelector, name: caretName },
    )

  return {
    page,
    text: () => textUpTo(),
    textBeforeCaretOf: textUpTo,
    caretOf: (other: string) => box.locator(caretSelector).filter({ hasText: other }),
    typeAtEnd: async (words: string) => {
      await box.focus()
      await page.keyboard.press('Control+End')
      await page.keyboard.type(words)
    },
  }
}

test.each(CASES)('%s: what either person types, the other one reads', async (_name, editor) => {
  const ada = await openEditor(editor, 'text', 'Ada')
  const ben = await openEditor(editor, 'text', 'pupil')
  await ada.typeAtEnd('Hello')
  await until(async () => (await ben.text()) === 'Hello')
  await ben.typeAtEnd(', Ada')
  await until(async () => (await ada.text()) === 'Hello, Ada')
  await ada.typeAtEnd('. And you')
  await until(async () => (await ben.text()) === 'Hello, Ada. And you')

  await ben.page.keyboard.press('Control+z')
  await until(async () => (await ada.text()) === 'Hello. And you', 'undo takes back the own words only')
  expect(await ben.text()).toBe('Hello. And you')
})

test.each(CASES)(
  '%s: each sees the other’s caret with a name, until the page closes',
  async (_name, editor) => {
    const ada = await openEditor(editor, 'caret', 'Ada')
    const ben = await openEditor(editor, 'caret', 'pupil')
    await ada.typeAtEnd('one two')
    await until(async () => (await ben.textBeforeCaretOf('Ada')) === 'one two')
    await ada.page.keyboard.press('Home')
    await until(async () => (await ben.textBeforeCaretOf('Ada')) === '')
    await ben.typeAtEnd(' three')
    await until(async () => (await ada.textBeforeCaretOf('pupil')) === 'one two three')
    expect(await ada.caretOf('Ada').count()).toBe(0)

    await ada.page.close()
    await ben.caretOf('Ada').waitFor({ state: 'detached' })
    expect(await ben.text()).toBe('one two three')
  },
)

test.each(CASES)('%s: who joins late gets the text and the caret', async (_name, editor) => {
  const ada = await openEditor(editor, 'late', 'Ada')
  await ada.typeAtEnd('early')
  const ben = await openEditor(editor, 'late', 'pupil')
  await until(async () => (await ben.textBeforeCaretOf('Ada')) === 'early')
})

test.each(
  CASES.flatMap(([name, editor]) =>
    (['own', 'stock'] as const).map((other) => [name, other, editor] as const),
  ),
)(
  '[X44] [X45] %s on a room without presence, beside the client %s: text and carets, both ways',
  async (_name, otherClient, editor) => {
    const room = `beside-${otherClient}`
    const ada = await openEditor(editor, room, 'Ada', 'own')
    const other = await openEditor(editor, room, 'pupil', otherClient)
    await ada.typeAtEnd('one two')
    await until(async () => (await other.textBeforeCaretOf('Ada')) === 'one two')
    await other.typeAtEnd(' three')
    await until(async () => (await ada.textBeforeCaretOf('pupil')) === 'one two three')
    expect(await ada.caretOf('Ada').count()).toBe(0)
    await ada.page.close()
    await other.caretOf('Ada').waitFor({ state: 'detached' })
  },
)
