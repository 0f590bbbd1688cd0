import type { Page } from 'playwright-core'
import { until } from '../support/until.ts'

const CARETS = '.remote-caret'

/** What a person finds in a document, by the roles and labels that a screen reader gives. */
export const inDocument = async (page: Page) => {
  // By their labels: one that is not shown has no role.
  const prose = page.getByLabel('Text', { exact: true }).and(page.locator('[role="textbox"]'))
  const code = page.getByLabel('Code', { exact: true }).and(page.locator('[role="textbox"]'))
  await Promise.all([prose, code].map((editor) => editor.waitFor({ state: 'attached' })))
  const comments = page.getByRole('list', { name: 'Comments', exact: true }).getByRole('listitem')
  /** Shows the text and the code side by side, on a wide page. */
  const showBoth = () => page.getByRole('button', { name: 'Both', exact: true }).click()
  return {
    page,
    showBoth,
    prose,
    code,
    comments,
    /** What is written, without the names at the carets of others, and what an empty editor says. */
    text: (editor = prose): Promise<string> =>
      editor.evaluate((root, carets) => {
        const copy = root.cloneNode(true) as HTMLElement
        for (const other of copy.querySelectorAll(`${carets}, .cm-placeholder`)) other.remove()
        return [...copy.children].map(({ textContent }) => textContent).join('\n')
      }, CARETS),
    caretsIn: (editor = prose) => editor.locator(`${CARETS}-name`).allInnerTexts(),
    isWritable: async () => (await prose.getAttribute('contenteditable')) === 'true',
    async type(words: string, editor = prose) {
      await until(async () => (await editor.getAttribute('contenteditable')) === 'true')
      if (!(await editor.isVisible())) await showBoth()
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
      // The editor hears of a selection by an event, which is there before the second frame from now.
      await page.evaluate(
        () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
      )
      await page.keyboard.press('Control+Alt+m')
      await page.locator('.new-comment textarea:focus').waitFor()
      await page.keyboard.type(text)
      await page.keyboard.press('Control+Enter')
    },
    marked: () => prose.locator('.comment-mark').allInnerTexts(),
  }
}

export type InDocument = Awaited<ReturnType<typeof inDocument>>

export const reads = ({ text }: InDocument, expected: string, editor?: InDocument['prose']) =>
  until(async () => (await text(editor)) === expected, `somebody reads ${expected}`)
