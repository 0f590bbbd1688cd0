/** Time to read where the page goes, and to press what stops it. */
const SECONDS = 5

interface CountDown {
  /** Whether something is in the way: the seconds then begin anew behind it. */
  isHeld(): boolean
  /** Null while something is in the way. */
  show(seconds: number | null): void
  go(): void
}

/**
 * Counts down unless something is in the way, and then goes, once. Each key and each letter begins the seconds anew: a person who reads
 * by keyboard has them as often as they need, and nobody is taken away in the middle of a word. Gives what stops it.
 */
export const countDown = ({ isHeld, show, go }: CountDown): (() => void) => {
  let left = SECONDS
  const begin = () => {
    left = SECONDS
    show(isHeld() ? null : left)
  }
  const stop = () => {
    clearInterval(timer)
    removeEventListener('keydown', begin, true)
    removeEventListener('input', begin, true)
  }
  const timer = setInterval(() => {
    if (isHeld()) return begin()
    left--
    if (left > 0) return show(left)
    stop()
    go()
  }, 1_000)
  addEventListener('keydown', begin, true)
  addEventListener('input', begin, true)
  begin()
  return stop
}
