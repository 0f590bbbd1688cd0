import { useRoom } from 'homeroom/react'
import { FileDown } from 'lucide-react'
import { useEffect, useEffectEvent, useState } from 'react'
import { flushSync } from 'react-dom'
import type { Off } from '../common/room/rights.ts'
import { useWords } from '../common/words/index.ts'
import { CodePane } from './code/code-pane.tsx'
import type { Author, Thread } from './comments/comment.ts'
import { CommentsPanel } from './comments/comments-panel.tsx'
import type { Place } from './content.ts'
import { CountLine } from './counts/count-line.tsx'
import { saveDocument } from './document-file.ts'
import { createDocumentState, type DocumentState } from './document-state.ts'
import { ProsePane } from './prose/prose-pane.tsx'
import { useIsNarrow } from './use-narrow.ts'
import { useShown } from './use-shown.ts'
import { type Part, type Shown, ViewBar } from './view-bar.tsx'

export interface DocumentViewProps {
  /** The room's name. */
  readonly name: string
  /** Why this person does not write here; null where they do. */
  readonly write: Off
  readonly isHost: boolean
  /** What stands at the comments of this person. */
  readonly author: Author
}

/** A text and its code side by side, with comments on both; on a narrow page one of them at a time. */
export const DocumentView = (props: DocumentViewProps) => {
  const room = useRoom()
  const [state, setState] = useState<DocumentState | null>(null)
  useEffect(() => {
    const made = createDocumentState(room)
    setState(made)
    return () => {
      setState(null)
      made.stop()
    }
  }, [room])
  return state === null ? null : <Panes state={state} {...props} />
}

const partsOn = ({ panes, hasComments, tab }: Shown, isNarrow: boolean): readonly Part[] => {
  if (isNarrow) return [tab]
  return [
    ...(panes === 'both' ? (['prose', 'code'] as const) : [panes]),
    ...(hasComments ? ['comments' as const] : []),
  ]
}

const Panes = ({
  state,
  name,
  write,
  isHost,
  author,
}: DocumentViewProps & { readonly state: DocumentState }) => {
  const { editor: words, rights } = useWords()
  const isNarrow = useIsNarrow()
  const { shown, choose, showComments, goTo } = useShown(state)
  const parts = partsOn(shown, isNarrow)
  const isWritable = write === null
  const comment = (place: Place) => {
    const selected = state.surface(place)?.selected() ?? null
    // The field takes the focus once it is there, which it can only where it is seen.
    flushSync(showComments)
    state.open.set(null)
    state.draft.set(selected)
  }
  useCommentKeys((place) => isWritable && comment(place), state)
  const show = ({ id, anchor }: Thread) => {
    state.open.set(id)
    goTo(anchor.place)
    state.surface(anchor.place)?.show(anchor)
  }
  const save = <SaveButton name={name} state={state} />
  const pane = (part: Part) => ({
    id: `document-${part}`,
    hidden: !parts.includes(part),
    ...(isNarrow && { role: 'tabpanel' }),
  })
  return (
    <div className="document" data-parts={parts.length}>
      <ViewBar {...{ shown, isNarrow, state, save }} onChange={choose} />
      {write !== null && write !== rights.loading && (
        <p className="chip document-note" title={write}>
          {words.reading}
        </p>
      )}
      <section className="document-part" aria-label={words.prose} {...pane('prose')}>
        <ProsePane state={state} isWritable={isWritable} onComment={() => comment('prose')} />
      </section>
      <section className="document-part" aria-label={words.code} {...pane('code')}>
        <CodePane state={state} isWritable={isWritable} onComment={() => comment('code')} />
      </section>
      <section
        className="document-part document-comments"
        aria-labelledby="comments-title"
        {...pane('comments')}
      >
        <h2 id="comments-title" tabIndex={-1}>
          {words.comments}
        </h2>
        <CommentsPanel {...{ state, write, author, isHost }} onShow={show} onBack={goTo} />
      </section>
      <CountLine state={state}>{isNarrow && save}</CountLine>
    </div>
  )
}

/** Saves text and code as a file, for those who only read, too. */
const SaveButton = ({ name, state }: { readonly name: string; readonly state: DocumentState }) => {
  const { editor } = useWords()
  return (
    <button
      className="quiet icon"
      type="button"
      aria-label={editor.save}
      title={editor.save}
      onClick={() => saveDocument(name, state)}
    >
      <FileDown />
    </button>
  )
}

/** Ctrl, Alt and M comment on what is selected in the editor that has the focus, as elsewhere on the web. */
const useCommentKeys = (comment: (place: Place) => void, { active }: Pick<DocumentState, 'active'>): void => {
  const keyed = useEffectEvent((event: KeyboardEvent) => {
    const isWithin = event.target instanceof Element && event.target.closest('.sheet, .code-sheet') !== null
    if (event.code !== 'KeyM' || !event.altKey || !(event.ctrlKey || event.metaKey) || !isWithin) return
    event.preventDefault()
    comment(active.get())
  })
  useEffect(() => {
    const listener = (event: KeyboardEvent) => keyed(event)
    addEventListener('keydown', listener)
    return () => removeEventListener('keydown', listener)
  }, [])
}
