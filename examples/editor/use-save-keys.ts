import { useEffect, useEffectEvent } from 'react'
import { useStanding } from '../common/connection/saved-light.tsx'
import { useRoomState } from '../common/room/room-context.tsx'

/** Ctrl and S, which hands press by themselves: the browser would save the page. It says whether the work is saved, as it always is. */
export const useSaveKeys = (): void => {
  const { news } = useRoomState()
  const standing = useStanding(false)
  const keyed = useEffectEvent((event: KeyboardEvent) => {
    if (event.key !== 's' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return
    event.preventDefault()
    if (standing !== null) news.toast('own', standing.why)
  })
  useEffect(() => {
    const listener = (event: KeyboardEvent) => keyed(event)
    addEventListener('keydown', listener)
    return () => removeEventListener('keydown', listener)
  }, [])
}
