/** What a node says of an entry that another one may have, too. */
export interface Claim {
  readonly isAnnounced: boolean
  readonly bornClock: number
  /** The node that says so. */
  readonly node: string
}

/**
 * Whether `one` has the entry, and not `other`: [N13]. A tab that carries another one's entry along gives way to it; of two that
 * say it is their own the later birth counts; of two births at once the higher node. All nodes come to the same answer.
 */
export const precedes = (one: Claim, other: Claim): boolean => {
  if (one.isAnnounced !== other.isAnnounced) return one.isAnnounced
  if (one.bornClock !== other.bornClock) return one.bornClock > other.bornClock
  return one.node > other.node
}
