import { useReadable } from 'homeroom/react'
import { MessageSquarePlus, Redo2, Undo2 } from 'lucide-react'
import { type ReactNode, useEffect, useId, useRef, useState } from 'react'
import { useRoomState } from '../../common/room/room-context.tsx'
import { useWords } from '../../common/words/index.ts'
import { partsOf } from '../content.ts'
import type { DocumentState } from '../document-state.ts'
import { Toolbar } from '../toolbar.tsx'
import { createCodeEditor } from './code-editor.ts'
import { CODE_LANGUAGES, CODE_NAMES, type CodeLanguage } from './languages.ts'

interface CodePaneProps {
  readonly state: DocumentState
  readonly isWritable: boolean
  readonly onComment: () => void
  /** What looks for words in it. */
  readonly children: ReactNode
}

/** The code. */
export const CodePane = ({ state, isWritable, onComment, children }: CodePaneProps) => {
  const words = useWords().editor
  const element = useRef<HTMLDivElement>(null)
  const { cast } = useRoomState()
  const code = useReadable(state.code)
  const [language, setLanguage] = useState<CodeLanguage>('plain')
  useEffect(() => {
    if (element.current === null) return
    const made = createCodeEditor({
      room: state.room,
      cast,
      element: element.current,
      ...state.eventsOf('code'),
      language: setLanguage,
    })
    state.code.set(made)
    return () => {
      state.code.set(null)
      made.destroy()
    }
  }, [state, cast])
  useEffect(() => code?.setWritable(isWritable), [code, isWritable])
  const tools = [
    [
      { id: 'undo', label: words.undo, Icon: Undo2, keys: 'Control+Z', act: () => code?.undo() },
      { id: 'redo', label: words.redo, Icon: Redo2, keys: 'Control+Shift+Z', act: () => code?.redo() },
    ],
    [{ id: 'comment', label: words.comment, Icon: MessageSquarePlus, keys: 'Control+Alt+M', act: onComment }],
  ]
  return (
    <>
      {isWritable && (
        <Toolbar label={words.codeTools} groups={tools}>
          <LanguageSelect
            language={language}
            onChange={(next) => partsOf(state.room.doc).settings.set('language', next)}
          />
        </Toolbar>
      )}
      {children}
      <div className="code-sheet" ref={element} />
      {isWritable && <p className="hint code-hint">{words.tabHint}</p>}
    </>
  )
}

interface LanguageSelectProps {
  readonly language: CodeLanguage
  readonly onChange: (language: CodeLanguage) => void
}

const LanguageSelect = ({ language, onChange }: LanguageSelectProps) => {
  const words = useWords().editor
  const id = useId()
  return (
    <div className="code-language">
      <label className="unseen" htmlFor={id}>
        {words.language}
      </label>
      <select
        id={id}
        value={language}
        onChange={({ target }) => {
          const chosen = CODE_LANGUAGES.find((one) => one === target.value)
          if (chosen !== undefined) onChange(chosen)
        }}
      >
        {CODE_LANGUAGES.map((one) => (
          <option key={one} value={one}>
            {one === 'plain' ? words.plainText : CODE_NAMES[one]}
          </option>
        ))}
      </select>
    </div>
  )
}
