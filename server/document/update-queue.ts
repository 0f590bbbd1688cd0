import { fault, ok, type Result } from '../../shared/index.ts'
import type { Clock } from '../base/clock.ts'
import type { Fence } from '../base/fence.ts'
import { Budget } from '../base/rate.ts'
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

/** The memory that documents may take together. */
interface Memory {
  /** For an update that waits; null where there is none. What it gives is to be called at the end. */
  hold(update: Uint8Array): (() => void) | null
  /** For the work on it. */
  begin(update: Uint8Array): (() => void) | null
}

export interface UpdateQueueDeps {
  readonly turns: Turns
  readonly fence: Fence
  readonly clock: Clock
  readonly documentMemory: Memory
}

interface Waiting {
  readonly update: Uint8Array
  readonly by: Participant
  readonly budget: WorkBudget
  readonly done: (taken: TakeResult) => void
  /** It does not wait any more. */
  readonly free: () => void
}

/** So many ms the relay may work on what has waited in a room: whoever sends what was missing has no part in it. */
const RELEASE_MS = { burst: 5_000, perSecond: 100 }

/** Thousands may have waited for one that took long: so long they go in before the event loop has another turn, in ms. */
const TURN_MS = 8

/** The updates of one room on their way into its document, one after the other. Most are in at once. */
export class UpdateQueue {
  readonly #document: Document
  readonly #turns: Turns
  readonly #fence: Fence
  readonly #memory: Memory
  readonly #about: { readonly room: string }
  readonly #releases: Budget
  readonly #waiting: Waiting[] = []
  /** They wait until nothing is half in. */
  readonly #holders: (() => void)[] = []
  /** How many want nothing to begin. */
  #holds = 0
  #isBusy = false
  #isWithinWork = false
  /** It goes on in another turn of the event loop. */
  #isPutOff = false
  readonly #clock: Clock

  constructor(
    document: Document,
    { turns, fence, clock, documentMemory }: UpdateQueueDeps,
    about: { readonly room: string },
  ) {
    this.#document = document
    this.#turns = turns
    this.#fence = fence
    this.#memory = documentMemory
    this.#about = about
    this.#clock = clock
    this.#releases = new Budget(clock, RELEASE_MS)
  }

  /** True while something is on its way. */
  get isBusy(): boolean {
    return this.#isBusy || this.#waiting.length > 0
  }

  /** Settles when no update is half in the document. None begins until what it gives is called; twice is once. */
  async hold(): Promise<() => void> {
    this.#holds += 1
    if (this.#isBusy) await new Promise<void>((resolve) => this.#holders.push(resolve))
    let isHeld = true
    return () => {
      if (!isHeld) return
      isHeld = false
      this.#holds -= 1
      this.#goOn()
    }
  }

  /** Calls `done` when the update is in the document, or is not taken: often before this returns. */
  take(update: Uint8Array, by: Participant, budget: WorkBudget, done: (taken: TakeResult) => void): void {
    const free = this.#memory.hold(update)
    if (free === null) {
      done(FULL)
      return
    }
    this.#waiting.push({ update, by, budget, done, free })
    this.#goOn()
  }

  #goOn(): void {
    if (!this.#isBusy && !this.#isWithinWork && !this.#isPutOff) this.#work()
  }

  #work(): void {
    this.#isWithinWork = true
    const endMs = this.#clock.monotonicMs() + TURN_MS
    try {
      // Work that goes on comes back here when it is done.
      while (!this.#isBusy && this.#holds === 0) {
        if (this.#waiting.length > 0 && this.#clock.monotonicMs() >= endMs) {
          this.#putOff()
          break
        }
        const next = this.#waiting.shift()
        if (next === undefined) break
        this.#isBusy = true
        this.#begin(next)
      }
    } finally {
      this.#isWithinWork = false
    }
  }

  #putOff(): void {
    this.#isPutOff = true
    this.#clock.after(0, () => {
      this.#isPutOff = false
      this.#goOn()
    })
  }

  #begin({ update, by, budget, done, free: leave }: Waiting): void {
    leave()
    if (this.#document.append(update, by)) {
      this.#fence.run('work', this.#about, () => done(WHOLE))
      this.#end()
      return
    }
    const free = this.#memory.begin(update)
    let isOver = false
    // Where `done` throws, the work counts as failed, and the next update has its turn all the same.
    const end = (taken: TakeResult) => {
      if (isOver) return
      isOver = true
      free?.()
      try {
        done(taken)
      } finally {
        if (this.#document.hasPending) this.#release()
        else this.#end()
      }
    }
    if (free === null) {
      end(FULL)
      return
    }
    this.#turns.run(this.#document.take(update, by), {
      about: this.#about,
      mostMs: budget.leftMs,
      spent: (ms) => budget.spend(ms),
      done: end,
      failed: () => end(FAILED),
      overdrawn: () => end(TOO_COSTLY),
    })
  }

  /** What has waited may be applied now. Where that takes too long it is forgotten, and its senders come back with it. */
  #release(): void {
    this.#turns.run(this.#document.release(), {
      about: this.#about,
      mostMs: this.#releases.credit,
      spent: (ms) => this.#releases.spend(ms),
      done: () => this.#end(),
      failed: () => this.#end(),
      overdrawn: () => {
        this.#document.forgetPending()
        this.#end()
      },
    })
  }

  #end(): void {
    this.#isBusy = false
    for (const settle of this.#holders.splice(0)) settle()
    this.#goOn()
  }
}

const WHOLE = ok('whole' as const)
const FULL = fault('document-too-large', 'The documents of this relay take all the memory that they may.')
const FAILED = fault('bad-update', 'The relay failed at this update.')
const TOO_COSTLY = fault('too-costly', 'What you write takes the relay too long.')
