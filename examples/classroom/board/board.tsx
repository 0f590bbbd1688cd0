import { useRoom } from 'homeroom/react'
import { useEffect, useId, useRef } from 'react'
import { useWords } from '../../common/words/index.ts'
import { useRights } from '../room/classroom-context.tsx'
import { bindText } from './text-binding.ts'

/** The shared text: everyone in the room can edit it at once. */
export const Board = () => {
  const { doc } = useRoom()
  const { write } = useRights()
  const words = useWords()
  const area = useRef<HTMLTextAreaElement>(null)
  const hint = useId()

  useEffect(() => (area.current === null ? undefined : bindText(area.current, doc.getText('text'))), [doc])

  return (
    <section className="panel board-text" aria-labelledby="board-title">
      <div className="panel-head">
        <h2 id="board-title">{words.board.title}</h2>
      </div>
      <textarea
        ref={area}
        aria-labelledby="board-title"
        aria-describedby={hint}
        rows={3}
        readOnly={write !== null}
        data-kept
      />
      <p className={write === null ? 'unseen' : 'hint'} id={hint}>
        {write ?? words.board.hint}
      </p>
    </section>
  )
}
