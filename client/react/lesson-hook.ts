import type { LessonState, RoomLesson } from '../lesson/lesson-api.ts'
import { lessonOf } from '../lesson/room-lesson.ts'
import { useReadable } from './readable.ts'
import { useRoom } from './room-provider.tsx'

/**
 * The lesson of the room: what is to be shown of it, and what can be done.
 *
 * @throws Error where there is no {@link RoomProvider} above.
 * @example
 * ```tsx
 * import { useLesson } from 'homeroom/react'
 *
 * export const Check = () => {
 *   const { check, own, answer } = useLesson()
 *   if (check === null) return null
 *   return (
 *     <fieldset>
 *       <legend>{check.question}</legend>
 *       {check.choices.map((choice, place) => (
 *         <button key={choice} aria-pressed={own === place} onClick={() => answer(place)}>
 *           {choice} {check.counts?.[place]}
 *         </button>
 *       ))}
 *     </fieldset>
 *   )
 * }
 * ```
 */
export const useLesson = (): LessonState & Omit<RoomLesson, 'state'> => {
  const { state, ...methods } = lessonOf(useRoom())
  return { ...useReadable(state), ...methods }
}
