const SEGMENT = /^[\p{L}\p{M}\p{Nd}_.~:@-]+$/u
const MOST_CHARACTERS = 128

/** A room's name as the relay takes it, or what is wrong with it, in words for the person who typed it. */
export type RoomName = { ok: true; room: string } | { ok: false; why: string }

/** Checks a name by the relay's rule, so that a mistake shows here and not as a refused connection. */
export const readRoomName = (typed: string): RoomName => {
  const room = typed.trim().normalize('NFC')
  if (room === '') return { ok: false, why: 'Please type the name of a room.' }
  if (room.length > MOST_CHARACTERS) {
    return {
      ok: false,
      why: `A room’s name has at most ${MOST_CHARACTERS} characters; this one has ${room.length}.`,
    }
  }
  const segments = room.split('/')
  if (segments.includes('')) {
    return { ok: false, why: 'Each part between slashes needs at least one character.' }
  }
  if (segments.some((segment) => segment === '.' || segment === '..')) {
    return { ok: false, why: 'A part of a room’s name cannot be “.” or “..”.' }
  }
  if (!segments.every((segment) => SEGMENT.test(segment))) {
    return { ok: false, why: 'Only letters, digits and _ . ~ : @ - / please, and no spaces.' }
  }
  return { ok: true, room }
}
