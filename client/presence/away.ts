import type { PresenceEnvironment } from '../environment.ts'

/** A page that nobody has looked at for this long is away, in ms. */
const AWAY_AFTER_MS = 30_000

/** Tells when the page is away and when it is looked at again. */
export const watchAway = (
  environment: PresenceEnvironment,
  tell: (isAway: boolean) => void,
): (() => void) => {
  let cancel: (() => void) | null = null
  let isAway = false

  const set = (next: boolean) => {
    cancel?.()
    cancel = null
    if (next === isAway) return
    isAway = next
    tell(next)
  }
  const hidden = () => {
    cancel ??= environment.after(AWAY_AFTER_MS, () => set(true))
  }

  if (environment.isHidden()) hidden()
  const stop = environment.onHint((hint) => {
    if (hint === 'hidden') hidden()
    else if (hint === 'visible') set(false)
  })
  return () => {
    stop()
    cancel?.()
  }
}
