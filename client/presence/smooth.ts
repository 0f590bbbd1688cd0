import type { ReadonlyStore } from '../store.ts'
import type { PersonFields } from './people.ts'

/** Where somebody is drawn in this frame, in the units of their presence. */
export interface Point {
  /** As `x` of their presence. */
  readonly x: number
  /** As `x`. */
  readonly y: number
}

/** How {@link smooth} draws. */
export interface SmoothOptions {
  /** Draws everyone who moved in this frame, by {@link PersonFields.key}; everyone at the first call. */
  readonly draw: (points: ReadonlyMap<string, Point>) => void
  /** True where people asked for less motion: then everyone is drawn where they are. By default the page is asked. */
  readonly isReduced?: () => boolean
  /** `requestAnimationFrame` by default; `nowMs` is by `performance.now()`. */
  readonly requestFrame?: (draw: (nowMs: number) => void) => number
  /** `cancelAnimationFrame` by default. */
  readonly cancelFrame?: (id: number) => void
}

/** A motion under way: from where it was drawn, to where it is, over as long as its samples are apart. */
interface Motion {
  from: Point
  to: Point
  startMs: number
  durationMs: number
}

/** Samples of one person come this far apart at most while they move; beyond it they stood still. */
const MAX_GAP_MS = 300
const DEFAULT_GAP_MS = 60

/** Samples that a network delivers together were not made together. */
const MIN_GAP_MS = 40

/**
 * Draws people who move in small steps between what is heard of them: on animation frames, only while somebody moves.
 * Gives what stops it.
 *
 * @example
 * ```ts
 * import { joinRoom } from 'homeroom/client'
 * import { smooth } from 'homeroom/draw'
 *
 * const room = joinRoom('wss://rooms.example', 'school/7b')
 * export const stop = smooth(room.people, {
 *   draw: (points) => {
 *     for (const [key, { x, y }] of points) console.log(key, x, y)
 *   },
 * })
 * ```
 */
export const smooth = (
  people: ReadonlyStore<readonly PersonFields[]>,
  options: SmoothOptions,
): (() => void) => {
  const { draw, isReduced = prefersReducedMotion } = options
  const requestFrame = options.requestFrame ?? ((work) => requestAnimationFrame(work))
  const cancelFrame = options.cancelFrame ?? ((id) => cancelAnimationFrame(id))
  const motionByKey = new Map<string, Motion>()
  let frame: number | null = null

  const step = (nowMs: number) => {
    const drawn = new Map<string, Point>()
    let isMoving = false
    for (const [key, motion] of motionByKey) {
      const share = shareOf(motion, nowMs)
      drawn.set(key, between(motion, share))
      if (share < 1) isMoving = true
      else motion.from = motion.to
    }
    frame = isMoving ? requestFrame(step) : null
    draw(drawn)
  }

  const take = (list: readonly PersonFields[]) => {
    const nowMs = performance.now()
    const keys = new Set<string>()
    for (const { key, x, y } of list) {
      if (x === undefined || y === undefined) continue
      keys.add(key)
      aim(motionByKey, key, { x, y }, isReduced() ? null : nowMs)
    }
    for (const key of motionByKey.keys()) if (!keys.has(key)) motionByKey.delete(key)
    frame ??= requestFrame(step)
  }

  take(people.get())
  const unsubscribe = people.subscribe(take)
  return () => {
    unsubscribe()
    if (frame !== null) cancelFrame(frame)
  }
}

/** Sends somebody on from where they are drawn now; `nowMs` null puts them there at once. */
const aim = (motionByKey: Map<string, Motion>, key: string, to: Point, nowMs: number | null): void => {
  const motion = motionByKey.get(key)
  if (motion === undefined || nowMs === null) {
    motionByKey.set(key, { from: to, to, startMs: nowMs ?? 0, durationMs: 0 })
    return
  }
  if (motion.to.x === to.x && motion.to.y === to.y) return
  const gapMs = nowMs - motion.startMs
  motionByKey.set(key, {
    from: between(motion, shareOf(motion, nowMs)),
    to,
    startMs: nowMs,
    durationMs: gapMs < MAX_GAP_MS ? Math.max(MIN_GAP_MS, gapMs * 1.2) : DEFAULT_GAP_MS,
  })
}

/** How much of a motion is over. A frame's time may lie before that of a message which was taken in the same turn. */
const shareOf = ({ durationMs, startMs }: Motion, nowMs: number): number =>
  durationMs === 0 ? 1 : Math.min(1, Math.max(0, (nowMs - startMs) / durationMs))

const between = ({ from, to }: Motion, share: number): Point => ({
  x: from.x + (to.x - from.x) * share,
  y: from.y + (to.y - from.y) * share,
})

const prefersReducedMotion = (): boolean =>
  typeof matchMedia === 'function' && matchMedia('(prefers-reduced-motion: reduce)').matches
