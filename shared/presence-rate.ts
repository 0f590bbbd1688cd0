/** How often a client says how it is, by how many are in its room; the table of docs/protocol.md. */
export const PRESENCE_PER_SECOND: readonly { readonly upTo: number; readonly perSecond: number }[] = [
  // Nobody hears it.
  { upTo: 1, perSecond: 0 },
  // What a display shows.
  { upTo: 8, perSecond: 60 },
  { upTo: 99, perSecond: 30 },
  { upTo: 499, perSecond: 10 },
  { upTo: Number.POSITIVE_INFINITY, perSecond: 5 },
]

/** What a client that saves data sends and is sent in a second. */
export const SPARING_PER_SECOND = 4
