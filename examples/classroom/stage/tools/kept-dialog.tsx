import { useRoom, useVersions } from 'homeroom/react'
import { type Version, VersionsError } from 'homeroom/versions'
import { type FormEvent, useState } from 'react'
import { applyUpdate, Doc } from 'yjs'
import { Dialog } from '../../../common/page/dialog.tsx'
import { sent } from '../../../common/versions/sent.ts'
import { useAct } from '../../../common/versions/use-act.ts'
import { useWords } from '../../../common/words/index.ts'
import { boardMaps } from '../board.ts'
import type { Editing } from './editing.ts'

/** What the relay keeps of the room: each version of it has the board of its time, which comes back without the rest. */
export const KeptDialog = ({ editing, onClose }: { editing: Editing; onClose: () => void }) => {
  const versions = useVersions()
  const room = useRoom()
  const words = useWords()
  const [fault, isBusy, run] = useAct()
  const [said, setSaid] = useState('')
  const keep = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    const name = `${new FormData(form).get('name')}`.trim()
    void run(async () => {
      setSaid('')
      await sent(room)
      await versions.create({ name: name === '' ? null : name }).catch((error: unknown) => {
        if (error instanceof VersionsError && error.code === 'room-not-found')
          throw new Error(words.versions.nothingYet)
        throw error
      })
      form.reset()
      setSaid(words.stage.kept)
    })
  }
  const bringBack = ({ id }: Version) =>
    run(async () => {
      setSaid('')
      const doc = new Doc()
      applyUpdate(doc, await versions.read(id))
      const count = editing.edits.replace(boardMaps(doc))
      doc.destroy()
      setSaid(count === 0 ? words.stage.restoredEmpty : words.stage.restored)
    })
  return (
    <Dialog title={words.stage.keptTitle} onClose={onClose}>
      <p className="hint">{words.stage.keptHelp}</p>
      <form className="row" onSubmit={keep}>
        <div className="field">
          <label htmlFor="stage-kept-name">
            {words.stage.keptName} <span className="optional">{words.stage.optional}</span>
          </label>
          <input id="stage-kept-name" name="name" maxLength={200} />
        </div>
        <button className="primary" type="submit" aria-disabled={isBusy}>
          {words.stage.keepNow}
        </button>
      </form>
      <output className="hint">{said}</output>
      {(fault ?? versions.error?.message) && <p role="alert">{fault ?? versions.error?.message}</p>}
      {versions.list === null && versions.error === null && <p className="hint">{words.stage.keptLoading}</p>}
      {versions.list?.length === 0 && <p className="hint">{words.stage.keptNone}</p>}
      {versions.list !== null && versions.list.length > 0 && (
        <KeptList list={versions.list} isBusy={isBusy} onBringBack={(version) => void bringBack(version)} />
      )}
    </Dialog>
  )
}

interface KeptListProps {
  readonly list: readonly Version[]
  readonly isBusy: boolean
  readonly onBringBack: (version: Version) => void
}

const KeptList = ({ list, isBusy, onBringBack }: KeptListProps) => {
  const words = useWords()
  return (
    <ul className="stage-kept" aria-label={words.stage.keptList}>
      {list.map((version) => {
        const { id, name, atMs } = version
        const moment = words.versions.moment(atMs)
        return (
          <li key={id}>
            <span>
              <bdi>{name ?? moment}</bdi>
              {name !== null && <span className="hint"> {moment}</span>}
            </span>
            <button
              className="small"
              type="button"
              aria-disabled={isBusy}
              aria-label={words.stage.back(name ?? moment)}
              onClick={() => onBringBack(version)}
            >
              {words.stage.bringBack}
            </button>
          </li>
        )
      })}
    </ul>
  )
}
