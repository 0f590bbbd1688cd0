import {
  changeBetween,
  cleanState,
  type Identity,
  isJsonObject,
  isRole,
  type Json,
  type JsonObject,
  rightsOf,
  type Space,
} from '../../shared/index.ts'
import { frozenCopy } from '../frozen.ts'

/** A relay of ours has cleaned and stamped already; of another one nobody is known. */
const ANYBODY: Identity = { id: null, name: null, role: 'member', mayRename: true }

export interface ReadContext {
  readonly space: Space
  /** The relay verifies people, so that an `id` with a `role` is what it says. */
  readonly verifies: boolean
  /** Wall time, in ms since 1970. */
  readonly nowMs: number
  /** What the same client said before, as it was read. */
  readonly before: JsonObject | undefined
}

/** What each clean state was made of. */
const givenByClean = new WeakMap<JsonObject, JsonObject>()

/**
 * A state as the fields say it must be: a relay of another make passes on whatever it gets. Where nobody stamped when a
 * hand went up, it is when it was first seen here.
 */
export const readState = (state: unknown, { space, verifies, nowMs, before }: ReadContext): JsonObject => {
  if (!isJsonObject(state as Json)) return {}
  const given = state as JsonObject
  const seenAt = before?.hand === true ? before.handAt : undefined
  const handAt = typeof given.handAt === 'number' ? given.handAt : seenAt
  const handAtMs = typeof handAt === 'number' ? handAt : null
  const read = (fields: JsonObject) =>
    withoutImpostors(
      cleanState(fields, { space, nowMs, handAtMs, verifies: false, identity: ANYBODY }),
      verifies,
    )

  const clean = readMove(before, given, read) ?? read(given)
  givenByClean.set(clean, given)
  return clean
}

/**
 * What was read, of the type that it must be, and a copy: the Awareness is of other readers, too. An id counts where the relay
 * verified it: then it has stamped a role beside it, which it takes away from anonymous people.
 */
const withoutImpostors = (state: JsonObject, verifies: boolean): JsonObject => {
  const { id, role, rights, away, ...others } = state
  const isVerified = verifies && typeof id === 'string' && typeof role === 'string'
  const clean: JsonObject = {}
  for (const [field, value] of Object.entries(others)) clean[field] = frozenCopy(value)
  return {
    ...clean,
    ...(isVerified && { id, role, rights: rightsOf(isRole(rights) ? { role, rights } : { role }) }),
    ...(typeof away === 'boolean' && { away }),
  }
}

const PLACE = ['x', 'y']

/** Most of what comes is a move, and a name takes much longer to be cleaned than a place. Null where it is no move. */
const readMove = (
  before: JsonObject | undefined,
  given: JsonObject,
  read: (fields: JsonObject) => JsonObject,
): JsonObject | null => {
  const givenBefore = before === undefined ? undefined : givenByClean.get(before)
  const change = givenBefore === undefined ? null : changeBetween(givenBefore, given)
  if (change === null || change.cleared.length > 0) return null
  const keys = Object.keys(change.set)
  if (!keys.every((key) => PLACE.includes(key))) return null
  const place = read(change.set)
  // A place that is none is left out, and what was there before with it.
  return keys.every((key) => key in place) ? { ...before, ...place } : null
}
