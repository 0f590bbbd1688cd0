// The rules of walking, as pure functions: which keys lead where, and how far.

import type { Place } from './layout.ts'

/** A direction, x to the right and y down, of any length. */
export type Vector = Place

/** How far a person walks in a second, as a fraction of the floor's width. */
const SPEED = 0.34

/** The length of a tap's step, in ms of walking: a tap may be shorter than a frame, and still moves. */
const TAP_MS = 45

const KEYS: Readonly<Record<string, Vector>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
  // By their position on the keyboard, whatever is printed on them.
  KeyA: { x: -1, y: 0 },
  KeyD: { x: 1, y: 0 },
  KeyW: { x: 0, y: -1 },
  KeyS: { x: 0, y: 1 },
}

export const isWalkingKey = (code: string): boolean => Object.hasOwn(KEYS, code)

/** The direction of all held keys together; opposite keys cancel out. */
export const headingOf = (codes: Iterable<string>): Vector => {
  let x = 0
  let y = 0
  for (const code of codes) {
    x += KEYS[code]?.x ?? 0
    y += KEYS[code]?.y ?? 0
  }
  return { x: Math.sign(x), y: Math.sign(y) }
}

/** Within the walls, and no finer than a screen shows: more digits would only cost bytes. */
const toFraction = (value: number): number => Math.round(Math.min(1, Math.max(0, value)) * 1e4) / 1e4

export const inRoom = ({ x, y }: Place): Place => ({ x: toFraction(x), y: toFraction(y) })

/** `aspect` is the floor's height by its width: people walk as fast down as across. */
const stepAlong = (place: Place, along: Vector, length: number, aspect: number): Place => {
  const size = Math.hypot(along.x, along.y)
  if (size === 0) return place
  return inRoom({
    x: place.x + (along.x / size) * length,
    y: place.y + ((along.y / size) * length) / aspect,
  })
}

/** The place after `ms` of walking with held keys. */
export const walk = (place: Place, heading: Vector, ms: number, aspect: number): Place =>
  stepAlong(place, heading, (SPEED * ms) / 1000, aspect)

export const tap = (place: Place, heading: Vector, aspect: number): Place =>
  walk(place, heading, TAP_MS, aspect)

/** The place after `ms` of walking towards a target, twice as fast as by keys; never beyond the target. */
export const walkTo = (place: Place, target: Place, ms: number, aspect: number): Place => {
  const way = { x: target.x - place.x, y: (target.y - place.y) * aspect }
  const length = (SPEED * 2 * ms) / 1000
  return Math.hypot(way.x, way.y) <= length ? inRoom(target) : stepAlong(place, way, length, aspect)
}

/** The direction from one place to another, rounded to an eighth of a turn, in degrees clockwise from the right; null if they are the same. */
export const facing = (from: Place, to: Place, aspect: number): number | null => {
  const x = to.x - from.x
  const y = (to.y - from.y) * aspect
  if (Math.hypot(x, y) < 1e-4) return null
  return (Math.round(Math.atan2(y, x) / (Math.PI / 4)) * 45 + 360) % 360
}
