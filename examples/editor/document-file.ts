import { append, createFilePage, saveFilePage } from '../common/page/file-page.ts'
import { blockWords } from '../common/words/blocks.ts'
import { words } from '../common/words/index.ts'
import type { DocumentState } from './document-state.ts'

/** Has the browser save the text, and the code where there is some, as a page that people read and print. */
export const saveDocument = (name: string, { prose, code }: Pick<DocumentState, 'prose' | 'code'>): void => {
  const page = createFilePage(name)
  const text = append(page, 'main', '')
  text.dir = 'auto'
  // The editor writes only what it knows, and the page is one in which nothing runs.
  text.innerHTML = prose.get()?.editor.getHTML() ?? ''
  // Ticking a box in a file would keep nothing.
  for (const box of text.querySelectorAll('input')) {
    box.disabled = true
    box.ariaLabel = blockWords().task(box.closest('li')?.querySelector('p')?.textContent ?? '')
  }
  const written = code.get()?.texts().all ?? ''
  if (written !== '') {
    append(page, 'h2', words().editor.code)
    append(page, 'pre', written)
  }
  saveFilePage(name, page)
}
