import { claimsIn, may } from '../../../shared/index.ts'
import type { PresenceEntry } from '../../presence/presence-entry.ts'
import type { PresenceDelta } from '../presence-delta.ts'

/** Before every hand. */
const HOST_PLACE = 0

/** Behind every hand: both are ordered by a time in ms since 1970. */
const KEY_PLACE = 2 ** 52

/**
 * The entries that everybody in a crowd is told of: those of hosts, then raised hands in the order of their queue, then those who hold a
 * key, the longest first. A seat or a pen that nobody is seen to hold would look free.
 */
export class Front {
  readonly #most: number
  /** All of them, also those beyond what everybody is told. */
  readonly #placeByClient = new Map<number, number>()
  #first: ReadonlySet<number> = new Set()

  constructor(entries: Iterable<PresenceEntry>, most: number) {
    this.#most = most
    for (const entry of entries) this.#put(entry)
    this.#choose()
  }

  get size(): number {
    return this.#first.size
  }

  /** ClientIDs. */
  get clients(): Iterable<number> {
    return this.#first
  }

  has(clientId: number): boolean {
    return this.#first.has(clientId)
  }

  /** Takes what has changed in a tick. */
  take({ ends, news }: PresenceDelta): void {
    let isChanged = false
    for (const { removal } of ends) isChanged = this.#placeByClient.delete(removal.clientId) || isChanged
    for (const { entry } of news) isChanged = this.#put(entry) || isChanged
    if (isChanged) this.#choose()
  }

  /** True where that changes something. */
  #put(entry: PresenceEntry): boolean {
    const { clientId } = entry
    const place = placeOf(entry)
    if (place === this.#placeByClient.get(clientId)) return false
    if (place === undefined) this.#placeByClient.delete(clientId)
    else this.#placeByClient.set(clientId, place)
    return true
  }

  #choose(): void {
    const places = this.#placeByClient
    const all = [...places.keys()]
    if (all.length > this.#most) all.sort((a, b) => (places.get(a) ?? 0) - (places.get(b) ?? 0) || a - b)
    this.#first = new Set(all.slice(0, this.#most))
  }
}

const placeOf = ({ identity, state }: PresenceEntry): number | undefined => {
  if (may(identity, 'moderate')) return HOST_PLACE
  const { hand, handAt } = state
  if (hand === true && typeof handAt === 'number') return handAt
  // Read at each move of everybody: most hold none.
  if (state.claims === undefined) return undefined
  const times = Array.from(claimsIn(state).values(), ({ atMs }) => atMs)
  return times.length === 0 ? undefined : KEY_PLACE + Math.min(...times)
}
