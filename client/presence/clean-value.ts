import { isPresenceField, type Json, PRESENCE_FIELDS, type Space } from '../../shared/index.ts'

/** A value of presence as everyone may see it, whoever says it; undefined where it is none. A field of the app's is as it is. */
export const cleanValue = (field: string, value: Json, space: Space): Json | undefined => {
  // The relay knows nothing of it.
  if (field === 'away') return typeof value === 'boolean' ? value : undefined
  return isPresenceField(field) ? PRESENCE_FIELDS[field].clean(value, space) : value
}
