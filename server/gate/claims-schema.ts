import * as v from 'valibot'
import { cleanName, fault, type Identity, isRole, ok, type Result, type RoomId } from '../../shared/index.ts'
import { roomGlob } from './globs.ts'

/** The claims of a token that Homeroom reads; others are left alone. */
const Claims = v.object({
  name: v.optional(v.string()),
  role: v.optional(v.custom<Identity['role']>(isRole)),
  room: v.optional(v.string()),
  rooms: v.optional(v.array(v.string())),
  rename: v.optional(v.boolean()),
})

const ID_CHARS = 256

export type ClaimsFault = 'bad-subject' | 'bad-claims' | 'room-forbidden'

/** Reads the claims of a token whose signature is good: who it is, and whether it is for this room. */
export const readClaims = (payload: Record<string, unknown>, room: RoomId): Result<Identity, ClaimsFault> => {
  const id = typeof payload.sub === 'string' ? payload.sub.trim() : ''
  if (id === '' || id.length > ID_CHARS || !id.isWellFormed()) {
    return fault('bad-subject', `The token needs a subject (sub) of 1 to ${ID_CHARS} characters.`)
  }
  const claims = v.safeParse(Claims, payload)
  if (!claims.success) {
    const keys = claims.issues.map((issue) => v.getDotPath(issue)).join(', ')
    return fault('bad-claims', `These claims of the token are not valid: ${keys}.`)
  }
  const { name, role = 'member', rename = true } = claims.output
  const globs = [
    ...(claims.output.rooms ?? []),
    ...(claims.output.room === undefined ? [] : [claims.output.room]),
  ]
  const isForAllRooms = claims.output.rooms === undefined && claims.output.room === undefined
  if (!isForAllRooms && !globs.some((glob) => roomGlob(glob)?.(room))) {
    return fault('room-forbidden', 'The token is not for this room.')
  }
  return ok({ id, name: cleanName(name), role, mayRename: rename })
}
