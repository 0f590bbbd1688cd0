import {
  isJsonObject,
  isRole,
  type Json,
  type JsonObject,
  rightsOf,
  type Space,
  type TextRules,
} from '../../shared/index.ts'
import { frozenCopy } from '../frozen.ts'
import { cleanValue } from './clean-value.ts'

export interface ReadContext {
  readonly space: Space
  readonly text: TextRules
  /** The relay verifies people, so that an `id` with a `role` is what it says. */
  readonly verifies: boolean
  /** The relay has stamped when a hand went up. Elsewhere anybody says what they like of it. */
  readonly stamps: boolean
  /** Wall time, in ms since 1970. */
  readonly nowMs: number
  /** What the same client said before, as it was read. */
  readonly before: JsonObject | undefined
}

/** What a state says, but for what the lists say themselves: nobody else says whose tab it is, or how it is. */
export const saidFields = ({
  key: _key,
  isSelf: _isSelf,
  clientIds: _clientIds,
  clientId: _clientId,
  status: _status,
  ...said
}: JsonObject): JsonObject => said

/** What each clean state was made of. */
const givenByClean = new WeakMap<JsonObject, JsonObject>()

/**
 * A state as the fields say it must be, and a copy, since the Awareness is of other readers, too: a relay of another make passes
 * on whatever it gets. Where nobody stamped when a hand went up, it is when it was first seen here. An id counts where the relay
 * verified it: then it has stamped a role beside it, which it takes away from anonymous people.
 */
export const readState = (
  state: unknown,
  { space, text, verifies, stamps, nowMs, before }: ReadContext,
): JsonObject => {
  if (!isJsonObject(state as Json)) return {}
  const given = state as JsonObject
  const { id, role, rights, handAt, ...others } = saidFields(given)
  const givenBefore = before === undefined ? undefined : givenByClean.get(before)
  const clean: JsonObject = {}
  for (const [field, value] of Object.entries(others)) {
    // Most of what comes is a move, and a name takes much longer to be cleaned than a place.
    const isKnown = givenBefore !== undefined && givenBefore[field] === value
    const read = isKnown ? before?.[field] : cleanValue(field, value, space, text)
    if (read !== undefined) clean[field] = isKnown ? read : frozenCopy(read)
  }
  if (clean.hand === true) {
    const seenAtMs = before?.hand === true ? before.handAt : undefined
    clean.handAt = [stamps && handAt, seenAtMs].find((atMs) => typeof atMs === 'number') ?? nowMs
  }
  if (verifies && typeof id === 'string' && typeof role === 'string')
    Object.assign(clean, { id, role, rights: rightsOf(isRole(rights) ? { role, rights } : { role }) })
  givenByClean.set(clean, given)
  return clean
}
