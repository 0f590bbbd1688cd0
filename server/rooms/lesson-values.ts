// What becomes of a timer, and how answers are counted: pure functions.
import { type LessonAnswer, type LessonCheck, type LessonTimer, TIMER_MS } from '../../shared/index.ts'
import type { TimerOrder } from './lesson-requests.ts'

/** The timer after an order; undefined where there is no timer to change, or no time would be left that a timer may have. */
export const timerAfter = (
  order: TimerOrder,
  timer: LessonTimer | null,
  nowMs: number,
): LessonTimer | undefined => {
  if ('ms' in order) return { startedAt: nowMs, endsAt: nowMs + order.ms, pausedAt: null }
  if (timer === null) return undefined
  const { startedAt, endsAt, pausedAt } = timer
  if ('addMs' in order) {
    const fromMs = Math.max(endsAt, pausedAt ?? nowMs)
    const added = { ...timer, endsAt: fromMs + order.addMs }
    return added.endsAt - (pausedAt ?? nowMs) > TIMER_MS.most ? undefined : added
  }
  if (order.paused) return pausedAt === null && endsAt > nowMs ? { ...timer, pausedAt: nowMs } : timer
  const stoodMs = pausedAt === null ? 0 : Math.max(0, nowMs - pausedAt)
  return { startedAt: startedAt + stoodMs, endsAt: endsAt + stoodMs, pausedAt: null }
}

/** How many have chosen each of the choices. */
export const countsOf = (
  { choices }: Pick<LessonCheck, 'choices'>,
  answers: ReadonlyMap<string, LessonAnswer>,
): readonly number[] => {
  const counts = choices.map(() => 0)
  for (const { choice } of answers.values()) counts[choice] = (counts[choice] ?? 0) + 1
  return counts
}
