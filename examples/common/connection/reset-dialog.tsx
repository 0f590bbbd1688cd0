import { useRoom } from 'homeroom/react'
import { useState } from 'react'
import { Dialog } from '../page/dialog.tsx'
import { useWords } from '../words/index.ts'

/** Offers a file for download. */
const download = (name: string, content: Uint8Array): void => {
  const url = URL.createObjectURL(new Blob([content as Uint8Array<ArrayBuffer>]))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}

/** Stands as long as nobody has said what becomes of the document here. */
export const ResetDialog = ({ name }: { name: string }) => {
  const { copy } = useRoom()
  const { connection } = useWords()
  const [outcome, setOutcome] = useState('')

  const save = () => {
    download(`${name.replaceAll('/', '-')}.yjs`, copy.export())
    setOutcome(connection.savedCopy)
  }
  const drop = () => copy.drop().catch((error: unknown) => setOutcome(connection.dropFailed(`${error}`)))

  return (
    <Dialog title={connection.resetTitle} onClose={null}>
      <p>{connection.resetWhy}</p>
      <div className="choices">
        <button type="button" onClick={save}>
          {connection.save} <span className="hint">{connection.saveWhy}</span>
        </button>
        <button type="button" onClick={copy.push}>
          {connection.put} <span className="hint">{connection.putWhy}</span>
        </button>
        <button className="danger" type="button" onClick={drop}>
          {connection.drop} <span className="hint">{connection.dropWhy}</span>
        </button>
      </div>
      <output className="hint">{outcome}</output>
    </Dialog>
  )
}
