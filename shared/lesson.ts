import { isJsonObject, type Json, type JsonObject } from './json.ts'
import type { Right } from './roles.ts'

/** The kinds of signals of a lesson, each with the right to send it; beside `SIGNALS`, since a page loads them only where it uses them. */
export const LESSON_SIGNALS = {
  lesson: 'read',
  'lesson-timer': 'moderate',
  'lesson-spotlight': 'moderate',
  'lesson-check': 'moderate',
  'lesson-phase': 'moderate',
  'lesson-answer': 'signal',
  'lesson-end': 'moderate',
} as const satisfies Record<string, Right>

/** A kind of signal of a lesson. */
export type LessonSignalKind = keyof typeof LESSON_SIGNALS

export const isLessonSignal = (kind: string): kind is LessonSignalKind => Object.hasOwn(LESSON_SIGNALS, kind)

/** The shortest time that a timer runs, and the longest. */
export const TIMER_MS = { least: 1_000, most: 24 * 3_600_000 } as const

/** The text of a question, and of one of its choices, as UTF-8. */
export const QUESTION_BYTES = 1_000
export const CHOICE_BYTES = 200
export const CHOICES = { least: 2, most: 6 } as const

/** A timer, by the relay's clock. */
export interface LessonTimer {
  /** In ms since 1970. */
  readonly startedAt: number
  /** In ms since 1970; while it is paused, as if it had not been. */
  readonly endsAt: number
  /** Since when it stands still, in ms since 1970; null where it runs. */
  readonly pausedAt: number | null
}

/** The person who is called on. */
export interface LessonSpotlight {
  /** The clientID of the tab that was named. */
  readonly clientId: number
  /** The verified id; null for none. */
  readonly id: string | null
  /** As everyone saw them then. */
  readonly name: string | null
  /** When they were called on, in ms since 1970. */
  readonly atMs: number
}

/** `open`: answers are taken. `closed`: no more are. `shown`: everyone sees how many chose what. */
export type CheckPhase = 'open' | 'closed' | 'shown'

const PHASES: readonly CheckPhase[] = ['open', 'closed', 'shown']

export const isPhase = (value: unknown): value is CheckPhase => PHASES.some((phase) => phase === value)

/** A question to everybody. */
export interface LessonCheck {
  readonly id: string
  readonly question: string
  /** From 2 to 6 texts. */
  readonly choices: readonly string[]
  readonly phase: CheckPhase
  /** When it was asked, in ms since 1970. */
  readonly askedAt: number
  /** How many have chosen each; null for those who may not know yet. */
  readonly counts: readonly number[] | null
}

/** The answer of one person; hosts alone are told of it. */
export interface LessonAnswer {
  /** The same for one person, whatever they choose: `id:` and the verified id, or a hash. */
  readonly key: string
  /** The verified id; null for none. */
  readonly id: string | null
  /** The clientID of the tab that they answered in; null where it has no presence. */
  readonly clientId: number | null
  /** As everyone saw them then. */
  readonly name: string | null
  /** The place of the choice among the choices: 0 is the first. */
  readonly choice: number
}

/** The end of a lesson: it holds until a host begins the next one. */
export interface LessonEnd {
  /** When it was ended, in ms since 1970. */
  readonly atMs: number
  /** Whether everyone but the hosts is to leave the room. */
  readonly leave: boolean
}

/** What the relay tells of a lesson: to hosts all of it, to others what they may know. */
export interface LessonNews {
  readonly timer: LessonTimer | null
  readonly spotlight: LessonSpotlight | null
  readonly check: LessonCheck | null
  readonly ended: LessonEnd | null
  /** What its receiver has chosen; null for nothing. */
  readonly own: number | null
  /** For hosts: all answers. */
  readonly answers?: readonly LessonAnswer[]
}

const isNumber = (value: Json | undefined): value is number => typeof value === 'number'
const isText = (value: Json | undefined): value is string => typeof value === 'string'
const textOrNull = (value: Json | undefined): string | null => (isText(value) ? value : null)

/** Null where it is none. */
export const readTimer = (value: Json | undefined): LessonTimer | null => {
  const { startedAt, endsAt, pausedAt } = fieldsOf(value)
  if (!isNumber(startedAt) || !isNumber(endsAt)) return null
  return { startedAt, endsAt, pausedAt: isNumber(pausedAt) ? pausedAt : null }
}

/** Null where it is none. */
export const readSpotlight = (value: Json | undefined): LessonSpotlight | null => {
  const { clientId, id, name, atMs } = fieldsOf(value)
  if (!isNumber(clientId) || !isNumber(atMs)) return null
  return { clientId, id: textOrNull(id), name: textOrNull(name), atMs }
}

/** Null where it is none. */
export const readCheck = (value: Json | undefined): LessonCheck | null => {
  const { id, question, choices, phase, askedAt, counts } = fieldsOf(value)
  if (!isText(id) || !isText(question) || !isNumber(askedAt) || !isPhase(phase)) return null
  if (!Array.isArray(choices) || !choices.every(isText)) return null
  const counted = Array.isArray(counts) && counts.every(isNumber) ? counts : null
  return { id, question, choices, phase, askedAt, counts: counted }
}

/** Null where it is none. */
export const readLessonEnd = (value: Json | undefined): LessonEnd | null => {
  const { atMs, leave } = fieldsOf(value)
  return isNumber(atMs) ? { atMs, leave: leave === true } : null
}

/** Null where it is none. */
export const readAnswer = (value: Json | undefined): LessonAnswer | null => {
  const { key, id, clientId, name, choice } = fieldsOf(value)
  if (!isText(key) || !isNumber(choice)) return null
  return {
    key,
    id: textOrNull(id),
    clientId: isNumber(clientId) ? clientId : null,
    name: textOrNull(name),
    choice,
  }
}

const NONE: JsonObject = {}

const fieldsOf = (value: Json | undefined): Partial<JsonObject> => (isJsonObject(value) ? value : NONE)
