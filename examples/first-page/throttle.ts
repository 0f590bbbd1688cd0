export interface Throttled<T> {
  push(value: T): void
  /** Forgets what waits. */
  stop(): void
}

/** Passes on at most one value per `everyMs`: the first at once, after that the latest, and always the last. */
export const throttle = <T>(everyMs: number, pass: (value: T) => void): Throttled<T> => {
  let timer: ReturnType<typeof setTimeout> | undefined
  let waiting: { value: T } | undefined

  const passNow = (value: T): void => {
    timer = setTimeout(onPause, everyMs)
    pass(value)
  }
  const onPause = (): void => {
    timer = undefined
    if (waiting === undefined) return
    const { value } = waiting
    waiting = undefined
    passNow(value)
  }

  return {
    push: (value) => {
      if (timer === undefined) passNow(value)
      else waiting = { value }
    },
    stop: () => {
      clearTimeout(timer)
      timer = undefined
      waiting = undefined
    },
  }
}
