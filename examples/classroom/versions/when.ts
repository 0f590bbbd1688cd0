const UNITS: readonly (readonly [unit: Intl.RelativeTimeFormatUnit, ms: number])[] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
]

/** How long ago something was, in words of the page's language. */
export const ago = (atMs: number, nowMs: number): string => {
  const words = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })
  for (const [unit, ms] of UNITS)
    if (nowMs - atMs >= ms) return words.format(-Math.floor((nowMs - atMs) / ms), unit)
  return 'just now'
}

/** The moment itself, as people here write it. */
export const moment = (atMs: number): string =>
  new Date(atMs).toLocaleString([], { dateStyle: 'medium', timeStyle: 'short' })
