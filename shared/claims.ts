import { isJsonObject, type Json, type JsonObject } from './json.ts'

/** A key that one person at a time holds: letters, digits and `_ . : @ ~ / -`, and the first a letter or a digit. */
export const CLAIM_KEY = /^[A-Za-z0-9][\w.:@~/-]{0,63}$/

/** What a client proves itself by when it comes back. */
const SECRET = /^[\w-]{16,64}$/

export const isClaimKey = (key: unknown): key is string => typeof key === 'string' && CLAIM_KEY.test(key)

export const isClaimSecret = (secret: unknown): secret is string =>
  typeof secret === 'string' && SECRET.test(secret)

/** A key in the field `claims` of somebody's presence. */
export interface Claim {
  /** When it was taken, in ms since 1970: of two who have one key the earlier holds it. */
  readonly atMs: number
  /** A hash of the secret by which its holder may take it again; null where they gave none. */
  readonly seat: string | null
  /** True where a host gave it with the right to write: its holder has that for as long as they hold it. */
  readonly writes?: boolean
}

/** The keys that a state of presence claims. What is none is left out: another node may be a newer one. */
export const claimsIn = ({ claims }: JsonObject): ReadonlyMap<string, Claim> => {
  if (!isJsonObject(claims)) return NONE
  return new Map(Object.entries(claims).flatMap(([key, value]) => entryOf(key, value)))
}

const NONE: ReadonlyMap<string, Claim> = new Map()

const entryOf = (key: string, value: Json | undefined): readonly (readonly [string, Claim])[] => {
  if (!isClaimKey(key) || !isJsonObject(value)) return []
  const { at, seat, writes } = value
  if (typeof at !== 'number' || !Number.isSafeInteger(at)) return []
  return [
    [key, { atMs: at, seat: typeof seat === 'string' ? seat : null, ...(writes === true && { writes }) }],
  ]
}

/** Claims as they stand in a state; undefined where there are none. */
export const claimsField = (claims: ReadonlyMap<string, Claim>): JsonObject | undefined =>
  claims.size === 0
    ? undefined
    : Object.fromEntries(
        Array.from(claims, ([key, { atMs, seat, writes }]) => [
          key,
          { at: atMs, ...(seat !== null && { seat }), ...(writes === true && { writes }) },
        ]),
      )

/** Somebody's claim to a key. */
interface Claimant extends Pick<Claim, 'atMs'> {
  readonly clientId: number
}

/** Whether `one` holds the key, and not `other`: the earlier claim, and of two at once the lower clientID. So it is on every node. */
export const holdsBefore = (one: Claimant, other: Claimant): boolean =>
  one.atMs === other.atMs ? one.clientId < other.clientId : one.atMs < other.atMs
