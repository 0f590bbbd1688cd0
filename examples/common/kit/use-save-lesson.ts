import { useChat } from 'homeroom/react'
import { useRoomState } from '../room/room-context.tsx'
import { words } from '../words/index.ts'
import { readChecks } from './kept-checks.ts'
import { useLessonParts } from './lesson-parts.tsx'

/**
 * Saves what the lesson leaves. What does it is loaded when somebody wants it. `isNamed` where the file says who answered what: a file
 * for the host, and not for the class.
 */
export const useSaveLesson = (name: string): ((isNamed: boolean) => void) => {
  // They are here by the time that somebody has answered the dialog.
  const { messages } = useChat()
  const parts = useLessonParts()
  const {
    room: { doc },
    news,
  } = useRoomState()
  return (isNamed) => {
    const checks = readChecks(name).map((check) => (isNamed ? check : { ...check, answers: [] }))
    const saved = import('./lesson-file.ts').then(({ saveLesson }) =>
      saveLesson({ name, doc, parts, checks, messages }),
    )
    saved.catch(() => news.toast('own', words().kit.saveFailed))
  }
}
