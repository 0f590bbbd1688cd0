import { Dialog } from '../../common/page/dialog.tsx'
import { useOpenedFileWords } from '../../common/words/opened-file.ts'

interface OpenQuestionProps {
  /** How many elements the file has. */
  readonly count: number
  readonly onPut: () => void
  readonly onClose: () => void
}

/** Asks before a file comes on a board that others draw on. */
export const OpenQuestion = ({ count, onPut, onClose }: OpenQuestionProps) => {
  const { title, ask, why, put, cancel } = useOpenedFileWords()
  return (
    <Dialog title={title} onClose={onClose}>
      <p>{ask(count)}</p>
      <p className="hint">{why}</p>
      <div className="acts at-end">
        <button type="button" onClick={onClose}>
          {cancel}
        </button>
        <button className="primary" type="button" data-first onClick={onPut}>
          {put}
        </button>
      </div>
    </Dialog>
  )
}
