/**
 * What belongs to a lesson, in a page: a timer, the person who is called on, a check: `homeroom/lesson`.
 *
 * @module
 */
export type {
  CheckPhase,
  LessonAnswer,
  LessonCheck,
  LessonEnd,
  LessonSpotlight,
  LessonTimer,
} from '../shared/index.ts'
export type { LessonRoom, LessonState, RoomLesson } from './lesson/lesson-api.ts'
export { lessonOf } from './lesson/room-lesson.ts'
