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

export type Role = NonNullable<ReturnType<Room['welcome']['get']>>['identity']['role']

const WATCHING = 'You are watching: this link shows the room but lets nobody take part.'
const LISTENING = 'You take part as an attendee: you can walk, react and raise your hand, but not write.'
const LOADING = 'The room is still being loaded.'
const RESET = 'The room has been replaced: first say what becomes of your copy.'

/** The relay decides and enforces; this table only lets the page say it before anybody tries. */
const BY_ROLE: Readonly<Record<Role, Rights>> = {
  viewer: { present: WATCHING, signal: WATCHING, write: WATCHING, isHost: false },
  attendee: { present: null, signal: null, write: LISTENING, isHost: false },
  member: { present: null, signal: null, write: null, isHost: false },
  host: { present: null, signal: null, write: null, isHost: true },
}

export const isRole = (value: string | null): value is Role => value !== null && Object.hasOwn(BY_ROLE, value)

/** Until the room has been there once nothing is written: what is there would be overwritten unseen. */
const JOINING: Rights = { present: null, signal: null, write: LOADING, isHost: false }

export interface Standing {
  /** By the relay, or as it was when this browser was here last; null where neither is known. */
  readonly role: Role | null
  /** What is in the room has been seen, now or in the copy that this browser keeps. */
  readonly isKnown: boolean
  /** What is here belongs to a room that is no more. */
  readonly isReset: boolean
}

/** A relay of another make gives no role, and whoever is in may do everything. */
export const rightsOf = ({ role, isKnown, isReset }: Standing): Rights => {
  const rights = BY_ROLE[role ?? 'member']
  if (rights.write !== null) return rights
  if (isReset) return { ...rights, write: RESET }
  return isKnown ? rights : { ...JOINING, isHost: rights.isHost }
}
