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
export const warnUnsaved = (room: Pick<Room, 'saved' | 'offline' | 'status' | 'welcome'>): (() => void) => {
  if (typeof window === 'undefined') return () => undefined
  const controller = new AbortController()
  const ask = (event: BeforeUnloadEvent) => event.preventDefault()
  // Only while there is a reason: a page that listens is not put into some browsers' page cache.
  const update = () => {
    if (isOnlyHere(room)) window.addEventListener('beforeunload', ask, { signal: controller.signal })
    else window.removeEventListener('beforeunload', ask)
  }
  update()
  const stops = [room.saved, room.offline, room.status, room.welcome].map(({ subscribe }) =>
    subscribe(update),
  )
  return () => {
    for (const stop of stops) stop()
    controller.abort()
  }
}

const isOnlyHere = ({ saved, offline, status, welcome }: Parameters<typeof warnUnsaved>[0]): boolean => {
  const { state, pending } = saved.get()
  if (state !== 'local' || pending === 0 || offline.get().state === 'ready') return false
  // A relay of another make never says that it has something: it has what was sent while it is there.
  return status.get().state === 'connected' ? welcome.get() !== null : status.get().state !== 'left'
}
