import { useMemo } from 'react'
import type { Crowd, CrowdState } from '../crowd/crowd-api.ts'
import { crowdOf } from '../crowd/room-crowd.ts'
import { useReadable } from './readable.ts'
import { useRoom } from './room-provider.tsx'

/**
 * What the relay tells of a room of many people: how many there are, whom this client sees, and `watch`.
 *
 * @throws Error where there is no {@link RoomProvider} above.
 * @example
 * ```tsx
 * import { useCrowd } from 'homeroom/react'
 *
 * export const Count = () => {
 *   const { total, shown } = useCrowd()
 *   return total === null ? null : <p>{`${shown.length} of ${total} people`}</p>
 * }
 * ```
 */
export const useCrowd = (): CrowdState & Pick<Crowd, 'watch'> => {
  const crowd = crowdOf(useRoom())
  const state = useReadable(crowd)
  return useMemo(() => ({ ...state, watch: crowd.watch }), [crowd, state])
}
