import { useReadable } from 'homeroom/react'
import { Check, type LucideIcon, RotateCcw, TextSelect, Trash2 } from 'lucide-react'
import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import { Name, personStyle } from '../../common/people/person.tsx'
import type { Off } from '../../common/room/rights.ts'
import { useWords } from '../../common/words/index.ts'
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
  readonly onShow: (thread: Thread) => void
}

/** A comment with its replies, and what can be done with it. */
export const ThreadItem = (props: ThreadItemProps) => {
  const { thread, isGone, state } = props
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
      <ThreadActs {...props} />
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

const ThreadActs = ({ thread, isGone, state, write, author, mayRemove, onShow }: ThreadItemProps) => {
  const words = useWords().editor
  const acts = useRef<HTMLDivElement>(null)
  const { comments } = state
  const { id, isResolved, by } = thread
  // The button goes with its comment, and the keyboard would start at the top of the page.
  const leaving = (work: () => void) => {
    acts.current?.closest('section')?.querySelector('h2')?.focus()
    work()
  }
  return (
    <div className="acts at-end" ref={acts}>
      {!isGone && (
        <Act label={words.showText} name={by.name} Icon={TextSelect} onAct={() => onShow(thread)} />
      )}
      {write === null && (
        <Act
          label={isResolved ? words.reopen : words.resolve}
          name={by.name}
          Icon={isResolved ? RotateCcw : Check}
          onAct={() => leaving(() => comments.resolve(id, !isResolved))}
        />
      )}
      {mayRemove && (
        <Act
          label={words.removeComment}
          name={by.name}
          Icon={Trash2}
          onAct={() => leaving(() => comments.remove(id))}
        />
      )}
      {write === null && !isResolved && (
        <Reply name={by.name} onReply={(text) => comments.reply(id, text, author)} />
      )}
    </div>
  )
}

interface ActProps {
  readonly label: string
  /** The author of the comment that it is done with. */
  readonly name: string
  readonly Icon: LucideIcon
  readonly onAct: () => void
}

const Act = ({ label, name, Icon, onAct }: ActProps) => {
  const words = useWords().editor
  return (
    <button
      className="quiet icon small-icon"
      type="button"
      aria-label={words.actOn(label, name)}
      title={label}
      onClick={onAct}
    >
      <Icon />
    </button>
  )
}

interface ReplyProps {
  readonly name: string
  readonly onReply: (text: string) => void
}

/** A button, and below it what is written when it was pressed. */
const Reply = ({ name, onReply }: ReplyProps) => {
  const words = useWords().editor
  const [isReplying, setIsReplying] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  const box = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    if (isReplying) box.current?.querySelector('textarea')?.focus()
  }, [isReplying])
  const close = () => {
    setIsReplying(false)
    button.current?.focus()
  }
  return (
    <>
      <button
        className="small"
        type="button"
        ref={button}
        aria-expanded={isReplying}
        aria-label={words.actOn(words.reply, name)}
        onClick={() => setIsReplying(!isReplying)}
      >
        {words.reply}
      </button>
      {isReplying && (
        <div className="reply" ref={box}>
          <CommentForm
            label={words.replyTo(name)}
            send={words.reply}
            onSend={(text) => {
              onReply(text)
              close()
            }}
            onCancel={close}
          />
        </div>
      )}
    </>
  )
}
