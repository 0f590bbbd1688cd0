import type { Clock } from '../base/clock.ts'
import { LateMap } from '../base/late-map.ts'
import type { Participant } from './participant.ts'
import type { Saying } from './presence-entry.ts'

/** A network that is up answers a probe in far less; a half-open socket never does. */
const ANSWER_MS = 750

/** The holder of an entry that was probed, and what others say who want the entry, first come first served. */
interface Contest {
  readonly holder: Participant
  readonly askedAtMs: number
  waiting: Saying[]
  hasAnswered: boolean
  /** A sweep has found that its time is over. */
  isLate: boolean
}

/**
 * Claims to entries that somebody else holds. The holder is probed: if it answers, the claims fall; if not, its socket was
 * dead, it is closed, and the first claimant has the entry. So nobody can take a living person's place, and a client that
 * changed networks is back in under a second, not after the dead socket's deadline.
 */
export class Takeovers {
  readonly #clock: Clock
  readonly #contestByClient = new LateMap<number, Contest>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Opens a claim, or keeps the newest of what is said in one that waits. */
  open(holder: Participant, saying: Saying): void {
    const { clientId, owner } = saying
    const contest = this.#contestByClient.get(clientId)
    const at = contest?.waiting.findIndex((waiting) => waiting.owner === owner) ?? -1
    if (contest !== undefined && at !== -1) contest.waiting[at] = saying
    else if (contest?.holder === holder) contest.waiting.push(saying)
    else this.#ask(clientId, holder, [saying])
  }

  /** The first that is said of an entry that is free now, by a claimant; the others wait for that one's answer. */
  take(clientId: number): Saying | null {
    const [first, ...others] = this.#contestByClient.get(clientId)?.waiting ?? []
    this.#contestByClient.delete(clientId)
    if (first === undefined) return null
    if (others.length > 0) this.#ask(clientId, first.owner, others)
    return first
  }

  /** The newest of what `claimant` says while it waits; null where it does not. */
  saying(clientId: number, claimant: Participant): Saying | null {
    return this.#contestByClient.get(clientId)?.waiting.find(({ owner }) => owner === claimant) ?? null
  }

  /** Whether the holder of an entry was asked and has not answered yet. */
  isOpen(clientId: number): boolean {
    return this.#contestByClient.has(clientId)
  }

  isWaiting(clientId: number, claimant: Participant): boolean {
    return this.saying(clientId, claimant) !== null
  }

  /** Whether nobody waits for anything. */
  get isEmpty(): boolean {
    return this.#contestByClient.size === 0
  }

  /** ClientIDs that `claimant` waits for. */
  wantedBy(claimant: Participant): readonly number[] {
    return [...this.#contestByClient.keys()].filter((clientId) => this.isWaiting(clientId, claimant))
  }

  /** A claimant waits no more. The question stands all the same: a dead holder is a ghost. */
  withdraw(clientId: number, claimant: Participant): void {
    const contest = this.#contestByClient.get(clientId)
    if (contest !== undefined) contest.waiting = contest.waiting.filter(({ owner }) => owner !== claimant)
  }

  /** Somebody alive has the entry now. */
  fall(clientId: number): void {
    this.#contestByClient.delete(clientId)
  }

  /** Forgets a claimant that is gone. */
  drop(claimant: Participant): void {
    for (const clientId of this.#contestByClient.keys()) this.withdraw(clientId, claimant)
  }

  /** Settles what can be settled; `grant` is called for each claim that won, and then its holder is closed. */
  sweep(grant: (saying: Saying) => void): void {
    if (this.#contestByClient.size === 0) return
    const nowMs = this.#clock.monotonicMs()
    for (const [clientId, contest] of [...this.#contestByClient]) {
      // The end of one holder settles its other contests, too.
      if (this.#contestByClient.get(clientId) !== contest) continue
      if (contest.hasAnswered) this.#contestByClient.delete(clientId)
      else if (nowMs - contest.askedAtMs < ANSWER_MS) continue
      // Where the relay itself stood still, the answer is there and not read yet: by the next sweep it is.
      else if (!contest.isLate) contest.isLate = true
      else {
        const first = this.take(clientId)
        if (first !== null) grant(first)
        contest.holder.close('silent')
      }
    }
  }

  #ask(clientId: number, holder: Participant, waiting: Saying[]): void {
    const contest = {
      holder,
      askedAtMs: this.#clock.monotonicMs(),
      waiting,
      hasAnswered: false,
      isLate: false,
    }
    this.#contestByClient.set(clientId, contest)
    holder.probe(() => {
      contest.hasAnswered = true
    })
  }
}
