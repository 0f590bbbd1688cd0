/** Hues that can be told apart, in degrees; neighbours in the list are far from each other on the circle. */
const HUES = [210, 20, 145, 285, 45, 330, 180, 255, 95, 0, 165, 305]

const CHROMA = 0.13

/** FNV-1a: short, and the same everywhere, so that everyone sees a person in the same colour. */
const hash = (text: string): number => {
  let value = 0x811c9dc5
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193)
  return value >>> 0
}

/** A person's colours as CSS: each pair has a contrast of at least 4.5 (WCAG 2.2, 1.4.3). */
export interface PersonColor {
  /** For a light page: a dark tone, on which white text stands. */
  readonly onLight: string
  /** For a dark page: a light tone, on which black text stands. */
  readonly onDark: string
}

/**
 * The colours of a person: the same for the same id, everywhere.
 *
 * @param id - any id that stays with the person: `key` of a person is one.
 * @example
 * ```ts
 * import type { Person } from 'homeroom/client'
 * import { colorOf } from 'homeroom/draw'
 *
 * export const paint = (node: HTMLElement, person: Person): void => {
 *   node.style.background = colorOf(person.key).onLight
 *   node.style.color = 'white'
 * }
 * ```
 */
export const colorOf = (id: string | number): PersonColor => {
  const hue = HUES[hash(String(id)) % HUES.length]
  return { onLight: `oklch(0.47 ${CHROMA} ${hue})`, onDark: `oklch(0.8 ${CHROMA} ${hue})` }
}
