import { useReadable } from 'homeroom/react'
import { type ReactNode, useEffect, useRef } from 'react'
import { useRoomState } from '../../common/room/room-context.tsx'
import { pictureWords } from '../../common/words/pictures.ts'
import type { DocumentState } from '../document-state.ts'
import { KeysHint } from './keys-hint.tsx'
import { createProseEditor } from './prose-editor.ts'
import { ProseToolbar } from './prose-toolbar.tsx'

interface ProsePaneProps {
  readonly state: DocumentState
  readonly isWritable: boolean
  readonly onComment: () => void
  /** What looks for words in it. */
  readonly children: ReactNode
}

/** The rich text. */
export const ProsePane = ({ state, isWritable, onComment, children }: ProsePaneProps) => {
  const element = useRef<HTMLDivElement>(null)
  const prose = useReadable(state.prose)
  const { news, cast } = useRoomState()
  useEffect(() => {
    if (element.current === null) return
    const made = createProseEditor({
      room: state.room,
      cast,
      element: element.current,
      ...state.eventsOf('prose'),
      onMove: state.comments.move,
      pictures: state.pictures,
      onPictureTrouble: (why) => news.toast('own', pictureWords().faults[why]),
    })
    state.prose.set(made)
    return () => {
      state.prose.set(null)
      made.destroy()
    }
  }, [state, news, cast])
  useEffect(() => prose?.setWritable(isWritable), [prose, isWritable])
  return (
    <>
      {isWritable && prose !== null && <ProseToolbar prose={prose} onComment={onComment} />}
      {children}
      <div className="sheet" ref={element} />
      {isWritable && prose !== null && <KeysHint editor={prose.editor} />}
    </>
  )
}
