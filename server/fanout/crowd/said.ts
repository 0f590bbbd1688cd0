import type { GoneReason } from '../../../shared/index.ts'
import type { News, PresenceDelta } from '../presence-delta.ts'

/** The changes of a tick, by clientID. */
export interface Said {
  readonly news: ReadonlyMap<number, News>
  readonly reasons: ReadonlyMap<number, GoneReason>
  readonly turn: number
}

export const saidIn = ({ ends, news }: PresenceDelta, turn: number): Said => ({
  news: new Map(news.map((one) => [one.entry.clientId, one])),
  reasons: new Map(ends.map(({ removal: { clientId, reason } }) => [clientId, reason])),
  turn,
})
