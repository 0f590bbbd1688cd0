import type { Room } from '../room-api.ts'

/**
 * Lets the browser ask before the page closes while own edits are nowhere but here: not with the relay, and not in the
 * offline copy. Gives what stops it. Outside of a page it does nothing.
 *
 * @example
 * ```ts
 * import { joinRoom, warnUnsaved } from 'homeroom/client'
 *
 * const room = joinRoom('wss://rooms.example', 'school/7b')
 * export const stop = warnUnsaved(room)
 * ```
 */
export const warnUnsaved = (room: Pick<Room, 'saved' | 'status' | 'welcome' | 'copy'>): (() => void) => {
  if (typeof window === 'undefined') return () => undefined
  const ask = (event: BeforeUnloadEvent) => {
    if (!room.copy.isKept()) event.preventDefault()
  }
  // Only while there may be a reason: a page that listens is not put into some browsers' page cache.
  const update = () => {
    if (isUnsent(room)) window.addEventListener('beforeunload', ask)
    else window.removeEventListener('beforeunload', ask)
  }
  update()
  const stops = [room.saved, room.status, room.welcome].map(({ subscribe }) => subscribe(update))
  return () => {
    for (const stop of stops) stop()
    window.removeEventListener('beforeunload', ask)
  }
}

/** The relay may lack own edits. */
const isUnsent = ({ saved, status, welcome }: Parameters<typeof warnUnsaved>[0]): boolean => {
  const { state, pending } = saved.get()
  if (state !== 'local' || pending === 0) return false
  // A relay of another make never says that it has something: it has what was sent while it is there.
  return status.get().state === 'connected' ? welcome.get() !== null : status.get().state !== 'left'
}
