// Parts of a lesson that nobody sees while a room comes.
import { late } from '../page/late.tsx'
import { PartNotLoaded } from '../page/part-not-loaded.tsx'

export const CheckView = late(async () => (await import('./check-view.tsx')).CheckView, PartNotLoaded)
export const LessonOver = late(async () => (await import('./lesson-over.tsx')).LessonOver, PartNotLoaded)
