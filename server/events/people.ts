import type { Identity, SignalSender } from '../../shared/index.ts'
import type { Participant } from '../presence/participant.ts'
import type { EventPerson } from './room-event.ts'

/** Somebody in a room, as those outside are told of them. */
export const personOf = ({ id, identity, source }: Participant): EventPerson => ({
  ...named(identity),
  connection: id,
  source: source === 'server' ? 'server' : 'client',
})

/** The same of somebody who sent something by the HTTP API. */
export const personByHttp = (from: SignalSender): EventPerson => ({
  ...named(from),
  connection: null,
  source: 'server',
})

const named = ({ id, name, role, rights }: Identity | SignalSender) => ({
  id,
  name,
  role,
  ...(rights && { rights }),
})
