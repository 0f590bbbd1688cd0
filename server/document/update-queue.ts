import { fault, type Result } from '../../shared/index.ts'
import type { Turns } from '../base/turns.ts'
import type { Participant } from '../presence/participant.ts'
import type { Document, Taken, UpdateFault } from './document.ts'

/** Why an update was not taken: of itself, or since it took too long. */
type TakeFault = UpdateFault | 'too-costly'

export type TakeResult = Result<Taken, TakeFault>

/** What the work on an update is charged to, in ms of the relay's time. */
export interface WorkBudget {
  /** How much is left. */
  readonly leftMs: number
  spend(ms: number): void
}

interface Waiting {
  readonly update: Uint8Array
  readonly by: Participant
  readonly budget: WorkBudget
  readonly done: (taken: TakeResult) => void
}

/** The updates of one room on their way into its document, one after the other. Most are in at once. */
export class UpdateQueue {
  readonly #document: Document
  readonly #turns: Turns
  readonly #about: { readonly room: string }
  readonly #waiting: Waiting[] = []
  #isBusy = false

  constructor(document: Document, turns: Turns, about: { readonly room: string }) {
    this.#document = document
    this.#turns = turns
    this.#about = about
  }

  /** True while something is on its way. */
  get isBusy(): boolean {
    return this.#isBusy
  }

  /** Calls `done` when the update is in the document, or is not taken: often before this returns. */
  take(update: Uint8Array, by: Participant, budget: WorkBudget, done: (taken: TakeResult) => void): void {
    this.#waiting.push({ update, by, budget, done })
    if (!this.#isBusy) this.#work()
  }

  #work(): void {
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      this.#isBusy = true
      this.#begin(next)
      // Work that goes on comes back here when it is done.
      if (this.#isBusy) return
    }
  }

  #begin({ update, by, budget, done }: Waiting): void {
    let isWithinCall = true
    const end = (taken: TakeResult) => {
      this.#isBusy = false
      done(taken)
      if (!isWithinCall) this.#work()
    }
    this.#turns.run(this.#document.take(update, by), {
      about: this.#about,
      mostMs: budget.leftMs,
      spent: (ms) => budget.spend(ms),
      done: end,
      failed: () => end(FAILED),
      overdrawn: () => end(TOO_COSTLY),
    })
    isWithinCall = false
  }
}

const FAILED = fault('bad-update', 'The relay failed at this update.')
const TOO_COSTLY = fault('too-costly', 'What you write takes the relay too long.')
