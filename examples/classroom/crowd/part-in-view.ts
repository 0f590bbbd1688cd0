import type { View } from '../../common/crowd/look.ts'

/** A page that is scrolled by less than this part of the floor shows the same of it. */
const STEP = 1 / 8

/** So much of the floor that is beside the page is asked for as well: people come from there. */
const MARGIN = 1 / 16

const STEPS = Array.from({ length: 1 / STEP + 1 }, (_, n) => n * STEP)

const bounded = (fraction: number, round: (steps: number) => number): number =>
  Math.min(1, Math.max(0, round(fraction / STEP) * STEP))

/**
 * Tells which part of the floor is seen, as fractions of its width and height, whenever that changes; null while nothing of it is. It
 * goes on until the returned function is called.
 */
export const partInView = (plane: Element, tell: (view: View | null) => void): (() => void) => {
  let told = ''
  const observer = new IntersectionObserver(
    (entries) => {
      const entry = entries.at(-1)
      if (entry === undefined) return
      const { isIntersecting, boundingClientRect: all, intersectionRect: seen } = entry
      const view = !isIntersecting
        ? null
        : {
            left: bounded((seen.left - all.left) / all.width - MARGIN, Math.floor),
            top: bounded((seen.top - all.top) / all.height - MARGIN, Math.floor),
            right: bounded((seen.right - all.left) / all.width + MARGIN, Math.ceil),
            bottom: bounded((seen.bottom - all.top) / all.height + MARGIN, Math.ceil),
          }
      if (JSON.stringify(view) === told) return
      told = JSON.stringify(view)
      tell(view)
    },
    { threshold: STEPS },
  )
  observer.observe(plane)
  return () => observer.disconnect()
}
