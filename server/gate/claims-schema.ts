import * as v from 'valibot'
import {
  cleanName,
  fault,
  type Identity,
  type OwnRoles,
  ok,
  type Result,
  type RoomId,
  type Standing,
  standingOf,
} from '../../shared/index.ts'
import { roomGlob } from './globs.ts'
import { ID_CHARS, isPersonId, NO_PERSON_ID } from './person-id.ts'

const SHOWN_CHARS = 32

/** A verified id: the `sub` of a token. */
export const PersonId = v.pipe(
  v.string(),
  v.minLength(1),
  v.maxLength(ID_CHARS),
  v.check((id) => isPersonId(id), NO_PERSON_ID),
)

/** The name of a role that this relay knows; gives what it stands for. */
export const KnownRole = (roles: OwnRoles): v.GenericSchema<unknown, Standing> =>
  v.pipe(
    v.string(),
    v.transform((role) => standingOf(role, roles)),
    v.check((standing) => standing !== null),
    v.transform((standing) => standing as Standing),
  )

/** The claims of a token that Homeroom reads; others are left alone. */
const Claims = v.object({
  name: v.optional(v.string()),
  role: v.optional(v.string()),
  room: v.optional(v.string()),
  rooms: v.optional(v.array(v.string())),
  rename: v.optional(v.boolean()),
})

export type ClaimsFault = 'bad-subject' | 'bad-claims' | 'room-forbidden'

/** Reads the claims of a token whose signature is good: its bearer's identity, and whether it is for this room. */
export const readClaims = (
  payload: Record<string, unknown>,
  room: RoomId,
  roles: OwnRoles,
): Result<Identity, ClaimsFault> => {
  const subject = v.safeParse(PersonId, payload.sub)
  if (!subject.success) return fault('bad-subject', `The subject (sub) of the token ${NO_PERSON_ID}.`)
  const claims = v.safeParse(Claims, payload)
  if (!claims.success) {
    const keys = claims.issues.map((issue) => v.getDotPath(issue)).join(', ')
    return fault('bad-claims', `These claims of the token are not valid: ${keys}.`)
  }
  const { name, role = 'member', rename = true } = claims.output
  const standing = standingOf(role, roles)
  if (standing === null)
    return fault(
      'bad-claims',
      `The token's role ${JSON.stringify(role.slice(0, SHOWN_CHARS))} is none of this relay.`,
    )
  const globs = [
    ...(claims.output.rooms ?? []),
    ...(claims.output.room === undefined ? [] : [claims.output.room]),
  ]
  const isForAllRooms = claims.output.rooms === undefined && claims.output.room === undefined
  if (!isForAllRooms && !globs.some((glob) => roomGlob(glob)?.(room))) {
    return fault('room-forbidden', 'The token is not for this room.')
  }
  return ok({ id: subject.output, name: cleanName(name), ...standing, mayRename: rename })
}
