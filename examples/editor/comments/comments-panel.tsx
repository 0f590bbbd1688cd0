import { useReadable } from 'homeroom/react'
import { useLayoutEffect, useMemo, useRef } from 'react'
import type { Off } from '../../common/room/rights.ts'
import { useWords } from '../../common/words/index.ts'
import type { Place } from '../content.ts'
import type { DocumentState } from '../document-state.ts'
import type { Author, Thread } from './comment.ts'
import { CommentForm } from './comment-form.tsx'
import { ThreadItem } from './thread-item.tsx'

export interface CommentsPanelProps {
  readonly state: DocumentState
  /** Why this person writes no comments; null where they may. */
  readonly write: Off
  readonly author: Author
  /** Whether this person takes away comments of others. */
  readonly isHost: boolean
  /** Shows the text of a comment. */
  readonly onShow: (thread: Thread) => void
  /** Leads back to the text on which a comment was to be written. */
  readonly onBack: (place: Place) => void
}

interface Placed {
  readonly thread: Thread
  /** Null where its text is gone. */
  readonly at: number | null
}

/** Texts before code, each from its start on; what has lost its text comes last. */
const inOrder = (a: Placed, b: Placed): number => {
  const gone = Number(a.at === null) - Number(b.at === null)
  const places = Number(a.thread.anchor.place === 'code') - Number(b.thread.anchor.place === 'code')
  return gone || places || (a.at ?? 0) - (b.at ?? 0) || a.thread.atMs - b.thread.atMs
}

/** All comments, in the order of the texts that they stand at. */
export const CommentsPanel = ({ state, write, author, isHost, onShow, onBack }: CommentsPanelProps) => {
  const words = useWords().editor
  const threads = useReadable(state.comments.threads)
  const revision = useReadable(state.revision)
  const prose = useReadable(state.prose)
  const code = useReadable(state.code)
  // biome-ignore lint/correctness/useExhaustiveDependencies: places are others with each revision, and once an editor is there
  const placed = useMemo(
    () =>
      threads
        .map((thread) => ({ thread, at: state.surface(thread.anchor.place)?.find(thread.anchor) ?? null }))
        .toSorted(inOrder),
    [state, threads, revision, prose, code],
  )
  const shown = placed.filter(({ thread }) => !thread.isResolved)
  const resolved = placed.filter(({ thread }) => thread.isResolved)
  const item = ({ thread, at }: Placed) => (
    <ThreadItem
      key={thread.id}
      thread={thread}
      isGone={at === null}
      state={state}
      write={write}
      author={author}
      onShow={onShow}
      mayRemove={write === null && (isHost || thread.by.key === author.key)}
    />
  )
  return (
    <>
      <NewComment state={state} author={author} onBack={onBack} />
      {shown.length === 0 && <p className="hint">{write === null ? words.commentsHint : words.noComments}</p>}
      {shown.length > 0 && (
        <ul className="threads" aria-label={words.comments}>
          {shown.map(item)}
        </ul>
      )}
      {resolved.length > 0 && (
        <details className="resolved">
          <summary>{words.resolved(resolved.length)}</summary>
          <ul className="threads" aria-label={words.resolvedList}>
            {resolved.map(item)}
          </ul>
        </details>
      )}
      {threads.length > 0 && <p className="hint">{words.namesHint}</p>}
    </>
  )
}

/** The comment that is being written. */
const NewComment = ({ state, author, onBack }: Pick<CommentsPanelProps, 'state' | 'author' | 'onBack'>) => {
  const words = useWords().editor
  const draft = useReadable(state.draft)
  const box = useRef<HTMLDivElement>(null)
  // At once: what is typed next is the comment, and not the text.
  useLayoutEffect(() => {
    if (draft !== null) box.current?.querySelector('textarea')?.focus()
  }, [draft])
  if (draft === null) return null
  const back = () => {
    state.draft.set(null)
    onBack(draft.anchor.place)
  }
  return (
    <div className="new-comment" ref={box}>
      <h3>{words.newComment}</h3>
      <blockquote className="quote">
        <bdi>{draft.text}</bdi>
      </blockquote>
      <CommentForm
        label={words.comment}
        send={words.commentSend}
        onSend={(text) => {
          state.open.set(state.comments.add(draft.anchor, draft.text, text, author))
          back()
        }}
        onCancel={back}
      />
    </div>
  )
}
