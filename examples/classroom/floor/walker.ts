import type { Place } from './layout.ts'
import { headingOf, inRoom, tap, walk, walkTo } from './walk.ts'

export interface WalkerOptions {
  readonly start: Place
  /** Hears every own step. */
  readonly onMove: (place: Place) => void
  /** The room's height by its width in this window. */
  readonly aspect: () => number
  /** True where people asked for less motion: then one is at once where one goes. */
  readonly isReduced?: () => boolean
  readonly requestFrame?: (step: (nowMs: number) => void) => number
  readonly cancelFrame?: (id: number) => void
}

/** This person's own steps, on animation frames and only while they walk. */
export interface Walker {
  readonly place: Place
  press(code: string): void
  release(code: string): void
  /** Lets go of everything: the window or the room lost the focus. */
  rest(): void
  /** Goes to a place at a walk; while a finger drags, each new place is another goal. */
  goTo(target: Place): void
  /** Is somewhere else at once. */
  moveTo(place: Place): void
  stop(): void
}

/** A frame that comes late, as in a hidden tab, is no leap across the room. */
const MAX_FRAME_MS = 64

export const createWalker = (options: WalkerOptions): Walker => {
  const { onMove, aspect, isReduced = prefersReducedMotion } = options
  const requestFrame = options.requestFrame ?? ((step) => requestAnimationFrame(step))
  const cancelFrame = options.cancelFrame ?? ((id) => cancelAnimationFrame(id))
  const held = new Set<string>()
  let place = inRoom(options.start)
  let target: Place | null = null
  let frame: number | null = null
  let lastMs: number | null = null

  const move = (next: Place) => {
    if (next.x === place.x && next.y === place.y) return
    place = next
    onMove(place)
  }

  const step = (nowMs: number) => {
    const ms = lastMs === null ? 16 : Math.min(MAX_FRAME_MS, nowMs - lastMs)
    lastMs = nowMs
    if (held.size > 0) move(walk(place, headingOf(held), ms, aspect()))
    else if (target !== null) {
      move(walkTo(place, target, ms, aspect()))
      if (place.x === target.x && place.y === target.y) target = null
    }
    frame = null
    if (held.size > 0 || target !== null) run()
  }

  const run = () => {
    if (frame !== null) return
    frame = requestFrame(step)
  }

  const begin = () => {
    if (frame === null) lastMs = null
    run()
  }

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
      begin()
    },
    release(code) {
      held.delete(code)
    },
    rest,
    goTo(goal) {
      target = inRoom(goal)
      if (isReduced()) {
        move(target)
        target = null
      } else begin()
    },
    moveTo(next) {
      rest()
      move(inRoom(next))
    },
    stop() {
      rest()
      if (frame !== null) cancelFrame(frame)
      frame = null
    },
  }
}

const prefersReducedMotion = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches
