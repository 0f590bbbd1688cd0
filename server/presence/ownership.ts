import { LateMap } from '../base/late-map.ts'
import type { Participant } from './participant.ts'
import type { PresenceEntry } from './presence-entry.ts'

interface Books {
  /** ClientIDs that it has owned, or announced itself by. */
  readonly owned: Set<number>
  /** ClientIDs of others that it only carried along or told the end of; null where there never were any. */
  former: Set<number> | null
  /** The clientID that it announced itself by. */
  self: number | null
}

const NONE: ReadonlySet<number> = new Set()
const GIVEN_AWAY = { kind: 'lost', clockByClient: new Map<number, number>() } as const

/** Which clientIDs each participant of a room speaks, or spoke, for. */
export class Ownership {
  readonly #booksByParticipant = new Map<Participant, Books>()
  /** By the clientID of an entry: participants that announced themselves by it, and have to do without. */
  readonly #withoutByClient = new LateMap<number, Set<Participant>>()

  owned(participant: Participant): ReadonlySet<number> {
    return this.#booksByParticipant.get(participant)?.owned ?? NONE
  }

  former(participant: Participant): ReadonlySet<number> {
    return this.#booksByParticipant.get(participant)?.former ?? NONE
  }

  /** Null until it has announced itself. */
  self(participant: Participant): number | null {
    return this.#booksByParticipant.get(participant)?.self ?? null
  }

  /** `participant` owns `clientId`, or waits for it. */
  own(participant: Participant, clientId: number, isAnnounced: boolean): void {
    const books = this.#booksOf(participant)
    books.owned.add(clientId)
    books.former?.delete(clientId)
    if (isAnnounced) books.self ??= clientId
    this.#withoutByClient.get(clientId)?.delete(participant)
  }

  /** Another one has the entry by which `participant` announced itself. */
  lack(participant: Participant, clientId: number): void {
    const without = this.#withoutByClient.get(clientId) ?? new Set()
    this.#withoutByClient.set(clientId, without.add(participant))
  }

  /** The entry is nobody's: gives those that had to do without it. */
  free(clientId: number): Iterable<Participant> {
    const without = this.#withoutByClient.get(clientId) ?? []
    this.#withoutByClient.delete(clientId)
    return without
  }

  /** Another participant has the entry from now on. */
  passOn({ clientId, owner, isAnnounced }: PresenceEntry): void {
    if (isAnnounced) {
      this.lack(owner, clientId)
      return
    }
    // A participant that only carried it along has no part in it any more, and knows none of it: it was its own so far.
    this.disown(owner, clientId)
    owner.tell(GIVEN_AWAY)
  }

  /** `participant` has named `clientId`, and has no part in it (any more). */
  disown(participant: Participant, clientId: number): void {
    const books = this.#booksOf(participant)
    books.owned.delete(clientId)
    books.former ??= new Set()
    books.former.add(clientId)
  }

  forget(participant: Participant): void {
    for (const clientId of this.owned(participant)) this.#withoutByClient.get(clientId)?.delete(participant)
    this.#booksByParticipant.delete(participant)
  }

  #booksOf(participant: Participant): Books {
    let books = this.#booksByParticipant.get(participant)
    if (books === undefined) {
      books = { owned: new Set(), former: null, self: null }
      this.#booksByParticipant.set(participant, books)
    }
    return books
  }
}
