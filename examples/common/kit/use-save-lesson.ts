import { useChat } from 'homeroom/react'
import { useRoomState } from '../room/room-context.tsx'
import { words } from '../words/index.ts'
import { useLessonParts } from './lesson-parts.tsx'

/** Saves what the lesson leaves. What does it is loaded when somebody wants it. */
export const useSaveLesson = (name: string): (() => void) => {
  // They are here by the time that somebody has answered the dialog.
  const { messages } = useChat()
  const parts = useLessonParts()
  const {
    room: { doc },
    news,
  } = useRoomState()
  return () => {
    const saved = import('./lesson-file.ts').then(({ saveLesson }) =>
      saveLesson({ name, doc, parts, messages }),
    )
    saved.catch(() => news.toast('own', words().kit.saveFailed))
  }
}
