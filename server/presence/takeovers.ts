import type { Clock } from '../base/clock.ts'

/** An owner whose life can be asked after. */
export interface Contested {
  /** When anything was last heard from it, on the monotonic clock. */
  readonly heardAtMs: number
  readonly isOpen: boolean
  /** Asks for a sign of life. */
  ping(): void
  /** Ends it without waiting for its answer. */
  terminate(): void
}

/** A network that is up answers a ping in far less; a half-open socket never does. */
const ANSWER_MS = 750

/** What a claimant says of itself, the newest of it. */
interface Waiting<Claimant, Saying> {
  readonly claimant: Claimant
  saying: Saying
}

/** A holder that was asked, and those who wait for its answer, first come first served. */
interface Contest<Claimant, Saying> {
  readonly holder: Contested
  readonly askedAtMs: number
  waiting: Waiting<Claimant, Saying>[]
}

/**
 * Claims to entries that somebody else holds. The holder is pinged: if it answers, the claims fall; if not, its
 * socket was dead, it ends, and the first claimant has the entry. So nobody can take a living person's place, and
 * whoever changed networks is back in under a second, not after the dead socket's deadline.
 */
export const createTakeovers = <Claimant extends Contested, Saying>(clock: Clock) => {
  const contestByClient = new Map<number, Contest<Claimant, Saying>>()

  const ask = (clientId: number, holder: Contested, waiting: Waiting<Claimant, Saying>[]) => {
    contestByClient.set(clientId, { holder, askedAtMs: clock.monotonicMs(), waiting })
    holder.ping()
  }

  const waitingOf = (clientId: number, claimant: Claimant) =>
    contestByClient.get(clientId)?.waiting.find((waiting) => waiting.claimant === claimant)

  /** The first who waits for an entry that is free now; the others wait for that one's answer. */
  const take = (clientId: number): Waiting<Claimant, Saying> | null => {
    const [first, ...others] = contestByClient.get(clientId)?.waiting ?? []
    contestByClient.delete(clientId)
    if (first === undefined) return null
    if (others.length > 0) ask(clientId, first.claimant, others)
    return first
  }

  const leave = (clientId: number, claimant: Claimant) => {
    const contest = contestByClient.get(clientId)
    if (contest === undefined) return
    // The question stands, also where nobody waits for the answer: a dead holder is a ghost.
    contest.waiting = contest.waiting.filter((one) => one.claimant !== claimant)
  }

  return {
    take,

    /** Opens a claim, or keeps the newest of what is said in one that waits. */
    open(clientId: number, claimant: Claimant, holder: Contested, saying: Saying): void {
      const waiting = waitingOf(clientId, claimant)
      if (waiting !== undefined) {
        waiting.saying = saying
        return
      }
      const contest = contestByClient.get(clientId)
      if (contest?.holder === holder) contest.waiting.push({ claimant, saying })
      else ask(clientId, holder, [{ claimant, saying }])
    },

    /** The newest of what somebody says who waits; null for whoever does not. */
    saying: (clientId: number, claimant: Claimant): Saying | null =>
      waitingOf(clientId, claimant)?.saying ?? null,

    /** Whether the holder of an entry was asked and has not answered yet. */
    isOpen: (clientId: number): boolean => contestByClient.has(clientId),

    isWaiting: (clientId: number, claimant: Claimant): boolean => waitingOf(clientId, claimant) !== undefined,

    /** Somebody who waits does so no more. */
    withdraw: leave,

    /** Somebody alive has the entry now. */
    fall(clientId: number): void {
      contestByClient.delete(clientId)
    },

    /** Forgets a claimant that is gone. */
    drop(claimant: Claimant): void {
      for (const clientId of [...contestByClient.keys()]) leave(clientId, claimant)
    },

    /** Settles what can be settled; `grant` is called for each claim that won, and then its holder ends. */
    sweep(grant: (clientId: number, claimant: Claimant, saying: Saying) => void): void {
      if (contestByClient.size === 0) return
      const nowMs = clock.monotonicMs()
      for (const [clientId, contest] of [...contestByClient]) {
        // The end of one holder settles its other contests, too.
        if (contestByClient.get(clientId) !== contest) continue
        const { holder, askedAtMs } = contest
        if (holder.isOpen && holder.heardAtMs > askedAtMs) contestByClient.delete(clientId)
        else if (!holder.isOpen || nowMs - askedAtMs >= ANSWER_MS) {
          const first = take(clientId)
          if (first !== null) grant(clientId, first.claimant, first.saying)
          holder.terminate()
        }
      }
    },
  }
}
