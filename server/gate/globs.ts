const MAX_CHARS = 256

/**
 * Makes a test of room ids from a glob: `*` stands for any characters within a segment, `**` for any at all. Null where
 * the glob has over 256 characters. A test takes at most as many steps as the glob and the id have characters, multiplied.
 */
export const roomGlob = (glob: string): ((room: string) => boolean) | null => {
  const normal = glob.normalize('NFC')
  if (normal.length > MAX_CHARS) return null
  const parts = normal.match(/\*+|[^*]/gu) ?? []
  return (room) => {
    let places = [0]
    for (const char of room) places = placesAfter(char, places, parts)
    return pastStars(places, parts).includes(parts.length)
  }
}

/**
 * The places in a glob that may come next once a character was read, rising. All of them are followed at once: to try one
 * after the other would take a time that grows exponentially with the number of stars.
 */
const placesAfter = (char: string, places: readonly number[], parts: readonly string[]): number[] => {
  const next = new Set<number>()
  for (const place of pastStars(places, parts)) {
    const part = parts[place] ?? ''
    if (part === char) next.add(place + 1)
    else if (part === '*' ? char !== '/' : part.startsWith('*')) next.add(place)
  }
  return [...next]
}

/** With the places behind stars that stand for nothing. */
const pastStars = (places: readonly number[], parts: readonly string[]): number[] => {
  const reached = new Set(places)
  // A place that is added meanwhile is looked at as well.
  for (const place of reached) if (parts[place]?.startsWith('*')) reached.add(place + 1)
  return [...reached]
}
