import { isClaimKey, isClaimSecret, isJsonObject, isSameJson, type Json } from '../../shared/index.ts'
import { presenceEnvironment } from '../environment.ts'
import type { PersonFields } from '../presence/people.ts'
import type { OtherFields } from '../presence/people-lists.ts'
import type { PresenceRoom, Room } from '../room-api.ts'
import type { SendOptions, SendResult, Signals } from '../signals/signals.ts'
import { readonly, Store } from '../store.ts'
import { Asked, NOBODY, NOT_CONNECTED, type Refused } from './asked.ts'
import type { ClaimResult, HeldKey } from './claim.ts'
import { heldKeys } from './held-keys.ts'

/** How keys are held; nothing of it has to be given for a room of `joinRoom`. */
export interface ClaimsOptions {
  /** The signals of the room: `signalsOf(room)` for one of `joinPresence`; those of `joinRoom` are there already. */
  readonly signals?: Signals<object, object> | undefined
  /**
   * By it, and by nothing else, an anonymous person who was lost has their keys still: 16 to 64 letters, digits, `_` and `-` that nobody
   * guesses. A random one by default, which a reload of the page forgets; one in `sessionStorage` outlives that.
   */
  readonly secret?: string | undefined
}

/**
 * The keys of a room that one person at a time holds, such as `pen` or `seat/4`. The relay settles who has one, and everybody sees it.
 * A person who says goodbye has none any more; one who is lost has them for 10 s still. As a store it is all keys that somebody
 * has, in the order of the keys.
 *
 * @example
 * ```ts
 * import { claimsOf } from 'homeroom/claims'
 * import { joinRoom } from 'homeroom/client'
 *
 * const room = joinRoom('wss://rooms.example', 'school/7b', { presence: { name: 'Ada' } })
 * const claims = claimsOf(room)
 * claims.subscribe((held) => console.log(held.map(({ key, name }) => `${key}: ${name}`)))
 * const taken = await claims.take('pen')
 * if (!taken.ok) console.warn(taken.fault.code, taken.by?.name)
 * ```
 */
export interface Claims {
  /** All keys that somebody has, in the order of the keys: frozen, and the same object until something in it has changed. */
  get(): readonly HeldKey[]
  /**
   * Calls `listener` with them after each change, until the returned function is called. A listener that throws is reported, as the
   * environment of a page does; the others are called all the same.
   */
  subscribe(listener: (held: readonly HeldKey[]) => void): () => void
  /** The holder of a key; null where nobody has it. */
  holderOf(key: string): HeldKey | null
  /**
   * Takes a key, or says who has it: nobody waits in a line. This client takes it again after a lost connection, unless somebody else
   * has it by then.
   */
  take(key: string): Promise<ClaimResult>
  /** Gives a key back. One that this tab does not have is given back already. */
  release(key: string): Promise<ClaimResult>
  /**
   * For hosts: gives a key to somebody, whoever has it, or takes it away from everybody (null). With `writes` an attendee may write
   * into the document for as long as they hold it; a key that somebody takes gives no such right.
   */
  give(
    key: string,
    to: Pick<PersonFields, 'clientIds'> | Pick<OtherFields, 'clientId'> | null,
    options?: { readonly writes?: boolean },
  ): Promise<ClaimResult>
}

/** A client that comes back is not among the people before its old socket is known to be dead. */
const AGAIN_MS = 500
const TRIES = 20

/** What is used of signals, whatever kinds the app has named. */
interface PlainSignals {
  send(kind: string, data: Json, options?: SendOptions): SendResult
  on(kind: string, listener: (signal: { readonly data: Json }) => void): () => void
}

/**
 * A room of `joinRoom` or `joinPresence`, as far as keys need it.
 *
 * @example
 * ```ts
 * import { type ClaimedRoom, claimsOf } from 'homeroom/claims'
 *
 * export const hasPen = (room: ClaimedRoom) => claimsOf(room).holderOf('pen')?.isOwn === true
 * ```
 */
export type ClaimedRoom = Pick<PresenceRoom<object>, 'others' | 'people' | 'status' | 'welcome'>

/** The keys of one room. No method needs `this`. */
class RoomClaims {
  readonly #room: ClaimedRoom
  readonly #signals: PlainSignals
  readonly #secret: string
  readonly #held = new Store<readonly HeldKey[]>([], presenceEnvironment().report)
  readonly #asked = new Asked()
  /** What this tab has, by the relay's word on this connection, and since when. */
  #mine: ReadonlyMap<string, number> = new Map()
  /** What it takes again on the next connection. */
  readonly #wanted = new Set<string>()
  /** What it gives back: the relay may still say that it has it. */
  readonly #releasing = new Set<string>()
  /** The connection on which a welcome has come and that is there still. */
  #connection: string | null = null

  constructor(room: ClaimedRoom, signals: PlainSignals, secret: string) {
    this.#room = room
    this.#signals = signals
    this.#secret = secret
    signals.on('claim', ({ data }) => this.#hear(data))
    room.others.subscribe(() => this.#publish())
    room.people.subscribe(() => this.#publish())
    room.welcome.subscribe(() => this.#welcomed())
    room.status.subscribe(({ state }) => state !== 'connected' && this.#lost())
    this.#welcomed()
    this.#publish()
  }

  readonly facade = (): Claims => ({
    ...readonly(this.#held),
    ...{ holderOf: this.#holderOf, take: this.#take, release: this.#release, give: this.#give },
  })

  readonly #holderOf = (key: string): HeldKey | null =>
    this.#held.get().find((held) => held.key === key) ?? null

  readonly #take = async (key: string): Promise<ClaimResult> => {
    const isNew = !this.#wanted.has(key)
    this.#wanted.add(key)
    const refused = await this.#askFor(key)
    if (refused !== null && isNew && !this.#mine.has(key)) this.#wanted.delete(key)
    return this.#result(key, refused)
  }

  readonly #release = async (key: string): Promise<ClaimResult> => {
    this.#wanted.delete(key)
    this.#releasing.add(key)
    const refused = await this.#ask('claim:release', key)
    this.#releasing.delete(key)
    return this.#result(key, refused)
  }

  readonly #give: Claims['give'] = async (key, to, { writes = false } = {}) => {
    const [clientId] = to === null ? [] : 'clientId' in to ? [to.clientId] : to.clientIds
    // On the wire none is nobody, who would get it from everybody.
    if (to !== null && clientId === undefined) return this.#result(key, NOBODY)
    return this.#result(key, await this.#ask('claim:give', key, writes ? { writes } : {}, clientId))
  }

  #askFor(key: string): Promise<Refused | null> {
    return this.#ask('claim:take', key, { secret: this.#secret })
  }

  async #ask(kind: string, key: string, data = {}, to?: number): Promise<Refused | null> {
    if (!isClaimKey(key)) return { code: 'bad-signal', message: 'This is no key.', by: null }
    const { n, answer } = this.#asked.next()
    const sent = this.#signals.send(kind, { ...data, key, n }, to === undefined ? undefined : { to: [to] })
    if (!sent.ok) this.#asked.answered(n, { ...sent.fault, by: null })
    return answer
  }

  #result(key: string, refused: Refused | null): ClaimResult {
    if (refused === null) return { ok: true }
    const { code, message } = refused
    return { ok: false, fault: { code, message }, by: code === 'claim-taken' ? this.#holderOf(key) : null }
  }

  #hear(data: Json): void {
    const { mine, n, refused } = isJsonObject(data) ? data : {}
    if (isJsonObject(mine)) this.#told(new Map(Object.entries(mine).flatMap(timeOf)))
    else this.#asked.answered(n, refused)
  }

  /** The relay has said what this tab has. */
  #told(mine: ReadonlyMap<string, number>): void {
    for (const key of this.#mine.keys()) if (!mine.has(key)) this.#wanted.delete(key)
    this.#mine = mine
    for (const key of mine.keys()) {
      if (this.#wanted.has(key) || this.#releasing.has(key)) continue
      this.#wanted.add(key)
      // A host has given it: from now on it is this client's by its secret, too.
      void this.#askFor(key)
    }
    this.#publish()
  }

  /** Before the document has come: a large one takes longer than a key is kept for somebody who was lost. */
  #welcomed(): void {
    const connection = this.#room.welcome.get()?.connectionId ?? null
    if (connection === this.#connection) return
    this.#connection = connection
    for (const key of this.#wanted) void this.#takeAgain(key)
  }

  /** Nobody knows what has become of it meanwhile. */
  #lost(): void {
    this.#connection = null
    this.#mine = new Map()
    this.#asked.end(NOT_CONNECTED)
    this.#publish()
  }

  async #takeAgain(key: string, tries = TRIES): Promise<void> {
    const refused = await this.#askFor(key)
    if (refused === null || this.#connection === null) return
    if (refused.code === 'no-entry' && tries > 0)
      setTimeout(() => {
        if (this.#connection !== null && this.#wanted.has(key)) void this.#takeAgain(key, tries - 1)
      }, AGAIN_MS)
    else if (!this.#mine.has(key)) this.#wanted.delete(key)
  }

  #publish(): void {
    const { others, people, welcome } = this.#room
    // A relay of another make passes on what anybody says.
    const isKnown = welcome.get() !== null
    const held = isKnown ? heldKeys(others.get(), people.get(), this.#mine) : []
    if (!isSameJson(held as unknown as Json, this.#held.get() as unknown as Json)) this.#held.set(held)
  }
}

const timeOf = ([key, at]: readonly [string, Json | undefined]): readonly (readonly [string, number])[] =>
  typeof at === 'number' ? [[key, at]] : []

/** 128 bits, where no secret is given. */
const randomSecret = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join(
    '',
  )

const claimsByRoom = new WeakMap<object, Claims>()

/**
 * The keys of a room, from the first call on; each further call gives the same. A page that has none does not load them.
 *
 * @param room - the room itself, no copy of it.
 * @throws TypeError where it has no signals and none are given, or `secret` is none.
 * @example
 * ```ts
 * import { claimsOf } from 'homeroom/claims'
 * import { joinPresence, signalsOf } from 'homeroom/presence'
 *
 * const room = joinPresence('wss://rooms.example', 'school/7b', { presence: { name: 'Ada' } })
 * const claims = claimsOf(room, { signals: signalsOf(room) })
 * await claims.take('seat/4')
 * ```
 */
export const claimsOf = (room: ClaimedRoom, options: ClaimsOptions = {}): Claims => {
  const made = claimsByRoom.get(room)
  if (made !== undefined) return made
  const { signals = (room as Partial<Room<object, object>>).signals, secret = randomSecret() } = options
  if (signals === undefined)
    throw new TypeError('A room of joinPresence needs the option signals: signalsOf(room).')
  if (!isClaimSecret(secret)) throw new TypeError('A secret has 16 to 64 letters, digits, _ and -.')
  const claims = new RoomClaims(room, signals as unknown as PlainSignals, secret).facade()
  claimsByRoom.set(room, claims)
  return claims
}
