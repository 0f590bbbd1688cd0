import { useEffect, useRef } from 'react'
import { type Point, smooth } from '../presence/smooth.ts'
import { useLatest, usePageEffect } from './latest.ts'
import { useRoom } from './room-provider.tsx'

/**
 * Draws people between what is heard of them, as {@link smooth} does, by the latest `draw` and without rendering. It is called with
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
  const drawn = useRef(new Map<string, Point>())
  useEffect(
    () =>
      smooth(people, {
        draw(moved) {
          for (const [key, point] of moved) drawn.current.set(key, point)
          latest.current(moved)
        },
      }),
    [people, latest],
  )
  usePageEffect(() => {
    const points = new Map<string, Point>()
    for (const { key, x, y } of people.get())
      if (x !== undefined && y !== undefined) points.set(key, drawn.current.get(key) ?? { x, y })
    drawn.current = points
    draw(points)
  })
}
