import { useReadable } from 'homeroom/react'
import { CodeXml, Columns2, type LucideIcon, MessageSquare, Text } from 'lucide-react'
import type { KeyboardEvent, ReactNode } from 'react'
import { useWords } from '../common/words/index.ts'
import type { Place } from './content.ts'
import type { DocumentState } from './document-state.ts'

export type Part = Place | 'comments'

/** What was chosen to be shown. */
export interface Shown {
  /** On a wide page. */
  readonly panes: Place | 'both'
  readonly hasComments: boolean
  /** On a narrow page. */
  readonly tab: Part
}

interface ViewBarProps {
  readonly shown: Shown
  readonly isNarrow: boolean
  readonly state: DocumentState
  /** What is done with all of it. */
  readonly acts: ReactNode
  readonly onChange: (shown: Shown) => void
}

/** Chooses what of the document is shown: tabs on a narrow page, buttons that are on or off on a wide one. */
export const ViewBar = ({ shown, isNarrow, state, acts, onChange }: ViewBarProps) => {
  const { editor: words, number } = useWords()
  const open = useReadable(state.comments.threads).filter(({ isResolved }) => !isResolved).length
  const count = open === 0 ? null : <span className="number">{number(open)}</span>
  if (isNarrow) return <TabBar shown={shown} onChange={(tab) => onChange({ ...shown, tab })} />
  const choose = (panes: Shown['panes'], label: string, Icon: LucideIcon) => (
    <button type="button" aria-pressed={shown.panes === panes} onClick={() => onChange({ ...shown, panes })}>
      <Icon /> {label}
    </button>
  )
  return (
    <div className="view-bar">
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would be a form's */}
      <div className="view-choice" role="group" aria-label={words.view}>
        {choose('prose', words.prose, Text)}
        {choose('both', words.both, Columns2)}
        {choose('code', words.code, CodeXml)}
      </div>
      <div className="view-acts">
        {acts}
        <button
          type="button"
          aria-pressed={shown.hasComments}
          onClick={() => onChange({ ...shown, hasComments: !shown.hasComments })}
        >
          <MessageSquare /> {words.comments} {count}
        </button>
      </div>
    </div>
  )
}

/** How to get from a tab to another, by keys as the WAI-ARIA practices have them. */
const nextIndex = (key: string, index: number, count: number): number | null => {
  if (key === 'ArrowRight') return (index + 1) % count
  if (key === 'ArrowLeft') return (index + count - 1) % count
  if (key === 'Home') return 0
  return key === 'End' ? count - 1 : null
}

const TabBar = ({ shown: { tab }, onChange }: { shown: Shown; onChange: (tab: Part) => void }) => {
  const words = useWords().editor
  const all = [
    { part: 'prose', label: words.prose, Icon: Text },
    { part: 'code', label: words.code, Icon: CodeXml },
    { part: 'comments', label: words.comments, Icon: MessageSquare },
  ] as const
  const keyed = (event: KeyboardEvent<HTMLDivElement>) => {
    const index = all.findIndex(({ part }) => part === tab)
    const next = nextIndex(event.key, index, all.length)
    const chosen = next === null ? undefined : all[next]
    if (chosen === undefined || next === null || event.altKey || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    onChange(chosen.part)
    event.currentTarget.querySelectorAll<HTMLElement>('[role="tab"]')[next]?.focus()
  }
  return (
    <div className="document-tabs" role="tablist" aria-label={words.view} onKeyDown={keyed}>
      {all.map(({ part, label, Icon }) => (
        <button
          key={part}
          type="button"
          role="tab"
          aria-selected={part === tab}
          aria-controls={`document-${part}`}
          tabIndex={part === tab ? 0 : -1}
          onClick={() => onChange(part)}
        >
          <Icon /> {label}
        </button>
      ))}
    </div>
  )
}
