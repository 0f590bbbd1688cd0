import { ROOM_ID_CHARS } from './limits.ts'
import { fault, ok, type Result } from './result.ts'

/** A room's name, parsed: percent-decoded, NFC, its segments valid. Only {@link parseRoomId} and `roomIdOf` make one. */
export type RoomId = string & { readonly brand: unique symbol }

const SEGMENT = /^[\p{L}\p{M}\p{Nd}_.~:@-]+$/u

/**
 * Reads a room id from a URL path without its leading slash, percent-encoded or not.
 *
 * One or more segments of Unicode letters, marks, digits and `_ . ~ : @ -`, no `.` or `..` segment,
 * at most 128 characters. Rule [RM1] of docs/protocol.md.
 *
 * @example
 * ```ts
 * import { parseRoomId } from 'homeroom/protocol'
 *
 * const room = parseRoomId('school/7b')
 * console.log(room.ok ? room.value : room.fault.message)
 * ```
 */
export const parseRoomId = (path: string): Result<RoomId, 'bad-room'> => {
  const decoded = decode(path)
  if (decoded === null) return fault('bad-room', 'The room id is not valid percent-encoding.')
  return roomIdOf(decoded)
}

/** The same of a name that is not encoded. */
export const roomIdOf = (name: string): Result<RoomId, 'bad-room'> => {
  const id = name.normalize('NFC')
  if (id.length > ROOM_ID_CHARS) {
    return fault('bad-room', `The room id is longer than ${ROOM_ID_CHARS} characters.`)
  }
  for (const segment of id.split('/')) {
    if (!SEGMENT.test(segment) || segment === '.' || segment === '..') {
      return fault('bad-room', 'A room id has segments of letters, digits and _ . ~ : @ - only.')
    }
  }
  return ok(id as RoomId)
}

const decode = (path: string): string | null => {
  try {
    return decodeURIComponent(path)
  } catch (error) {
    if (error instanceof URIError) return null
    throw error
  }
}
