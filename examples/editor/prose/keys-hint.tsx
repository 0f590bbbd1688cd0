import type { Editor } from '@tiptap/core'
import { useBlockWords } from '../../common/words/blocks.ts'
import { useFormat } from './use-format.ts'

/** The editor is described by it. */
export const KEYS_HINT = 'prose-keys'

const HELD = ['bulletList', 'orderedList', 'taskList', 'table', 'codeBlock'] as const

/** Where Tab has another meaning than on the rest of the page: what it does, and how the keyboard gets out. */
export const KeysHint = ({ editor }: { readonly editor: Editor }) => {
  const words = useBlockWords()
  const format = useFormat(editor)
  return HELD.some((name) => format.has(name)) ? (
    <p className="hint code-hint prose-hint" id={KEYS_HINT}>
      {format.has('table') ? words.keysInTable : words.keysInBlock}
    </p>
  ) : null
}
