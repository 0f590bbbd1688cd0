import { useRoom, useVersions } from 'homeroom/react'
import { VersionsError } from 'homeroom/versions'
import { type FormEvent, useLayoutEffect, useRef, useState } from 'react'
import { useRights } from '../room/room-context.tsx'
import { useWords } from '../words/index.ts'
import { sent } from './sent.ts'
import { faultInWords, useAct } from './use-act.ts'
import { VersionItem } from './version-item.tsx'
import './versions.css'

/** What was in the room at other times: kept, looked at, named, and gone back to, by hosts. The others look at it. */
export const VersionList = () => {
  const versions = useVersions()
  const { list, error, refresh } = versions
  const room = useRoom()
  const { isHost } = useRights()
  const words = useWords()
  const [said, setSaid] = useState('')
  const output = useRef<HTMLOutputElement>(null)
  // The row that asked for it may be gone, or far below.
  useLayoutEffect(() => {
    if (said !== '') output.current?.focus()
  }, [said])
  return (
    <>
      {isHost ? (
        <KeepForm
          onKeep={async (name) => {
            setSaid('')
            await sent(room)
            await versions.create({ name }).catch((error: unknown) => {
              if (error instanceof VersionsError && error.code === 'room-not-found')
                throw new Error(words.versions.nothingYet)
              throw error
            })
            setSaid(words.versions.kept)
          }}
        />
      ) : (
        <p className="hint">{words.versions.open}</p>
      )}
      <output className="hint" aria-live="polite" tabIndex={-1} ref={output}>
        {said}
      </output>
      {error !== null && (
        <div role="alert" className="question">
          <p>{faultInWords(error)}</p>
          <button className="small" type="button" onClick={() => void refresh()}>
            {words.versions.again}
          </button>
        </div>
      )}
      {error === null && list === null && <p className="hint">{words.versions.looking}</p>}
      {list?.length === 0 && <p className="hint">{isHost ? words.versions.none : words.versions.noneOpen}</p>}
      {list !== null && list.length > 0 && (
        <ul className="versions" aria-label={words.versions.title}>
          {list.map((version) => (
            <VersionItem key={version.id} isReader={!isHost} {...{ version, versions }} onDone={setSaid} />
          ))}
        </ul>
      )}
    </>
  )
}

const KeepForm = ({ onKeep }: { onKeep: (name: string | null) => Promise<void> }) => {
  const [fault, isBusy, run] = useAct()
  const [name, setName] = useState('')
  const { versions } = useWords()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void run(async () => {
      await onKeep(name.trim() === '' ? null : name.trim())
      setName('')
    })
  }
  return (
    <form className="keep-version" onSubmit={submit}>
      <input
        aria-label={versions.keepLabel}
        placeholder={versions.keepExample}
        value={name}
        maxLength={200}
        onChange={({ target }) => setName(target.value)}
      />
      <button className="primary" type="submit" aria-disabled={isBusy}>
        {versions.keep}
      </button>
      {fault !== null && <p role="alert">{fault}</p>}
    </form>
  )
}
