import type { StateChange } from '../../shared/index.ts'
import type { PresenceEntry, Removal } from '../presence/presence-entry.ts'

/** The end of an entry. */
export interface End {
  readonly removal: Removal
  /** Null where nobody was ever told of the entry. */
  readonly shortId: number | null
  /** The client is there again, under another short id. */
  readonly isBack: boolean
}

/** An entry that receivers hear of. */
export interface News {
  readonly entry: PresenceEntry
  readonly shortId: number
  /** Where it had gone and is back within the tick. */
  readonly removal: Removal | undefined
  /** What is different; `whole` for a new one, null for a renewal, which only receivers that forget need. */
  readonly change: StateChange | 'whole' | null
}

/** What receivers must hear that have heard everything up to some version; a catch-up is one, too. */
export interface PresenceDelta {
  /** In order: a client may have gone several times. They come before the news, since a short id may have been given on. */
  readonly ends: readonly End[]
  readonly news: readonly News[]
}
