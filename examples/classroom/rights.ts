import type { Room } from 'homeroom/client'

/** Why something is not for this person, in words; null where it is. */
export type Off = string | null

export interface Rights {
  /** To be seen: to walk. */
  readonly present: Off
  /** To raise a hand and to react. */
  readonly signal: Off
  /** To write into the room's document: seats, chat, desks. */
  readonly write: Off
  readonly isHost: boolean
}

type Role = NonNullable<ReturnType<Room['welcome']['get']>>['identity']['role']

const WATCHING = 'You are watching: this link shows the room but lets nobody take part.'
const LISTENING = 'You take part as an attendee: you can walk, react and raise your hand, but not write.'
const LOADING = 'The room is still being loaded.'

/** The relay decides and enforces; this table only lets the page say it before anybody tries. */
const BY_ROLE: Readonly<Record<Role, Rights>> = {
  viewer: { present: WATCHING, signal: WATCHING, write: WATCHING, isHost: false },
  attendee: { present: null, signal: null, write: LISTENING, isHost: false },
  member: { present: null, signal: null, write: null, isHost: false },
  host: { present: null, signal: null, write: null, isHost: true },
}

/** Until the room has been there once nothing is written: what is there would be overwritten unseen. */
const JOINING: Rights = { present: null, signal: null, write: LOADING, isHost: false }

/** A relay of another make gives no role, and whoever is in may do everything. */
export const rightsOf = (role: Role | null, hasJoined: boolean): Rights => {
  const rights = BY_ROLE[role ?? 'member']
  return hasJoined || rights.write !== null ? rights : { ...JOINING, isHost: rights.isHost }
}
