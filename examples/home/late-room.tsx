// The room behind the lobby: it comes while a person reads the lobby, and types a name.
import type { ComponentType } from 'react'
import type { LessonParts } from '../common/kit/lesson-parts.tsx'
import type { Kind } from '../common/page/address.ts'
import { late } from '../common/page/late.tsx'
import type { VisitProps } from '../common/room/visited-room.tsx'
import { useWords } from '../common/words/index.ts'

const NotLoaded = () => {
  const { page } = useWords()
  return (
    <main className="lobby">
      <div className="lobby-form">
        <h1>{page.notLoaded}</h1>
        <p role="alert">{page.loadAnew}</p>
        <button className="primary" type="button" onClick={() => location.reload()}>
          {page.reload}
        </button>
      </div>
    </main>
  )
}

const LOADS: Readonly<Record<Kind, () => Promise<ComponentType<VisitProps>>>> = {
  class: async () => (await import('../classroom/room/inside.tsx')).Inside,
  board: async () => (await import('../whiteboard/inside.tsx')).Inside,
  doc: async () => (await import('../editor/inside.tsx')).Inside,
}

/** The room of a visit, as each kind. */
export const INSIDE: Readonly<Record<Kind, ComponentType<VisitProps>>> = {
  class: late(LOADS.class, NotLoaded),
  board: late(LOADS.board, NotLoaded),
  doc: late(LOADS.doc, NotLoaded),
}

/** What a room leaves of a lesson as each kind; loaded when somebody saves it. */
export const LESSON_PARTS: LessonParts = [
  async () => (await import('../classroom/lesson-part.ts')).addClass,
  async () => (await import('../whiteboard/lesson-part.ts')).addWhiteboard,
  async () => (await import('../editor/lesson-part.ts')).addDocument,
]

/** Asks for it at once, and beside all else. A failure is told where it is shown. */
export const loadRoom = async (kind: Kind): Promise<void> => {
  await Promise.allSettled([LOADS[kind]()])
}
