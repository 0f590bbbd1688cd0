import type { ReadonlyStore, Room } from 'homeroom/client'
import { isConnected } from './connection-state.ts'
import { type Rights, type Role, rightsOf } from './rights.ts'
import { createValue } from './value.ts'

/** The role that this browser had in the room last: without a network nobody else says it. */
export interface LastRole {
  get(): Role | null
  set(role: Role): void
}

/** What this person may do, as it changes. */
export const createOwnRights = (
  room: Pick<Room, 'status' | 'welcome' | 'offline' | 'copy'>,
  lastRole: LastRole,
): ReadonlyStore<Rights> & { stop(): void } => {
  let isKnown = false
  /** An empty update is two bytes: a copy of nothing says nothing about the room. */
  const isInCopy = () => room.offline.get() === 'ready' && room.copy.export().length > 2

  const read = () => {
    const status = room.status.get()
    const role = room.welcome.get()?.identity.role ?? lastRole.get()
    isKnown ||= isConnected(status) || isInCopy()
    return rightsOf({ role, isKnown, isReset: status.state === 'room-reset' })
  }
  const rights = createValue(read())
  const look = () => {
    const welcome = room.welcome.get()
    if (welcome !== null) lastRole.set(welcome.identity.role)
    rights.set(read())
  }
  const undo = [room.status, room.welcome, room.offline].map(({ subscribe }) => subscribe(look))
  return {
    get: rights.get,
    subscribe: rights.subscribe,
    stop() {
      for (const unsubscribe of undo) unsubscribe()
    },
  }
}
