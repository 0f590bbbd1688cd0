import { randomBytes } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import {
  fault,
  may,
  type OwnRoles,
  ok,
  REFUSALS,
  type Result,
  type RoomId,
  standingOf,
} from '../../shared/index.ts'
import type { Clock } from '../base/clock.ts'
import {
  type KeepingStore,
  readPolicy,
  type Store,
  type StoredOrders,
  type StoredPolicy,
} from '../store/store.ts'
import { createLongCode, createSpokenCode, readCode } from './link-code.ts'
import {
  adding,
  isUsedBy,
  LINK,
  type Link,
  linkIn,
  nameOf,
  nameOfUse,
  removing,
  type StoredLink,
  storedLinksIn,
  takingBack,
  using,
} from './stored-links.ts'

/** Where codes are looked up; no room has this name. */
const ALL_ROOMS = ''
const CODES = 'link-codes'

const ID_BYTES = 9

/** Links of one room that have not ended. */
const MOST_LINKS = 100

export interface LinksDeps {
  readonly store: Pick<Store, 'order' | 'orders'> & KeepingStore
  readonly clock: Pick<Clock, 'wallMs'>
  /** The relay's own words for roles. */
  readonly roles: OwnRoles
}

export type LinkFault = 'link-unknown' | 'link-ended' | 'link-used-up'

const refused = (code: LinkFault) => fault(code, REFUSALS[code].text)
const UNKNOWN = refused('link-unknown')
const ENDED = refused('link-ended')
const USED_UP = refused('link-used-up')
const NO_WAITING_HOST = fault('bad-request', 'Hosts do not wait: there may be nobody to let them in.')

/**
 * The links by which people without an account come into rooms. They are in the store, which puts the uses of one link in an order,
 * whichever node they come to: of two that come at once to a link for one, the second finds that it is one too many.
 */
export class Links {
  readonly #store: LinksDeps['store']
  readonly #clock: Pick<Clock, 'wallMs'>
  readonly #roles: OwnRoles

  constructor({ store, clock, roles }: LinksDeps) {
    this.#store = store
    this.#clock = clock
    this.#roles = roles
  }

  /** Those of a room that have not ended, the latest first. Rejects as the store does, as everything here. */
  async list(room: RoomId): Promise<readonly Link[]> {
    const { orders } = await readPolicy(this.#store, room, LINK)
    const links: Link[] = []
    for (const [id, { expiresAtMs }] of storedLinksIn(orders)) {
      if (this.#isEnded({ expiresAtMs })) continue
      const link = linkIn((await this.#read(room, id)).orders, id)
      if (link !== null) links.push(link)
      // Each may have had a thousand uses.
      await nextTurn()
    }
    return links.sort((one, other) => other.atMs - one.atMs)
  }

  async create(
    room: RoomId,
    { role, expiresAtMs, uses, waits }: Pick<StoredLink, 'role' | 'expiresAtMs' | 'uses' | 'waits'>,
    by: string | null,
  ): Promise<Result<Link, 'bad-request'>> {
    if (waits && this.#mayModerate(role)) return NO_WAITING_HOST
    const { orders } = await readPolicy(this.#store, room, LINK)
    const links = storedLinksIn(orders)
    const ended = links.filter(([, link]) => this.#isEnded(link))
    if (links.length - ended.length >= MOST_LINKS)
      return fault('bad-request', `A room has at most ${MOST_LINKS} links: revoke one.`)
    const id = randomBytes(ID_BYTES).toString('base64url')
    const code = await this.#freeCode(role)
    const link: StoredLink = { code, role, atMs: this.#clock.wallMs(), by, expiresAtMs, uses, waits }
    // A code that leads to no link does no harm, and a link without a code would be listed and open nothing.
    await this.#keepCodes(
      new Map([[code, { room, id }], ...ended.map(([, { code }]) => [code, null] as const)]),
    )
    for (const [one] of ended) await this.#remove(room, one)
    const { policyVersion } = await this.#read(room, id)
    await this.#store.order(room, adding(id, link), policyVersion)
    return ok({ id, ...link, used: uses === null ? null : 0 })
  }

  /** Nobody comes by it any more; those who have come stay. False where it is not there. */
  async revoke(room: RoomId, id: string): Promise<boolean> {
    const link = await this.#remove(room, id)
    if (link === null) return false
    await this.#keepCodes(new Map([[link.code, null]]))
    return true
  }

  /** The codes of all links of a room, also of those that have ended. */
  async codesOf(room: RoomId): Promise<readonly string[]> {
    const { orders } = await readPolicy(this.#store, room, LINK)
    return storedLinksIn(orders).map(([, { code }]) => code)
  }

  /** Their links are gone with their room: nobody looks there any more. */
  async forget(codes: readonly string[]): Promise<void> {
    await this.#keepCodes(new Map(codes.map((code) => [code, null])))
  }

  /** Finds the link of a code as people type it. */
  async find(text: string): Promise<Result<{ readonly room: RoomId; readonly link: Link }, LinkFault>> {
    const code = readCode(text)
    if (code === null) return UNKNOWN
    const [body] = await this.#store.keptBodies(ALL_ROOMS, CODES, [code])
    if (!body) return UNKNOWN
    const { room, id } = JSON.parse(new TextDecoder().decode(body)) as { room: RoomId; id: string }
    const link = this.#open((await this.#read(room, id)).orders, id)
    return link.ok ? ok({ room, link: link.value }) : link
  }

  /** Whether a link lets one person more in, as far as that can be told before they come. */
  async mayUse(room: RoomId, link: Link, person: string): Promise<Result<void, LinkFault>> {
    if (link.uses === null || (link.used ?? 0) < link.uses) return ok(undefined)
    const { orders } = await readPolicy(this.#store, room, nameOfUse(link.id, person))
    return isUsedBy(orders, link.id, person) ? ok(undefined) : USED_UP
  }

  /** Lets a person in by a link; a person who came by it before is not counted again. */
  async use(room: RoomId, { id, uses }: Link, person: string): Promise<Result<void, LinkFault>> {
    if (uses === null) return ok(undefined)
    const before = await this.#read(room, id)
    if (isUsedBy(before.orders, id, person)) return this.#openUse(before.orders, id)
    const change = using(id, person, this.#clock.wallMs())
    const { orders, policyVersion } = await this.#store.order(room, change, before.policyVersion)
    // Null where nothing has changed since it was read.
    const open = this.#openUse(orders ?? { ...before.orders, ...change }, id)
    if (!open.ok) await this.#store.order(room, takingBack(id, person), policyVersion)
    return open
  }

  /** One link and its uses: thousands may wait in front of the room, each with an order, and each asks for it every few seconds. */
  async #read(room: RoomId, id: string): Promise<StoredPolicy> {
    const link = await readPolicy(this.#store, room, nameOf(id))
    if ((linkIn(link.orders, id)?.uses ?? null) === null) return link
    const { orders } = await readPolicy(this.#store, room, nameOfUse(id, ''))
    // What has changed between the two is later than this version.
    return { ...link, orders: { ...link.orders, ...orders } }
  }

  /** Takes a link and its uses away; null where it is not there. A store that is told no version would give all orders of the room. */
  async #remove(room: RoomId, id: string): Promise<Link | null> {
    const { orders, policyVersion } = await this.#read(room, id)
    const link = linkIn(orders, id)
    if (link !== null) await this.#store.order(room, removing(orders, id), policyVersion)
    return link
  }

  #openUse(orders: StoredOrders, id: string): Result<void, LinkFault> {
    const link = this.#open(orders, id)
    if (!link.ok) return link
    const { used, uses } = link.value
    return (used ?? 0) > (uses ?? 0) ? USED_UP : ok(undefined)
  }

  #open(orders: StoredOrders, id: string): Result<Link, LinkFault> {
    const link = linkIn(orders, id)
    if (link === null) return UNKNOWN
    // A word for a role that the relay was told of when it was made, and is not now.
    if (standingOf(link.role, this.#roles) === null) return UNKNOWN
    return this.#isEnded(link) ? ENDED : ok(link)
  }

  #isEnded({ expiresAtMs }: Pick<Link, 'expiresAtMs'>): boolean {
    return expiresAtMs !== null && expiresAtMs <= this.#clock.wallMs()
  }

  #mayModerate(role: string): boolean {
    const standing = standingOf(role, this.#roles)
    return standing !== null && may(standing, 'moderate')
  }

  async #freeCode(role: string): Promise<string> {
    if (this.#mayModerate(role)) return createLongCode()
    for (;;) {
      const code = createSpokenCode()
      const [taken] = await this.#store.keptBodies(ALL_ROOMS, CODES, [code])
      if (!taken) return code
    }
  }

  #keepCodes(places: ReadonlyMap<string, { readonly room: RoomId; readonly id: string } | null>) {
    const bodies = [...places].map(
      ([code, place]) => [code, place && new TextEncoder().encode(JSON.stringify(place))] as const,
    )
    return this.#store.keep(ALL_ROOMS, CODES, new Map(bodies))
  }
}
