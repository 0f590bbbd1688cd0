import { readText } from './bytes.ts'
import { isJsonObject, type Json, type JsonObject, parseJson } from './json.ts'
import { COORDINATE_SIZE, STATE_BYTES, STATE_DEPTH } from './limits.ts'
import { fault, ok, type Result } from './result.ts'
import type { Standing } from './roles.ts'

/** How far x and y go: anywhere (`free`), or clamped to 0..1 (`unit`). */
export type Space = 'free' | 'unit'

/** The identity of a connection, as the gate found it. */
export interface Identity extends Standing {
  /** The verified `sub`; null for an anonymous person. */
  readonly id: string | null
  /** The name that the token gives; null where it gives none. */
  readonly name: string | null
  /** False: the token's name is final, whatever the client calls itself. */
  readonly mayRename: boolean
}

/** The same person in another role. */
export const withStanding = ({ id, name, mayRename }: Identity, standing: Standing): Identity => ({
  id,
  name,
  ...standing,
  mayRename,
})

/**
 * How a value travels on the compact wire; one that is of another type travels as JSON under its name, and so does `rest`, which has
 * no bit.
 */
export type Pack = 'coordinate' | 'text' | 'flag' | 'time' | 'json' | 'rest'

export const isCoordinate = (value: Json | undefined): value is number =>
  typeof value === 'number' && Math.abs(value) <= COORDINATE_SIZE

/** A coordinate as everybody shall see it. */
export const clamp = (value: number, space: Space): number =>
  space === 'unit' ? Math.min(1, Math.max(0, value)) : value

/**
 * The field table of docs/protocol.md: a new field is one row, and one in `presence-clean` or `presence-stamps` where not all that
 * is said may stand. The place of a row is its bit on the compact wire, so rows of the rest come last.
 */
export const PRESENCE_FIELDS = {
  x: 'coordinate',
  y: 'coordinate',
  emoji: 'text',
  hand: 'flag',
  handAt: 'time',
  name: 'text',
  id: 'json',
  role: 'json',
  user: 'json',
  rights: 'rest',
  claims: 'rest',
} as const satisfies Record<string, Pack>

export type PresenceField = keyof typeof PRESENCE_FIELDS

/** The fields that the relay alone sets; any other one is its client's. */
export const STAMPED_FIELDS = [
  'handAt',
  'id',
  'role',
  'rights',
  'claims',
] as const satisfies readonly PresenceField[]

export type StateFault = 'state-too-large' | 'bad-bytes' | 'too-deep' | 'bad-json' | 'state-not-object'

/** Reads one awareness state, unclean: a JSON object of bounded size and depth. Null means gone. */
export const parseState = (bytes: Uint8Array): Result<JsonObject | null, StateFault> => {
  if (bytes.length > STATE_BYTES)
    return fault('state-too-large', `A presence state is over ${STATE_BYTES} bytes.`)
  const text = readText(bytes)
  if (!text.ok) return text
  const parsed = parseJson(text.value, STATE_DEPTH)
  if (!parsed.ok) return parsed
  if (parsed.value === null) return ok(null)
  return isJsonObject(parsed.value)
    ? ok(parsed.value)
    : fault('state-not-object', 'A presence state is no object.')
}
