/** What a person may do in a room. */
export type Right = 'read' | 'present' | 'signal' | 'write' | 'moderate'

/** The table of roles: one row each, from the fewest rights to the most. */
export const ROLES = {
  viewer: ['read'],
  attendee: ['read', 'present', 'signal'],
  member: ['read', 'present', 'signal', 'write'],
  host: ['read', 'present', 'signal', 'write', 'moderate'],
} as const satisfies Record<string, readonly Right[]>

export type Role = keyof typeof ROLES

export const isRole = (value: unknown): value is Role =>
  typeof value === 'string' && Object.hasOwn(ROLES, value)

export const may = (role: Role, right: Right): boolean => (ROLES[role] as readonly Right[]).includes(right)
