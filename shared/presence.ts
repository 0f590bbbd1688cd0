import { readText } from './bytes.ts'
import { isJsonObject, type Json, type JsonObject, parseJson } from './json.ts'
import { COORDINATE_SIZE, STATE_BYTES, STATE_DEPTH } from './limits.ts'
import { fault, ok, type Result } from './result.ts'
import type { Standing } from './roles.ts'
import { cleanEmoji, cleanName } from './text.ts'

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

/** What cleaning needs to know beyond the state itself. */
export interface CleanContext {
  readonly space: Space
  readonly identity: Identity
  /** True where the relay verifies identities; a relay that verifies nobody stamps none. */
  readonly verifies: boolean
  /** The relay's wall clock, in ms since 1970. */
  readonly nowMs: number
  /** When this person's hand went up, where it is up already. */
  readonly handAtMs: number | null
  /** The name that this person has so far: an empty one does not take its place. */
  readonly nameBefore?: string | undefined
  /** What was said before under the same identity, and what it was cleaned to. */
  readonly before?: { readonly said: JsonObject; readonly state: JsonObject } | undefined
}

type Owner = 'client' | 'relay'

/**
 * How a value travels on the compact wire; one that is of another type travels as JSON under its name, and so does `rest`, which has
 * no bit.
 */
export type Pack = 'coordinate' | 'text' | 'flag' | 'time' | 'json' | 'rest'

interface FieldRow {
  readonly owner: Owner
  readonly pack: Pack
  /** The value as everybody shall see it; undefined leaves the field out. */
  readonly clean: (value: Json | undefined, context: CleanContext, state: JsonObject) => Json | undefined
}

export const isCoordinate = (value: Json | undefined): value is number =>
  typeof value === 'number' && Math.abs(value) <= COORDINATE_SIZE

/** A coordinate as everybody shall see it. */
export const clamp = (value: number, space: Space): number =>
  space === 'unit' ? Math.min(1, Math.max(0, value)) : value

const coordinate = (value: Json | undefined, { space }: CleanContext): number | undefined =>
  isCoordinate(value) ? clamp(value, space) : undefined

/**
 * The name in force: what the person chose where that is allowed, else the token's. A name that nobody can see, as
 * while it is being edited, is ignored; none at all takes it away.
 */
const nameOf = (value: Json | undefined, { identity, nameBefore }: CleanContext): string | undefined => {
  if (identity.name !== null && !identity.mayRename) return identity.name
  const kept = typeof value === 'string' ? nameBefore : undefined
  return cleanName(value) ?? kept ?? identity.name ?? undefined
}

const idOf = (value: Json | undefined, { identity, verifies }: CleanContext): Json | undefined => {
  if (!verifies) return value
  if (identity.id !== null) return identity.id
  return typeof value === 'string' ? `anon:${value}` : undefined
}

/**
 * The field table of docs/protocol.md: a new field is one row. Order matters: `handAt` reads `hand`, and the place of a
 * row is its bit on the compact wire, so rows of the rest come last.
 */
export const PRESENCE_FIELDS = {
  x: { owner: 'client', pack: 'coordinate', clean: coordinate },
  y: { owner: 'client', pack: 'coordinate', clean: coordinate },
  emoji: { owner: 'client', pack: 'text', clean: (value) => cleanEmoji(value) ?? undefined },
  hand: { owner: 'client', pack: 'flag', clean: (value) => (typeof value === 'boolean' ? value : undefined) },
  handAt: {
    owner: 'relay',
    pack: 'time',
    clean: (_value, { handAtMs, nowMs }, state) => (state.hand === true ? (handAtMs ?? nowMs) : undefined),
  },
  name: { owner: 'client', pack: 'text', clean: nameOf },
  id: { owner: 'relay', pack: 'json', clean: idOf },
  role: {
    owner: 'relay',
    pack: 'json',
    clean: (value, { identity, verifies }) => {
      if (!verifies) return value
      return identity.id === null ? undefined : identity.role
    },
  },
  user: {
    owner: 'client',
    pack: 'json',
    clean: (value, context) => {
      if (!isJsonObject(value)) return value
      // Left out rather than left alone: an id or a name that is none of ours would stand there unstamped.
      const { id, name, ...others } = value
      return {
        ...others,
        ...present({ id: idOf(id, context), name: nameOf(name, { ...context, nameBefore: undefined }) }),
      }
    },
  },
  rights: {
    owner: 'relay',
    pack: 'rest',
    clean: (value, { identity, verifies }) => {
      if (!verifies) return value
      return identity.id === null ? undefined : identity.rights
    },
  },
} as const satisfies Record<string, FieldRow>

const present = (fields: Record<string, Json | undefined>): JsonObject =>
  Object.fromEntries(
    Object.entries(fields).filter((field): field is [string, Json] => field[1] !== undefined),
  )

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

const ROWS = Object.entries<FieldRow>(PRESENCE_FIELDS)

/** A state as everybody shall see it: each known field by its row, the others as they are. */
export const cleanState = (state: JsonObject, context: CleanContext): JsonObject => {
  const clean: JsonObject = { ...state }
  for (const [key, row] of ROWS) {
    const value = cleanField(key, row, clean, context)
    if (value !== undefined) clean[key] = value
    else if (key in clean) delete clean[key]
  }
  return clean
}

/** Text takes long to look at, and is nearly always what it was. */
const cleanField = (
  key: string,
  row: FieldRow,
  state: JsonObject,
  context: CleanContext,
): Json | undefined => {
  const value = state[key]
  const { before } = context
  const isKnown = row.pack === 'text' && before !== undefined && typeof value === 'string'
  return isKnown && before.said[key] === value ? before.state[key] : row.clean(value, context, state)
}
