import type { Place } from './layout.ts'
import { headingOf, inRoom, tap, walk, walkTo } from './walk.ts'

export interface WalkerOptions {
  readonly start: Place
  /** Called with every step. */
  readonly onMove: (place: Place) => void
  /** The height of the floor by its width in this window. */
  readonly aspect: () => number
}

/** This person's own steps, on animation frames and only while they walk. */
export interface Walker {
  readonly place: Place
  press(code: string): void
  release(code: string): void
  /** Releases all keys: the window or the floor lost the focus. */
  rest(): void
  /** Walks to a place; while a finger drags, each new place replaces the one before. */
  goTo(target: Place): void
  /** Is somewhere else at once. */
  moveTo(place: Place): void
  stop(): void
}

export const createWalker = ({ start, onMove, aspect }: WalkerOptions): Walker => {
  const held = new Set<string>()
  let place = inRoom(start)
  let target: Place | null = null

  const move = (next: Place) => {
    if (next.x === place.x && next.y === place.y) return
    place = next
    onMove(place)
  }

  const steps = createFrames((ms) => {
    if (held.size > 0) move(walk(place, headingOf(held), ms, aspect()))
    else if (target !== null) {
      move(walkTo(place, target, ms, aspect()))
      if (place.x === target.x && place.y === target.y) target = null
    }
    return held.size > 0 || target !== null
  })

  const rest = () => {
    held.clear()
    target = null
  }

  return {
    get place() {
      return place
    },
    press(code) {
      if (held.has(code)) return
      target = null
      held.add(code)
      move(tap(place, headingOf(held), aspect()))
      steps.run()
    },
    release(code) {
      held.delete(code)
    },
    rest,
    goTo(goal) {
      target = inRoom(goal)
      if (prefersReducedMotion()) {
        move(target)
        target = null
      } else steps.run()
    },
    moveTo(next) {
      rest()
      move(inRoom(next))
    },
    stop() {
      rest()
      steps.stop()
    },
  }
}

const prefersReducedMotion = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches

/** After a late frame, as in a hidden tab, a person takes one step and does not leap across the room. */
const MAX_FRAME_MS = 64

/** Calls `step` on animation frames, with the time since the last one, for as long as it returns true. */
const createFrames = (step: (ms: number) => boolean): { run(): void; stop(): void } => {
  let frame: number | null = null
  let lastMs: number | null = null

  const onFrame = (nowMs: number) => {
    const ms = lastMs === null ? 16 : Math.min(MAX_FRAME_MS, nowMs - lastMs)
    lastMs = nowMs
    frame = step(ms) ? requestAnimationFrame(onFrame) : null
  }

  return {
    run() {
      if (frame !== null) return
      lastMs = null
      frame = requestAnimationFrame(onFrame)
    },
    stop() {
      if (frame !== null) cancelAnimationFrame(frame)
      frame = null
    },
  }
}
