import type {
  CheckPhase,
  LessonAnswer,
  LessonCheck,
  LessonEnd,
  LessonSpotlight,
  LessonTimer,
} from '../../shared/index.ts'
import type { ActOptions } from './act-options.ts'

/**
 * The timer, the person who is called on, the check and the end of a lesson, as hosts see them (docs/lesson.md). Times are in ms.
 *
 * @throws RoomError where the handle is over, what is given is none (`bad-signal`), nobody has the clientID (`not-found`), or nothing is
 * asked (`check-over`).
 * @example
 * ```ts
 * import { createRelay, type HandleLesson } from 'homeroom/server'
 *
 * const relay = createRelay()
 * const room = await relay.room('lesson')
 * const lesson: HandleLesson = room.lesson
 * lesson.ask('What is 6 × 7?', ['41', '42', '43'])
 * lesson.setPhase('shown')
 * console.log(lesson.get().check?.counts) // [0, 0, 0]
 * await relay.close()
 * ```
 */
export interface HandleLesson {
  /** As it is now; `answers` are those to the check. */
  readonly get: () => {
    readonly timer: LessonTimer | null
    readonly spotlight: LessonSpotlight | null
    readonly check: LessonCheck | null
    readonly ended: LessonEnd | null
    readonly answers: readonly LessonAnswer[]
  }
  /** Starts a timer of so many ms, from a second to a day, in the place of the one that runs. */
  readonly startTimer: (ms: number, options?: ActOptions) => void
  /** Gives the timer so many ms more, or, below zero, fewer. */
  readonly addTime: (ms: number, options?: ActOptions) => void
  /** Lets the timer stand still (true), or run on. */
  readonly pauseTimer: (isPaused: boolean, options?: ActOptions) => void
  /** Takes the timer away. */
  readonly stopTimer: (options?: ActOptions) => void
  /** Calls on the person who has a clientID, and lowers their hand; null for nobody. */
  readonly callOn: (clientId: number | null, options?: ActOptions) => void
  /** Asks everybody; `choices` are 2 to 6 texts. Answers to an earlier check are gone. */
  readonly ask: (question: string, choices: readonly string[], options?: ActOptions) => void
  /** Takes answers (`open`), no more (`closed`), or shows everybody how many chose what (`shown`). */
  readonly setPhase: (phase: CheckPhase, options?: ActOptions) => void
  /** Takes the check away, and its answers for good. */
  readonly endCheck: (options?: ActOptions) => void
  /** Ends the lesson, with timer, call and check; `leave` asks everyone but the hosts to leave the room. */
  readonly endLesson: (leave: boolean, options?: ActOptions) => void
  /** Begins the next lesson; any timer, call or check does so, too. */
  readonly beginLesson: (options?: ActOptions) => void
}
