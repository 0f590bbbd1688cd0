import { useRoom, useStatus } from 'homeroom/react'
import { useState } from 'react'
import { Dialog } from '../page/dialog.tsx'

/** Offers a file for download. */
const download = (name: string, content: Uint8Array): void => {
  const url = URL.createObjectURL(new Blob([content as Uint8Array<ArrayBuffer>]))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}

/** Asks what becomes of the document here when the room has a new epoch: it was emptied or restored. */
export const ResetDialog = ({ name }: { name: string }) => {
  const { copy } = useRoom()
  const { state } = useStatus()
  const [outcome, setOutcome] = useState('')
  if (state !== 'room-reset') return null

  const save = () => {
    download(`${name.replaceAll('/', '-')}.yjs`, copy.export())
    setOutcome('Your copy is in your downloads.')
  }
  const drop = () =>
    copy.drop().catch((error: unknown) => setOutcome(`Your copy could not be deleted: ${error}`))

  return (
    <Dialog title="The room has been replaced" onClose={null}>
      <p>
        Somebody has emptied this room or put back an older state of it. You still have what was here before.
        What becomes of it?
      </p>
      <div className="choices">
        <button type="button" onClick={save}>
          Save my copy <span className="hint">as a file; then choose one of these</span>
        </button>
        <button type="button" onClick={copy.push}>
          Put it into the room <span className="hint">beside what is there now, for everyone</span>
        </button>
        <button className="danger" type="button" onClick={drop}>
          Drop it <span className="hint">and see the room as it is now</span>
        </button>
      </div>
      <output className="hint">{outcome}</output>
    </Dialog>
  )
}
