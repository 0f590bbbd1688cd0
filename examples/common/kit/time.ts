import type { LessonTimer } from 'homeroom/lesson'

const SECOND_MS = 1_000

/** What is left of a timer, in ms; 0 when it is over. */
export const leftOf = ({ endsAt, pausedAt }: LessonTimer, serverMs: number): number =>
  Math.max(0, endsAt - (pausedAt ?? serverMs))

/** As a clock shows it; a second that has begun counts. */
export const asClock = (ms: number): string => {
  const seconds = Math.ceil(ms / SECOND_MS)
  const two = (part: number) => `${part}`.padStart(2, '0')
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60]
  return `${hours > 0 ? `${hours}:${two(minutes)}` : minutes}:${two(seconds % 60)}`
}

/** When the shown seconds change next, in ms from now. */
export const untilNextSecond = (leftMs: number): number => leftMs % SECOND_MS || SECOND_MS
