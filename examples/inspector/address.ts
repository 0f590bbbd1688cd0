// The room that is looked at is in the address, for the back button and a reload. A token or secret never is.

import { useSyncExternalStore } from 'react'

const PREFIX = '#room/'

/** The address of the list of rooms. */
export const ALL_ROOMS = '#rooms'

export const hashOf = (room: string): string => `${PREFIX}${encodeURIComponent(room)}`

const roomIn = (hash: string): string | null => {
  if (!hash.startsWith(PREFIX)) return null
  try {
    return decodeURIComponent(hash.slice(PREFIX.length)) || null
  } catch (error) {
    if (error instanceof URIError) return null
    throw error
  }
}

const subscribe = (listener: () => void): (() => void) => {
  addEventListener('hashchange', listener)
  return () => removeEventListener('hashchange', listener)
}

/** The room of the address; null if it names none. */
export const useRoomOfAddress = (): string | null =>
  useSyncExternalStore(subscribe, () => roomIn(location.hash))
