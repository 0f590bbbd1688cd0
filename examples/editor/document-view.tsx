import { useRoom } from 'homeroom/react'
import { FileDown, Search } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { Off } from '../common/room/rights.ts'
import { useFindWords } from '../common/words/find.ts'
import { useWords } from '../common/words/index.ts'
import { CodePane } from './code/code-pane.tsx'
import type { Author, Thread } from './comments/comment.ts'
import { CommentsPanel } from './comments/comments-panel.tsx'
import { useCommenting } from './comments/use-commenting.ts'
import { CountLine } from './counts/count-line.tsx'
import { saveDocument } from './document-file.ts'
import { createDocumentState, type DocumentState } from './document-state.ts'
import { FindBar } from './find/find-bar.tsx'
import { FindButton } from './find/find-button.tsx'
import { useFind } from './find/use-find.ts'
import { ProsePane } from './prose/prose-pane.tsx'
import { useLedParts } from './use-led-parts.ts'
import { useIsNarrow } from './use-narrow.ts'
import { useSaveKeys } from './use-save-keys.ts'
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

const PANES = [
  ['prose', ProsePane],
  ['code', CodePane],
] as const

const Panes = ({
  state,
  name,
  write,
  isHost,
  author,
}: DocumentViewProps & { readonly state: DocumentState }) => {
  const { editor: words, rights } = useWords()
  const isNarrow = useIsNarrow()
  const isWritable = write === null
  const { shown, choose, showComments, goTo, follow } = useShown(state, isWritable)
  const parts = partsOn(shown, isNarrow)
  useLedParts(state, parts, follow)
  const comment = useCommenting(state, isWritable, showComments)
  const show = ({ id, anchor }: Thread) => {
    state.open.set(id)
    goTo(anchor.place)
    state.surface(anchor.place)?.show(anchor)
  }
  const find = useFind(state, parts, goTo)
  useSaveKeys()
  const acts = <PaneActs {...{ name, state, isWritable }} onFind={() => find.open(false)} />
  const pane = (part: Part) => ({
    id: `document-${part}`,
    hidden: !parts.includes(part),
    ...(isNarrow && { role: 'tabpanel' }),
  })
  return (
    <div className="document" data-parts={parts.length}>
      <ViewBar {...{ shown, isNarrow, state, acts }} onChange={choose} />
      {write !== null && write !== rights.loading && (
        <p className="chip document-note" title={write}>
          {words.reading}
        </p>
      )}
      {PANES.map(([place, Pane]) => (
        <section className="document-part" key={place} aria-label={words[place]} {...pane(place)}>
          <Pane state={state} isWritable={isWritable} onComment={() => comment(place)}>
            <FindBar key={place} {...{ find, place, state, isWritable }} />
          </Pane>
        </section>
      ))}
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
      <CountLine state={state}>{isNarrow && <div className="view-acts">{acts}</div>}</CountLine>
    </div>
  )
}

interface PaneActsProps {
  readonly name: string
  readonly state: DocumentState
  readonly isWritable: boolean
  readonly onFind: () => void
}

/** What those who only read can do, too: look for words, and save text and code as a file. */
const PaneActs = ({ name, state, isWritable, onFind }: PaneActsProps) => {
  const { editor } = useWords()
  const { title, titleFind } = useFindWords()
  return (
    <>
      <FindButton label={isWritable ? title : titleFind} Icon={Search} keys="Control+F" onPress={onFind} />
      <FindButton label={editor.save} Icon={FileDown} onPress={() => saveDocument(name, state)} />
    </>
  )
}
