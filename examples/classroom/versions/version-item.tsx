import { useRoom, type VersionsOfRoom } from 'homeroom/react'
import { type Version, VersionsError } from 'homeroom/versions'
import { type FormEvent, type ReactNode, useId, useRef, useState } from 'react'
import { useAct } from './use-act.ts'
import { VersionChanges } from './version-changes.tsx'
import { ago, moment } from './when.ts'

const CAUSES: Readonly<Record<Version['cause'], string>> = {
  hand: 'Kept by hand',
  schedule: 'Kept by itself',
  restore: 'Before going back',
  import: 'Before another document',
}

const GONE = 'That version is not there any more: somebody has deleted it.'

/** What was just asked for has the focus. */
const focused = (element: HTMLElement | null) => element?.focus()

type Open = 'changes' | 'restore' | 'rename' | 'delete' | null

interface VersionItemProps {
  readonly version: Version
  readonly versions: Pick<VersionsOfRoom, 'difference' | 'restore' | 'rename' | 'remove'>
  readonly onDone: (message: string) => void
}

export const VersionItem = ({ version, versions, onDone }: VersionItemProps) => {
  const { name, cause, atMs } = version
  const [open, setOpen] = useState<Open>(null)
  const title = name ?? CAUSES[cause]
  const opener = useRef<HTMLElement | null>(null)
  const toggle = (next: Open) => {
    onDone('')
    setOpen(open === next ? null : next)
  }
  const close = () => {
    setOpen(null)
    opener.current?.focus()
  }
  const act = async (work: () => Promise<string>) => {
    const message = await work().catch((error: unknown) => {
      // Its row goes, and what would be said there.
      if (error instanceof VersionsError && error.code === 'not-found') return GONE
      throw error
    })
    setOpen(null)
    onDone(message)
  }
  const button = (what: Exclude<Open, null>, label: string) => (
    <button
      className="small"
      type="button"
      aria-expanded={open === what}
      aria-label={`${label}: ${title}, ${moment(atMs)}`}
      onClick={({ currentTarget }) => {
        opener.current = currentTarget
        toggle(what)
      }}
    >
      {label}
    </button>
  )
  return (
    // Escape anywhere in it takes back what was asked for.
    <li
      className="version"
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || open === null) return
        // Not the whole dialog.
        event.preventDefault()
        close()
      }}
    >
      <VersionHead version={version} title={title} />
      <div className="version-acts">
        {button('changes', 'Changes')}
        {button('restore', 'Go back')}
        {button('rename', 'Name')}
        {button('delete', 'Delete')}
      </div>
      <OpenAct {...{ version, versions, open, close, act }} />
    </li>
  )
}

const VersionHead = ({ version: { name, cause, atMs }, title }: { version: Version; title: string }) => {
  const { serverMs } = useRoom()
  return (
    <>
      <h3>
        <bdi>{title}</bdi>
      </h3>
      <p className="hint">
        <time dateTime={new Date(atMs).toISOString()} title={moment(atMs)}>
          {ago(atMs, serverMs() ?? Date.now())}
        </time>
        {name !== null && ` · ${CAUSES[cause].toLowerCase()}`}
      </p>
    </>
  )
}

interface OpenActProps extends Pick<VersionItemProps, 'version' | 'versions'> {
  readonly open: Open
  readonly close: () => void
  /** Does it, says what it gives, and closes. */
  readonly act: (work: () => Promise<string>) => Promise<void>
}

/** What was asked for of a version. */
const OpenAct = ({ version: { id, name, atMs }, versions, open, close, act }: OpenActProps) => (
  <>
    {open === 'changes' && <VersionChanges id={id} difference={versions.difference} />}
    {open === 'restore' && (
      <Question
        act="Yes, go back"
        onNo={close}
        onYes={() =>
          act(async () => {
            const { changed } = await versions.restore(id)
            return changed ? 'The room is as it was then.' : 'The room was as it was then already.'
          })
        }
      >
        Text and seats become as they were on {moment(atMs)}, for everybody. What is there now is kept as a
        version, too.
      </Question>
    )}
    {open === 'delete' && (
      <Question
        act="Yes, delete"
        onNo={close}
        onYes={() =>
          act(async () => {
            await versions.remove(id)
            return 'The version is deleted.'
          })
        }
      >
        Nobody can go back to it any more.
      </Question>
    )}
    {open === 'rename' && (
      <NameForm
        name={name}
        onName={(next) =>
          act(async () => {
            await versions.rename(id, next)
            return next === null ? 'The name is gone.' : 'The name is kept.'
          })
        }
      />
    )}
  </>
)

interface QuestionProps {
  readonly act: string
  readonly onYes: () => Promise<void>
  readonly onNo: () => void
  readonly children: ReactNode
}

/** Asks first; what goes wrong is said where it was asked. */
const Question = ({ act, onYes, onNo, children }: QuestionProps) => {
  const [fault, isBusy, run] = useAct()
  return (
    <div className="question">
      <p>{children}</p>
      {fault !== null && <p role="alert">{fault}</p>}
      <div className="version-acts">
        <button className="small" type="button" ref={focused} onClick={onNo}>
          No
        </button>
        <button className="small danger" type="button" aria-disabled={isBusy} onClick={() => run(onYes)}>
          {act}
        </button>
      </div>
    </div>
  )
}

const NameForm = ({
  name,
  onName,
}: {
  name: string | null
  onName: (name: string | null) => Promise<void>
}) => {
  const [fault, isBusy, run] = useAct()
  const [text, setText] = useState(name ?? '')
  const label = useId()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void run(() => onName(text.trim() === '' ? null : text.trim()))
  }
  return (
    <form className="question" onSubmit={submit}>
      <label htmlFor={label}>Its name; empty for none</label>
      <input
        id={label}
        value={text}
        maxLength={200}
        ref={focused}
        onChange={({ target }) => setText(target.value)}
      />
      {fault !== null && <p role="alert">{fault}</p>}
      <button className="small" type="submit" aria-disabled={isBusy}>
        Keep the name
      </button>
    </form>
  )
}
