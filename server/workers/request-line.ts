import { parseRoomId } from '../../shared/index.ts'

/** As Node bears of the whole head. */
const MOST_BYTES = 16 * 1024

const LF = 10
const CR = 13

const isEndOfLine = (byte: number): boolean => byte === LF || byte === CR

/** The first line that is not empty; null where it has not come whole. Empty where it is too long: a worker refuses that. */
export const readRequestLine = (read: Uint8Array): string | null => {
  const start = read.findIndex((byte) => !isEndOfLine(byte))
  const end = start < 0 ? -1 : read.indexOf(LF, start)
  if (end >= 0) return Buffer.from(read.subarray(start, end)).toString('latin1').trimEnd()
  return read.length >= MOST_BYTES ? '' : null
}

/** The room that a request is about, by its first line; null where it is about none. `base` is where the relay's paths begin. */
export const roomOfRequest = (line: string, base: string): string | null => {
  const [, target = ''] = line.split(' ')
  const path = pathOf(target)
  if (!path.startsWith(`${base}/`)) return null
  const below = path.slice(base.length + 1)
  const [, inApi] = /^api\/rooms\/([^/]+)/.exec(below) ?? []
  const room = parseRoomId(inApi ?? below)
  return room.ok ? room.value : null
}

/** Of `/path?query`, or of `http://host/path?query`. */
const pathOf = (target: string): string => target.replace(/^https?:\/\/[^/?#]*/i, '').replace(/[?#].*$/s, '')
