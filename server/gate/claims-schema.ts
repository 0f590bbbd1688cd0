import * as v from 'valibot'
import {
  cleanName,
  fault,
  type Identity,
  ok,
  type Result,
  ROLES,
  type Role,
  type RoomId,
} from '../../shared/index.ts'
import { roomGlob } from './globs.ts'

const ID_CHARS = 256

/** A verified id: the `sub` of a token. */
export const PersonId = v.pipe(
  v.string(),
  v.minLength(1),
  v.maxLength(ID_CHARS),
  v.check((id) => id.isWellFormed()),
)

export const RoleName = v.picklist(Object.keys(ROLES) as Role[])

const Subject = v.pipe(v.string(), v.trim(), PersonId)

/** The claims of a token that Homeroom reads; others are left alone. */
const Claims = v.object({
  name: v.optional(v.string()),
  role: v.optional(RoleName),
  room: v.optional(v.string()),
  rooms: v.optional(v.array(v.string())),
  rename: v.optional(v.boolean()),
})

export type ClaimsFault = 'bad-subject' | 'bad-claims' | 'room-forbidden'

/** Reads the claims of a token whose signature is good: its bearer's identity, and whether it is for this room. */
export const readClaims = (payload: Record<string, unknown>, room: RoomId): Result<Identity, ClaimsFault> => {
  const subject = v.safeParse(Subject, payload.sub)
  if (!subject.success)
    return fault('bad-subject', `The token needs a subject (sub) of 1 to ${ID_CHARS} characters.`)
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
  return ok({ id: subject.output, name: cleanName(name), role, mayRename: rename })
}
