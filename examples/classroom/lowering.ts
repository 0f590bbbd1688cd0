import type { Other, Person, Presence, Room } from 'homeroom/client'
import type * as Y from 'yjs'

/**
 * What hosts ask for: up to when somebody's hand is lowered, in ms by the relay's clock, by the key of who raised it.
 *
 * The document carries it because the relay has no message for it yet, and every member may write there. Once there are
 * signals, whose sender the relay vouches for, it is the relay that lets only hosts do this.
 */
export type Lowered = Y.Map<unknown>

/** Clocks of two pages differ by less: what lies further ahead would keep a hand down for good. */
const AHEAD_MS = 5_000

/** The time to write for a hand: two tabs of one person may have raised one each. */
export const loweringTime = (
  { clientIds, handAt }: Pick<Person, 'clientIds' | 'handAt'>,
  others: readonly Pick<Other, 'clientId' | 'handAt'>[],
  nowMs: number,
): number => {
  const times = others.filter(({ clientId }) => clientIds.includes(clientId)).map((other) => other.handAt)
  return Math.max(handAt ?? nowMs, ...times.filter((time) => time !== undefined))
}

interface Obedience {
  /** What has been looked at: a hand that is raised afterwards stays up. */
  readonly seen: number
  readonly mustLower: boolean
}

/** Whether the own hand goes down for a request. */
const obey = (
  request: unknown,
  { hand, handAt }: Pick<Presence, 'hand' | 'handAt'>,
  seen: number,
  nowMs: number,
): Obedience => {
  if (typeof request !== 'number' || request <= seen || request > nowMs + AHEAD_MS)
    return { seen, mustLower: false }
  if (hand !== true) return { seen: request, mustLower: false }
  // The relay has not said yet when the hand went up: it cannot be the one that was meant.
  if (handAt === undefined || handAt > request) return { seen, mustLower: false }
  return { seen: request, mustLower: true }
}

/** Lowers the own hand when a host asks for it. Gives what ends that. */
export const followLowering = (
  room: Pick<Room, 'self' | 'serverMs'>,
  lowered: Lowered,
  own: () => string,
  onLowered: () => void,
): (() => void) => {
  let seen = Number.NEGATIVE_INFINITY
  const look = () => {
    const next = obey(lowered.get(own()), room.self.get(), seen, room.serverMs())
    seen = next.seen
    if (!next.mustLower) return
    room.self.set({ hand: false })
    onLowered()
  }
  look()
  lowered.observe(look)
  const unsubscribe = room.self.subscribe(look)
  return () => {
    lowered.unobserve(look)
    unsubscribe()
  }
}
