import type { Context } from 'hono'
import type { Env } from '../env.ts'

/** Whether a list of tags, as `If-Match` and `If-None-Match` have it, names this one (RFC 9110, 13.1). */
const names = (list: string, etag: string | null): boolean =>
  etag !== null &&
  list.split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag)

/** The client has it already. */
export const isKnown = (c: Context<Env>, etag: string): boolean =>
  names(c.req.header('if-none-match') ?? '', etag)

/** What must be so for a change to be made. */
export interface Precondition {
  /** Whether it holds for what is there now; null is nothing. */
  holds(etag: string | null): boolean
}

/** Null where the client says nothing: then it does not matter what is there. */
export const readPrecondition = (c: Context<Env>): Precondition | null => {
  const match = c.req.header('if-match')
  const noneMatch = c.req.header('if-none-match')
  if (match === undefined && noneMatch === undefined) return null
  return {
    holds: (etag) =>
      (match === undefined || names(match, etag)) && (noneMatch === undefined || !names(noneMatch, etag)),
  }
}
