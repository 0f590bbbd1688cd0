import type { Durability } from '../../shared/index.ts'
import type { Context } from '../base/context.ts'
import type { DueList } from '../base/due-list.ts'
import type { AnswerMemory } from '../fanout/answer-memory.ts'
import type { AnswerBudgets } from './answer-budget.ts'
import type { RecentRefusals } from './recent-refusals.ts'
import type { UnfinishedMessages } from './unfinished-messages.ts'

/** Something that has a sweep when it is due. */
export interface Swept {
  readonly isOpen: boolean
  sweep(nowMs: number): void
}

/** What all connections of a relay have in common: one object, however many there are. */
export interface ConnectionContext extends Context {
  /** The connections that are open, by when each owes something. */
  readonly due: DueList<Swept>
  readonly answerMemory: AnswerMemory
  readonly answerBudgets: AnswerBudgets
  readonly unfinished: UnfinishedMessages
  readonly refusals: RecentRefusals
  /** What is stored outlives this. */
  readonly durability: Durability
  /** Whether the relay verifies people. */
  readonly verifies: boolean
}
