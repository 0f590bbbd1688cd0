/** Small numbers for entries, the smallest that is free: they travel with every move. */
export const createShortIds = () => {
  const free: number[] = []
  let next = 1
  let isFalling = true

  return {
    take(): number {
      // Thousands may be given back at once, before any is taken.
      if (!isFalling) free.sort((one, other) => other - one)
      isFalling = true
      return free.pop() ?? next++
    },
    give(slot: number): void {
      free.push(slot)
      isFalling = false
    },
  }
}
