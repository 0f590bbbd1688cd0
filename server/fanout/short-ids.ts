/** Small numbers for entries, the smallest that is free: they travel with every move. */
export const createShortIds = () => {
  const free: number[] = []
  let next = 1

  return {
    take: (): number => free.pop() ?? next++,
    give(slot: number): void {
      // Kept falling, so that the smallest is at the end.
      const at = free.findIndex((other) => other < slot)
      free.splice(at === -1 ? free.length : at, 0, slot)
    },
  }
}
