import type { Participant } from '../presence/participant.ts'
import type { EventPerson } from './room-event.ts'

/** Somebody in a room, as those outside are told of them; one who asks by the HTTP API has no connection. */
export const personOf = ({ id, identity, source }: Participant): EventPerson => ({
  id: identity.id,
  name: identity.name,
  role: identity.role,
  ...(identity.rights && { rights: identity.rights }),
  connection: source === 'http' ? null : id,
  source: source === 'server' || source === 'http' ? 'server' : 'client',
})
