// What this person may do. The relay decides and enforces it; here the page learns it early enough to say so.

import type { ReadonlyStore, Room } from 'homeroom/client'
import type { Kind } from '../page/address.ts'
import { createValue } from '../page/value.ts'
import type { Pen } from '../pen/pen.ts'
import { onWords, type Words, words } from '../words/index.ts'

/** Why something is not for this person, in words; null if it is. */
export type Off = string | null

export interface Rights {
  /** To be seen: to walk, and to sit. */
  readonly present: Off
  /** To raise a hand, to react and to chat. */
  readonly signal: Off
  /** To write into the room's document: text, desks, the plan of seats. */
  readonly write: Off
  readonly isHost: boolean
}

export type Role = NonNullable<ReturnType<Room['welcome']['get']>>['identity']['rights']

const byRole = ({ watching, listening }: Words['rights'], kind: Kind): Readonly<Record<Role, Rights>> => ({
  viewer: { present: watching, signal: watching, write: watching, isHost: false },
  attendee: { present: null, signal: null, write: listening[kind], isHost: false },
  member: { present: null, signal: null, write: null, isHost: false },
  host: { present: null, signal: null, write: null, isHost: true },
})

const ROLES: readonly string[] = Object.keys(byRole(words().rights, 'class'))

export const isRole = (value: string | null): value is Role => value !== null && ROLES.includes(value)

interface Standing {
  /** What the room is shown as: each has other things to do. */
  readonly kind: Kind
  /** As the relay says, or as it was on this browser's last visit; null if neither is known. */
  readonly role: Role | null
  /** Whether the document has been seen, from the relay or in the offline copy. */
  readonly isKnown: boolean
  /** Whether the document here belongs to an epoch that has ended. */
  readonly isReset: boolean
}

/** A relay of another make gives no role; there everyone may do everything. */
const rightsOf = ({ kind, role, isKnown, isReset }: Standing): Rights => {
  const said = words().rights
  const rights = byRole(said, kind)[role ?? 'member']
  if (rights.write !== null) return rights
  if (isReset) return { ...rights, write: said.replaced }
  // An edit of a document that has not been seen yet would overwrite what is in it.
  return isKnown ? rights : { ...rights, write: said.loading }
}

/** The role that this browser had in the room last: without a network there is no relay to say it. */
export interface LastRole {
  get(): Role | null
  set(role: Role): void
}

/** This person's rights as they change. */
export const createRights = (
  room: Pick<Room, 'status' | 'welcome' | 'offline' | 'copy'>,
  pen: Pick<Pen, 'get' | 'subscribe'>,
  lastRole: LastRole,
  kind: Kind,
): ReadonlyStore<Rights> & { stop(): void } => {
  let isKnown = false
  /** An empty update is two bytes, and a copy without content says nothing about the room. */
  const isInCopy = () => room.offline.get().state === 'ready' && room.copy.export().length > 2

  const read = () => {
    const { state } = room.status.get()
    const last = room.welcome.get()?.identity.rights ?? lastRole.get()
    const role = last === 'attendee' && pen.get().isKept ? 'member' : last
    isKnown ||= state === 'connected' || isInCopy()
    return rightsOf({ kind, role, isKnown, isReset: state === 'room-reset' })
  }
  const rights = createValue(read())
  const update = () => {
    const welcome = room.welcome.get()
    if (welcome !== null) lastRole.set(welcome.identity.rights)
    rights.set(read())
  }
  const undo = [
    ...[room.status, room.welcome, room.offline, pen].map(({ subscribe }) => subscribe(update)),
    onWords(update),
  ]
  return {
    get: rights.get,
    subscribe: rights.subscribe,
    stop() {
      for (const unsubscribe of undo) unsubscribe()
    },
  }
}
