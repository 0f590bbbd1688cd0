const MAX_CHARS = 256
const MAX_STARS = 8

/**
 * Makes a test of room ids from a glob: `*` stands for any characters within a segment, `**` for any at all.
 * Null where it is too long or has so many stars that matching could take long.
 */
export const roomGlob = (glob: string): ((room: string) => boolean) | null => {
  const normal = glob.normalize('NFC')
  const parts = normal.split(/(\*+)/)
  if (normal.length > MAX_CHARS || parts.length > 2 * MAX_STARS + 1) return null
  const source = parts.map((part) => (part === '*' ? '[^/]*' : part.startsWith('*') ? '.*' : escaped(part)))
  const pattern = new RegExp(`^${source.join('')}$`, 'u')
  return (room) => pattern.test(room)
}

/** `RegExp.escape` is not in Node 22. */
const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
