import type { People } from './people-lists.ts'
import { type Point, smooth } from './smooth.ts'

/** People who are drawn smoothly, by a framework that may show their nodes anew at any time. */
export interface Placed {
  /** Begins to draw on animation frames; gives what ends it. */
  start(): () => void
  /** Draws everyone where they are drawn now: what has just been shown stands in its place. */
  all(): void
}

export const placed = (people: People, draw: (points: ReadonlyMap<string, Point>) => void): Placed => {
  let drawn = new Map<string, Point>()
  return {
    start: () =>
      smooth(people, {
        draw(moved) {
          for (const [key, point] of moved) drawn.set(key, point)
          draw(moved)
        },
      }),
    all() {
      const points = new Map<string, Point>()
      for (const { key, x, y } of people.get())
        if (x !== undefined && y !== undefined) points.set(key, drawn.get(key) ?? { x, y })
      drawn = points
      draw(points)
    },
  }
}
