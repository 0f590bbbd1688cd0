import {
  cleanState,
  type Identity,
  isJsonObject,
  type Json,
  type JsonObject,
  type Space,
} from '../shared/index.ts'

/** A relay of ours has cleaned and stamped already; of another one nobody is known. */
const ANYBODY: Identity = { id: null, name: null, role: 'member', mayRename: true }

export interface ReadContext {
  readonly space: Space
  /** Wall time, in ms since 1970. */
  readonly nowMs: number
  /** What the same client said before. */
  readonly before: JsonObject | undefined
}

/**
 * A state as the fields say it must be: a relay of another make passes on whatever it gets. Where nobody stamped when a
 * hand went up, it is when it was first seen here.
 */
export const readState = (state: unknown, { space, nowMs, before }: ReadContext): JsonObject => {
  if (!isJsonObject(state as Json)) return {}
  const given = state as JsonObject
  const seenAt = before?.hand === true ? before.handAt : undefined
  const handAt = typeof given.handAt === 'number' ? given.handAt : seenAt
  const handAtMs = typeof handAt === 'number' ? handAt : null
  return cleanState(given, { space, nowMs, handAtMs, verifies: false, identity: ANYBODY })
}
