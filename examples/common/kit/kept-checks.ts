// What the checks of a lesson gave: the relay forgets a check when it ends, and this tab keeps it for the file of the lesson.

import type { LessonAnswer, LessonCheck } from 'homeroom/lesson'
import { inTab } from '../page/storage.ts'
import { twinNames } from '../people/twins.ts'

/** A check as this page knew it last. Counts and answers are as far as the relay told them: answers are told to hosts alone. */
export interface KeptCheck extends Pick<LessonCheck, 'id' | 'question' | 'choices' | 'askedAt'> {
  readonly counts: readonly number[]
  readonly answers: readonly Pick<LessonAnswer, 'name' | 'choice'>[]
  /** The place of the choice that a host marked as the right one; null or left out for none. */
  readonly right?: number | null
}

/** What is known of a check beside what the relay tells everyone. */
interface Known {
  readonly answers: readonly LessonAnswer[]
  /** Undefined where nobody is here who could say; what was said before then holds. */
  readonly right: number | null | undefined
}

/** So many of a lesson, the latest. */
const MOST = 50

/** As long as the relay keeps a lesson: what children answered does not lie in a tab for days. */
const KEPT_MS = 12 * 60 * 60 * 1_000

const shelfOf = (name: string): string => `checks:${name}`

const isKept = (value: unknown): value is KeptCheck => {
  const { question, choices, counts, answers, askedAt } = (value ?? {}) as Readonly<Record<string, unknown>>
  return (
    [choices, counts, answers].every(Array.isArray) &&
    typeof question === 'string' &&
    typeof askedAt === 'number'
  )
}

/** The checks of the last hours in a room, the earliest first; none where they are damaged. */
export const readChecks = (name: string): readonly KeptCheck[] => {
  try {
    const kept: unknown = JSON.parse(inTab.read(shelfOf(name)) ?? '[]')
    if (!Array.isArray(kept)) return []
    return kept.filter(isKept).filter(({ askedAt }) => askedAt > Date.now() - KEPT_MS)
  } catch {
    return []
  }
}

/** Keeps a check in the place of what was known of it; nothing where this page has not been told what was chosen. */
export const keepCheck = (name: string, check: LessonCheck, known: Known): void => {
  const { id, question, choices, askedAt, counts } = check
  if (counts === null) return
  const twins = twinNames(known.answers.map((answer) => ({ ...answer, name: answer.name ?? '' })))
  const answers = known.answers.map(({ key, name: who, choice }) => ({
    name: who && (twins.get(key) ?? who),
    choice,
  }))
  const kept = readChecks(name)
  const right = known.right === undefined ? kept.find((one) => one.id === id)?.right : known.right
  const others = kept.filter((one) => one.id !== id)
  const all = [...others, { id, question, choices, askedAt, counts, answers, right }]
  inTab.write(shelfOf(name), JSON.stringify(all.slice(-MOST)))
}

const overShelfOf = (name: string): string => `checks-over:${name}`

/** Nothing of a lesson that is over comes into the file of the next one. */
const forgetChecks = (name: string): void => {
  inTab.write(shelfOf(name), null)
  inTab.write(overShelfOf(name), null)
}

/** The lesson is over, or there is one: the file of an ended one can still be saved, until the next one has begun. */
export const endChecks = (name: string, isOver: boolean): void => {
  if (isOver) inTab.write(overShelfOf(name), 'yes')
  else if (inTab.read(overShelfOf(name)) !== null) forgetChecks(name)
}
