import { isJsonObject, isRole, type Json, type JsonObject, rightsOf } from '../../shared/index.ts'
import type { AwarenessRules } from './awareness-rules.ts'

/** A value of a field as everybody may see it; undefined where it is none. */
export type Clean = (field: string, value: Json) => Json | undefined

export interface ReadContext {
  readonly clean: Clean
  /** The relay verifies people, so that an `id` with a `role` is what it says. */
  readonly verifies: boolean
  /** Absent where the states are those of a relay of ours: nobody else holds them, and it has stamped when a hand went up. */
  readonly rules: AwarenessRules | undefined
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

/** What each state was made of. */
const givenByRead = new WeakMap<JsonObject, JsonObject>()

/**
 * A state as the fields say it must be: a relay of another make passes on whatever it gets. An id counts where the relay
 * verified it: then it has stamped a role beside it, which it takes away from anonymous people.
 */
export const readState = (state: unknown, { clean, verifies, rules, before }: ReadContext): JsonObject => {
  if (!isJsonObject(state as Json)) return {}
  const given = state as JsonObject
  const { id, role, rights, handAt, ...others } = saidFields(given)
  const givenBefore = before === undefined ? undefined : givenByRead.get(before)
  const read: JsonObject = {}
  for (const [field, value] of Object.entries(others)) {
    // Most of what comes is a move, and a name takes much longer to be cleaned than a place.
    const isKnown = givenBefore !== undefined && givenBefore[field] === value
    const fit = isKnown ? before?.[field] : clean(field, value)
    if (fit !== undefined) read[field] = isKnown || rules === undefined ? fit : rules.copy(fit)
  }
  if (read.hand === true && typeof handAt === 'number') read.handAt = handAt
  rules?.stampHand(read, before)
  if (verifies && typeof id === 'string' && typeof role === 'string')
    Object.assign(read, { id, role, rights: rightsOf(isRole(rights) ? { role, rights } : { role }) })
  givenByRead.set(read, given)
  return read
}
