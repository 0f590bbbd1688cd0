import { useReadable } from 'homeroom/react'
import { Check, RotateCcw, TextSelect, Trash2 } from 'lucide-react'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { Name, personStyle } from '../../classroom/people/person.tsx'
import type { Off } from '../../classroom/room/rights.ts'
import { useWords } from '../../classroom/words/index.ts'
import type { DocumentState } from '../document-state.ts'
import type { Author, Thread } from './comment.ts'
import { CommentForm } from './comment-form.tsx'

interface ThreadItemProps {
  readonly thread: Thread
  readonly isGone: boolean
  readonly state: DocumentState
  readonly write: Off
  readonly author: Author
  readonly mayRemove: boolean
}

/** A comment with its replies, and what can be done with it. */
export const ThreadItem = ({ thread, isGone, state, write, author, mayRemove }: ThreadItemProps) => {
  const words = useWords().editor
  const isOpen = useReadable(state.open) === thread.id
  const item = useRef<HTMLLIElement>(null)
  useEffect(() => {
    if (isOpen) item.current?.scrollIntoView({ block: 'nearest' })
  }, [isOpen])
  return (
    <li className="thread" data-open={isOpen} ref={item}>
      <blockquote className="quote">
        <bdi>{thread.quote}</bdi>
      </blockquote>
      {isGone && <p className="hint">{words.textGone}</p>}
      <SaidView {...thread} />
      {thread.replies.length > 0 && (
        <ul className="replies" aria-label={words.replies}>
          {thread.replies.map((reply) => (
            <li key={reply.id}>
              <SaidView {...reply} />
            </li>
          ))}
        </ul>
      )}
      <ThreadActs {...{ thread, isGone, state, write, author, mayRemove }} />
    </li>
  )
}

const SaidView = ({ by, text, atMs }: Pick<Thread, 'by' | 'text' | 'atMs'>) => {
  const { versions } = useWords()
  return (
    <div className="said" style={personStyle(by.key)}>
      <span className="said-head">
        <Name>{by.name}</Name>
        <time dateTime={new Date(atMs).toISOString()}>{versions.moment(atMs)}</time>
      </span>
      <p dir="auto">{text}</p>
    </div>
  )
}

const ThreadActs = ({ thread, isGone, state, write, author, mayRemove }: ThreadItemProps) => {
  const words = useWords().editor
  const [isReplying, setIsReplying] = useState(false)
  const reply = useRef<HTMLButtonElement>(null)
  const acts = useRef<HTMLDivElement>(null)
  const { comments } = state
  const { id, anchor, isResolved, by } = thread
  const close = () => {
    setIsReplying(false)
    reply.current?.focus()
  }
  const act = (label: string, Icon: typeof Check, onClick: () => void): ReactNode => (
    <button
      className="quiet icon small-icon"
      type="button"
      aria-label={words.actOn(label, by.name)}
      title={label}
      onClick={onClick}
    >
      <Icon />
    </button>
  )
  // The button goes with its comment, and the keyboard would start at the top of the page.
  const leaving = (work: () => void) => {
    acts.current?.closest('section')?.querySelector('h2')?.focus()
    work()
  }
  const show = () => {
    state.open.set(id)
    state.surface(anchor.place)?.show(anchor)
  }
  return (
    <>
      <div className="thread-acts" ref={acts}>
        {!isGone && act(words.showText, TextSelect, show)}
        {write === null &&
          act(isResolved ? words.reopen : words.resolve, isResolved ? RotateCcw : Check, () =>
            leaving(() => comments.resolve(id, !isResolved)),
          )}
        {mayRemove && act(words.removeComment, Trash2, () => leaving(() => comments.remove(id)))}
        {write === null && !isResolved && (
          <button
            className="small"
            type="button"
            ref={reply}
            aria-expanded={isReplying}
            aria-label={words.actOn(words.reply, by.name)}
            onClick={() => setIsReplying(!isReplying)}
          >
            {words.reply}
          </button>
        )}
      </div>
      {isReplying && (
        <ReplyForm
          name={by.name}
          onSend={(text) => {
            comments.reply(id, text, author)
            close()
          }}
          onCancel={close}
        />
      )}
    </>
  )
}

interface ReplyFormProps {
  readonly name: string
  readonly onSend: (text: string) => void
  readonly onCancel: () => void
}

const ReplyForm = ({ name, onSend, onCancel }: ReplyFormProps) => {
  const words = useWords().editor
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => box.current?.querySelector('textarea')?.focus(), [])
  return (
    <div ref={box}>
      <CommentForm label={words.replyTo(name)} send={words.reply} onSend={onSend} onCancel={onCancel} />
    </div>
  )
}
