import { useRoom, type VersionsOfRoom } from 'homeroom/react'
import { type Version, VersionsError } from 'homeroom/versions'
import { type FormEvent, type ReactNode, useId, useRef, useState } from 'react'
import { useWords } from '../words/index.ts'
import { useAct } from './use-act.ts'
import { VersionChanges } from './version-changes.tsx'

/** What was just asked for has the focus. */
const focused = (element: HTMLElement | null) => element?.focus()

const ACTS = ['changes', 'restore', 'rename', 'remove'] as const
/** What changes nothing. */
const LOOKS = ['changes'] as const

type Open = (typeof ACTS)[number] | null

interface VersionItemProps {
  readonly version: Version
  readonly versions: Pick<VersionsOfRoom, 'difference' | 'restore' | 'rename' | 'remove'>
  /** Only looks at what has changed. */
  readonly isReader: boolean
  readonly onDone: (message: string) => void
}

export const VersionItem = ({ version, versions, isReader, onDone }: VersionItemProps) => {
  const { name, cause, atMs } = version
  const words = useWords().versions
  const [open, setOpen] = useState<Open>(null)
  const title = name ?? words.causes[cause]
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
      if (error instanceof VersionsError && error.code === 'not-found') return words.gone
      throw error
    })
    setOpen(null)
    onDone(message)
  }
  const button = (what: Exclude<Open, null>, label: string) => (
    <button
      key={what}
      className="small"
      type="button"
      aria-expanded={open === what}
      aria-label={words.ofVersion(label, title, atMs)}
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
      <div className="acts">{(isReader ? LOOKS : ACTS).map((what) => button(what, words[what]))}</div>
      <OpenAct {...{ version, versions, open, close, act }} />
    </li>
  )
}

const VersionHead = ({ version: { name, cause, atMs }, title }: { version: Version; title: string }) => {
  const { serverMs } = useRoom()
  const words = useWords().versions
  return (
    <>
      <h3>
        <bdi>{title}</bdi>
      </h3>
      <p className="hint">
        <time dateTime={new Date(atMs).toISOString()} title={words.moment(atMs)}>
          {words.ago(atMs, serverMs() ?? Date.now())}
        </time>
        {name !== null && ` · ${words.causesInLine[cause]}`}
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
const OpenAct = ({ version: { id, name, atMs }, versions, open, close, act }: OpenActProps) => {
  const words = useWords().versions
  return (
    <>
      {open === 'changes' && <VersionChanges id={id} difference={versions.difference} />}
      {open === 'restore' && (
        <Question
          act={words.restoreYes}
          onNo={close}
          onYes={() =>
            act(async () => {
              const { changed } = await versions.restore(id)
              return changed ? words.restored : words.restoredAlready
            })
          }
        >
          {words.restoreAsk(atMs)}
        </Question>
      )}
      {open === 'remove' && (
        <Question
          act={words.removeYes}
          onNo={close}
          onYes={() =>
            act(async () => {
              await versions.remove(id)
              return words.removed
            })
          }
        >
          {words.removeAsk}
        </Question>
      )}
      {open === 'rename' && (
        <NameForm
          name={name}
          onName={(next) =>
            act(async () => {
              await versions.rename(id, next)
              return next === null ? words.unnamed : words.named
            })
          }
        />
      )}
    </>
  )
}

interface QuestionProps {
  readonly act: string
  readonly onYes: () => Promise<void>
  readonly onNo: () => void
  readonly children: ReactNode
}

/** Asks first; what goes wrong is said where it was asked. */
const Question = ({ act, onYes, onNo, children }: QuestionProps) => {
  const [fault, isBusy, run] = useAct()
  const words = useWords().versions
  return (
    <div className="question">
      <p>{children}</p>
      {fault !== null && <p role="alert">{fault}</p>}
      <div className="acts">
        <button className="small" type="button" ref={focused} onClick={onNo}>
          {words.no}
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
  const words = useWords().versions
  const label = useId()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void run(() => onName(text.trim() === '' ? null : text.trim()))
  }
  return (
    <form className="question" onSubmit={submit}>
      <label htmlFor={label}>{words.nameLabel}</label>
      <input
        id={label}
        value={text}
        maxLength={200}
        ref={focused}
        onChange={({ target }) => setText(target.value)}
      />
      {fault !== null && <p role="alert">{fault}</p>}
      <button className="small" type="submit" aria-disabled={isBusy}>
        {words.nameKeep}
      </button>
    </form>
  )
}
