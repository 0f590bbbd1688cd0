/** What a person may do in a room. */
export type Right = 'read' | 'present' | 'signal' | 'write' | 'moderate'

/** A role of the table, with the rights that it has there. */
export type Role = 'viewer' | 'attendee' | 'member' | 'host'

/** From the fewest rights to the most. */
const NAMES: readonly Role[] = ['viewer', 'attendee', 'member', 'host']

/** The table of roles: one row each. */
export const ROLES = {
  viewer: ['read'],
  attendee: ['read', 'present', 'signal'],
  member: ['read', 'present', 'signal', 'write'],
  host: ['read', 'present', 'signal', 'write', 'moderate'],
} as const satisfies Record<Role, readonly Right[]>

/** The name of a role: one of the table, or a word of the relay's own (`teacher`). */
export type RoleName = Role | (string & {})

/** The relay's own words for roles, each with the role of the table whose rights it has. */
export type OwnRoles = Readonly<Record<string, Role>>

/** A role as people see it, and what it may do. */
export interface Standing {
  readonly role: RoleName
  /** The role of the table whose rights it has, where `role` is a word of the relay's own. */
  readonly rights?: Role
}

/** Whether a text may be a role: one of the table, or a word of the relay's own. */
export const isRoleName = (value: unknown): value is RoleName =>
  typeof value === 'string' && /^[\p{L}\p{M}\p{Nd}_.:-]{1,64}$/u.test(value)

export const isRole = (value: unknown): value is Role => NAMES.some((name) => name === value)

/** The names of all roles. */
export const rolesOf = (own: OwnRoles): readonly string[] => [...Object.keys(ROLES), ...Object.keys(own)]

/** What `role` stands for; null where it is neither in the table nor one of `own`. */
export const standingOf = (role: string, own: OwnRoles): Standing | null => {
  if (isRole(role)) return { role }
  const rights = Object.hasOwn(own, role) ? own[role] : undefined
  return rights === undefined ? null : { role, rights }
}

/** The role of the table whose rights somebody has. A word that nobody has explained may look on. */
export const rightsOf = ({ role, rights }: Standing): Role => {
  if (isRole(role)) return role
  return isRole(rights) ? rights : 'viewer'
}

export const may = (who: Standing, right: Right): boolean =>
  (ROLES[rightsOf(who)] as readonly Right[]).includes(right)
