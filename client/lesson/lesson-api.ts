import type {
  CheckPhase,
  LessonAnswer,
  LessonCheck,
  LessonEnd,
  LessonSpotlight,
  LessonTimer,
} from '../../shared/index.ts'
import type { PresenceRoom } from '../room-api.ts'
import type { SendResult, SignalReceivers, Signals } from '../signals/signals.ts'
import type { ReadonlyStore } from '../store.ts'

/**
 * A room, as far as its lesson needs one: that of `joinRoom`, or of `joinPresence` with its signals.
 *
 * @example
 * ```ts
 * import { lessonOf } from 'homeroom/lesson'
 * import { joinPresence, signalsOf } from 'homeroom/presence'
 *
 * const room = joinPresence('wss://rooms.example', 'school/7b')
 * const lesson = lessonOf(Object.assign(room, { signals: signalsOf(room) }))
 * ```
 */
export interface LessonRoom extends Pick<PresenceRoom<object>, 'welcome'> {
  readonly signals: Pick<Signals<object, object>, 'on' | 'send'>
}

/**
 * What is to be shown of a lesson. Times are the relay's, as `room.serverMs()` gives them.
 *
 * @example
 * ```ts
 * import type { LessonState } from 'homeroom/lesson'
 *
 * export const secondsLeft = ({ timer }: LessonState, serverMs: number) =>
 *   timer === null ? 0 : Math.max(0, Math.ceil((timer.endsAt - (timer.pausedAt ?? serverMs)) / 1000))
 * ```
 */
export interface LessonState {
  /** The relay has told it. */
  readonly isLoaded: boolean
  /** Null where there is none; one that has ended stays until a host stops it. */
  readonly timer: LessonTimer | null
  /** The person who is called on; null for nobody. */
  readonly spotlight: LessonSpotlight | null
  /** The question; null where there is none. Its `counts` are null for those who may not know them yet. */
  readonly check: LessonCheck | null
  /** The end of the lesson; null while one goes on. Whether people leave is for the page: the relay keeps nobody out. */
  readonly ended: LessonEnd | null
  /** The place of this person's own choice, as the relay has it; null for none. */
  readonly own: number | null
  /** For hosts: what each person has chosen, in the order in which they answered. Others are never told. */
  readonly answers: readonly LessonAnswer[]
}

/**
 * The lesson of a room, from the first call of `lessonOf` on. No method throws, and none needs `this`. What the relay refuses is told
 * by `room.notice`.
 *
 * @example
 * ```ts
 * import type { RoomLesson } from 'homeroom/lesson'
 *
 * export const fiveMinutes = (lesson: RoomLesson) => lesson.startTimer(5 * 60_000)
 * ```
 */
export interface RoomLesson {
  /** What is to be shown. */
  readonly state: ReadonlyStore<LessonState>
  /** For hosts: starts a timer of so many ms, from a second to a day, in the place of the one that runs. */
  readonly startTimer: (ms: number) => SendResult
  /** For hosts: gives the timer so many ms more, or, below zero, fewer. One that has ended runs again. */
  readonly addTime: (ms: number) => SendResult
  /** For hosts: lets the timer stand still (true), or run on. */
  readonly pauseTimer: (isPaused: boolean) => SendResult
  /** For hosts: takes the timer away. */
  readonly stopTimer: () => SendResult
  /** For hosts: calls on a person of the room, whose hands are lowered; null for nobody. */
  readonly callOn: (person: SignalReceivers | null) => SendResult
  /** For hosts: asks everybody. `choices` are 2 to 6 texts; `question` may be empty, where it is asked aloud. */
  readonly ask: (question: string, choices: readonly string[]) => SendResult
  /** For hosts: takes answers (`open`), no more (`closed`), or shows everybody how many chose what (`shown`). */
  readonly setPhase: (phase: CheckPhase) => SendResult
  /** For hosts: takes the check away, and its answers for good. */
  readonly endCheck: () => SendResult
  /** For hosts: ends the lesson, with timer, call and check; `leave` asks everyone but the hosts to leave the room. */
  readonly endLesson: (leave: boolean) => SendResult
  /** For hosts: begins the next lesson; a timer, a call or a check does so, too. */
  readonly beginLesson: () => SendResult
  /** Answers the check by the place of a choice; another answer takes the place of the one before. */
  readonly answer: (choice: number) => SendResult
}
