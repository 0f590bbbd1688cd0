// Links among the orders of their room: `link ID` is one, and `use ID PERSON` a person who came by it. They go with the room.
import * as v from 'valibot'
import type { OrderChanges, StoredOrders } from '../store/store.ts'

/** A link as it is stored. */
export interface StoredLink {
  readonly code: string
  /** A role of the table, or a word of the relay's own. */
  readonly role: string
  /** When it was made, in ms since 1970. */
  readonly atMs: number
  /** The verified id of the host who made it; null where a secret of the relay did. */
  readonly by: string | null
  /** When it ends, in ms since 1970; null where it does not. */
  readonly expiresAtMs: number | null
  /** So many people may come by it; null where they are not counted. */
  readonly uses: number | null
  /** Those who come by it wait until a host lets them in. */
  readonly waits: boolean
}

/** A link with what the store knows of its use. */
export interface Link extends StoredLink {
  readonly id: string
  /** So many people have come by it; null where they are not counted. */
  readonly used: number | null
}

const LinkJson = v.object({
  code: v.string(),
  role: v.string(),
  atMs: v.number(),
  by: v.nullable(v.string()),
  expiresAtMs: v.nullable(v.number()),
  uses: v.nullable(v.number()),
  waits: v.optional(v.boolean(), false),
})

/** How the names of all links begin. */
export const LINK = 'link '

/** The name of the order that a link is. */
export const nameOf = (id: string): string => `${LINK}${id}`

/** The name of the order that a use is; without a person, how the names of all uses of a link begin. */
export const nameOfUse = (id: string, person: string): string => `use ${id} ${person}`

/** A value that nobody here wrote is no link: a newer Homeroom may know it. */
const readLink = (value: string): StoredLink | null => {
  try {
    const link = v.safeParse(LinkJson, JSON.parse(value))
    return link.success ? link.output : null
  } catch {
    return null
  }
}

/** The link of an id; null where there is none. */
export const linkIn = (orders: StoredOrders, id: string): Link | null => {
  const value = orders[nameOf(id)]
  const link = value === undefined ? null : readLink(value)
  return link && { id, ...link, used: link.uses === null ? null : usesIn(orders, id).length }
}

/** Links among orders, of which those of their uses are not read. */
export const storedLinksIn = (orders: StoredOrders): readonly (readonly [id: string, link: StoredLink])[] =>
  Object.entries(orders).flatMap(([name, value]) => {
    const link = name.startsWith(LINK) ? readLink(value) : null
    return link === null ? [] : [[name.slice(LINK.length), link] as const]
  })

const usesIn = (orders: StoredOrders, id: string): readonly string[] =>
  Object.keys(orders).filter((name) => name.startsWith(nameOfUse(id, '')))

export const isUsedBy = (orders: StoredOrders, id: string, person: string): boolean =>
  Object.hasOwn(orders, nameOfUse(id, person))

export const adding = (id: string, link: StoredLink): OrderChanges => ({ [nameOf(id)]: JSON.stringify(link) })

export const using = (id: string, person: string, atMs: number): StoredOrders => ({
  [nameOfUse(id, person)]: `${atMs}`,
})

export const takingBack = (id: string, person: string): OrderChanges => ({ [nameOfUse(id, person)]: null })

/** Takes a link away, and the memory of those who came by it. */
export const removing = (orders: StoredOrders, id: string): OrderChanges =>
  Object.fromEntries([nameOf(id), ...usesIn(orders, id)].map((name) => [name, null]))
