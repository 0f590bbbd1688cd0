import { useMemo } from 'react'
import type { Crowd, CrowdState } from '../crowd/crowd-api.ts'
import { crowdOf } from '../crowd/room-crowd.ts'
import { useSelected } from './readable.ts'
import { useRoom } from './room-provider.tsx'

/**
 * What the relay tells of a room of many people: how many there are, whom this client sees, and `watch`; or what `select` makes of the
 * first two, compared as {@link useReadable} does. Without it the component renders with each tick of people who move.
 *
 * @throws Error where there is no {@link RoomProvider} above.
 * @example
 * ```tsx
 * import { useCrowd } from 'homeroom/react'
 *
 * export const Count = () => {
 *   const total = useCrowd((crowd) => crowd.total)
 *   return total === null ? null : <p>{`${total} people`}</p>
 * }
 * ```
 */
export function useCrowd(): CrowdState & Pick<Crowd, 'watch'>
export function useCrowd<Selected>(
  select: (crowd: CrowdState) => Selected,
  isEqual?: (a: Selected, b: Selected) => boolean,
): Selected
export function useCrowd(
  select?: (crowd: CrowdState) => unknown,
  isEqual?: (a: unknown, b: unknown) => boolean,
): unknown {
  const crowd = crowdOf(useRoom())
  const selected = useSelected(crowd, select, isEqual)
  return useMemo(
    () => (select === undefined ? { ...(selected as CrowdState), watch: crowd.watch } : selected),
    [crowd, select, selected],
  )
}
