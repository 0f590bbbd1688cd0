// Whom server code speaks for: itself, or somebody of the host's.
import * as v from 'valibot'
import {
  cleanName,
  type Identity,
  type OwnRoles,
  type RoleName,
  rolesOf,
  standingOf,
} from '../../shared/index.ts'
import { not, readOptions } from '../base/read-options.ts'
import { isPersonId, NO_PERSON_ID } from '../gate/person-id.ts'

/**
 * Whom server code speaks for, as the others in the room are told.
 *
 * @example
 * ```ts
 * import { createRelay, type ServerIdentity } from 'homeroom/server'
 *
 * const bot: ServerIdentity = { id: 'bot', name: 'Bot', role: 'member' }
 * const relay = createRelay()
 * const room = await relay.room('lesson', { by: bot })
 * console.log(room.id)
 * await relay.close()
 * ```
 */
export interface ServerIdentity {
  /** As the `sub` of a token; null (default) for nobody in particular. */
  readonly id?: string | null
  /** The name to show; null (default) for none. */
  readonly name?: string | null
  /** What it may do: `host` by default. A role of Homeroom's, or a word of the relay's own. */
  readonly role?: RoleName
}

const identityIn = (roles: OwnRoles) => ({
  id: v.optional(v.nullable(v.custom<string>(isPersonId, NO_PERSON_ID)), null),
  name: v.optional(v.nullable(v.string(not('is a text or null'))), null),
  role: v.optional(
    v.pipe(
      v.string(not('is a text')),
      v.check((role) => standingOf(role, roles) !== null, `is one of ${rolesOf(roles).join(', ')}`),
    ),
    'host',
  ),
})

/** Reads `by`; throws a TypeError that says what is wrong with it. */
export const identityOf = (by: ServerIdentity, roles: OwnRoles): Identity => {
  const { id, name, role } = readOptions('by', identityIn(roles), by)
  return { id, name: cleanName(name), ...(standingOf(role, roles) ?? { role }), mayRename: true }
}
