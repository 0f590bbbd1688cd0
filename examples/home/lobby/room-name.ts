import { inBrowser } from '../../common/page/storage.ts'
import { words } from '../../common/words/index.ts'

const SEGMENT = /^[\p{L}\p{M}\p{Nd}_.~:@-]+$/u
const MOST_CHARACTERS = 128

/** A room's name as the relay takes it, or what is wrong with it, in words for the person who typed it. */
export type RoomName = { ok: true; room: string } | { ok: false; why: string }

/** Checks a name by the relay's rule, so that a mistake shows here and not as a refused connection. */
export const readRoomName = (typed: string): RoomName => {
  const { lobby } = words()
  const room = typed.trim().normalize('NFC')
  if (room === '') return { ok: false, why: lobby.noName }
  if (room.length > MOST_CHARACTERS) {
    return { ok: false, why: lobby.tooLong(MOST_CHARACTERS, room.length) }
  }
  const segments = room.split('/')
  if (segments.includes('')) {
    return { ok: false, why: lobby.emptyPart }
  }
  if (segments.some((segment) => segment === '.' || segment === '..')) {
    return { ok: false, why: lobby.dots }
  }
  if (!segments.every((segment) => SEGMENT.test(segment))) {
    return { ok: false, why: lobby.characters }
  }
  return { ok: true, room }
}

const keyOf = (room: string): string => `spelt:${room.toLowerCase()}`

/** For a person who types the name in capitals or not, later: a room of this browser is meant then, however it is spelt. */
export const rememberSpelling = (room: string): void =>
  inBrowser.write(keyOf(room), room === room.toLowerCase() ? null : room)

/** The room that a person means who types a name: capitals make no other room, unless this browser has been in one that has them. */
export const roomMeant = (typed: string): string => inBrowser.read(keyOf(typed)) ?? typed.toLowerCase()
