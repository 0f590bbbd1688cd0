import { isJsonObject, type Json, type JsonObject } from './json.ts'
import { type Identity, type Pack, PRESENCE_FIELDS, type PresenceField, type Space } from './presence.ts'
import { cleanField as cleanSaid, TEXT_RULES } from './presence-clean.ts'
import { cleanName } from './text.ts'

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
  /** The keys that this person holds, as the field has them. */
  readonly claims?: JsonObject | undefined
  /** What was said before under the same identity, and what it was cleaned to. */
  readonly before?: { readonly said: JsonObject; readonly state: JsonObject } | undefined
}

type Clean = (value: Json | undefined, context: CleanContext, state: JsonObject) => Json | undefined

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

/** Fields of which the relay knows more than what is said. In the order of the field table: `handAt` reads `hand`. */
const STAMPS: Partial<Record<PresenceField, Clean>> = {
  handAt: (_value, { handAtMs, nowMs }, state) => (state.hand === true ? (handAtMs ?? nowMs) : undefined),
  name: nameOf,
  id: idOf,
  role: (value, { identity, verifies }) => {
    if (!verifies) return value
    return identity.id === null ? undefined : identity.role
  },
  rights: (value, { identity, verifies }) => {
    if (!verifies) return value
    return identity.id === null ? undefined : identity.rights
  },
  claims: (_value, { claims }) => claims,
  user: (value, context) => {
    if (!isJsonObject(value)) return value
    // Left out rather than left alone: an id or a name that is none of ours would stand there unstamped.
    const { id, name, ...others } = value
    return {
      ...others,
      ...present({ id: idOf(id, context), name: nameOf(name, { ...context, nameBefore: undefined }) }),
    }
  },
}

const present = (fields: Record<string, Json | undefined>): JsonObject =>
  Object.fromEntries(
    Object.entries(fields).filter((field): field is [string, Json] => field[1] !== undefined),
  )

interface Row {
  readonly pack: Pack
  readonly clean: Clean
}

const ROWS = Object.entries(PRESENCE_FIELDS).map(([key, pack]): [string, Row] => [
  key,
  {
    pack,
    clean: STAMPS[key as PresenceField] ?? ((value, { space }) => cleanSaid(key, value, space, TEXT_RULES)),
  },
])

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
const cleanField = (key: string, row: Row, state: JsonObject, context: CleanContext): Json | undefined => {
  const value = state[key]
  const { before } = context
  const isKnown = row.pack === 'text' && before !== undefined && typeof value === 'string'
  return isKnown && before.said[key] === value ? before.state[key] : row.clean(value, context, state)
}
