import { crowdOf } from 'homeroom/crowd'
import { useEffect } from 'react'
import { useReadable, useRoomState } from '../room/room-context.tsx'

/** The relay shows no more of them. */
const MOST = 64

/**
 * Asks the relay for the part of the room that this page shows, and for the people whom this person has to do with: those who are followed, managed,
 * pointed at or looked for, and `others` before them all, by clientID.
 */
export const useCrowdWatch = (others: readonly number[]): void => {
  const { room, crowd: look, cast } = useRoomState()
  const crowd = crowdOf(room)
  const { follow } = useReadable(room.rules)
  const view = useReadable(look.view)
  const managed = useReadable(look.managed)
  const pointedAt = useReadable(look.pointedAt)
  const found = useReadable(look.found)
  useReadable(cast)
  const near = new Set([managed?.key, ...pointedAt])
  const byKey = room.people.get().flatMap(({ key, clientIds }) => (near.has(key) ? clientIds : []))
  const led = follow === null ? [] : [follow]
  const people = [...new Set([...others, ...led, ...(managed?.clientIds ?? []), ...byKey, ...found])].slice(
    0,
    MOST,
  )

  // The same is asked for once only.
  useEffect(() => crowd.watch({ view, people }))
  useEffect(() => {
    const count = () => look.total.set(crowd.get().total)
    count()
    return crowd.subscribe(count)
  }, [crowd, look])
}
