import { useEffect, useMemo } from 'react'
import { placed } from '../presence/placed.ts'
import type { Point } from '../presence/smooth.ts'
import { useLatest, usePageEffect } from './latest.ts'
import { useRoom } from './room-provider.tsx'

/**
 * Draws people between what is heard of them, as `smooth` does, by the latest `draw` and without rendering. It is called with
 * everyone who moved in a frame, by their `key`, and with everyone after each render of this component, so that
 * what has just been shown stands in its place. People who asked for less motion see everyone where they are.
 *
 * @throws Error where there is no {@link RoomProvider} above.
 * @example
 * ```tsx
 * import { usePeople, useSmooth } from 'homeroom/react'
 *
 * export const Stage = () => {
 *   const keys = usePeople((people) => people.map(({ key }) => key))
 *   useSmooth((points) => {
 *     for (const [key, { x, y }] of points) {
 *       const node = document.getElementById(key)
 *       if (node !== null) node.style.translate = `${x * 100}vw ${y * 100}vh`
 *     }
 *   })
 *   return keys.map((key) => <i key={key} id={key}>●</i>)
 * }
 * ```
 */
export const useSmooth = (draw: (points: ReadonlyMap<string, Point>) => void): void => {
  const { people } = useRoom()
  const latest = useLatest(draw)
  const { start, all } = useMemo(() => placed(people, (points) => latest.current(points)), [people, latest])
  useEffect(start, [start])
  usePageEffect(all)
}
