import { inTab } from '../page/storage.ts'

/** Where this tab sat before a reload. */
export interface SeatMemory {
  /** The id of a desk; `standing` for a person who got up, or whose seat went to somebody else; null for a newcomer. */
  get(): string | null
  set(desk: string | null): void
}

export const STANDING = 'standing'

const PREFIX = 'seat/'

/** The key of a desk's seat among the keys of the room. */
export const seatKey = (desk: string): string => `${PREFIX}${desk}`

/** The desk whose seat a key is; null if it is the key of something else. */
export const deskOfKey = (key: string): string | null =>
  key.startsWith(PREFIX) ? key.slice(PREFIX.length) : null

/** A duplicated tab starts with a copy of the storage: what another tab has put down there is not its own. */
export const seatMemoryIn = (room: string, sitter: string): SeatMemory => {
  const key = `seat:${room}`
  const mark = `${sitter} `
  const kept = inTab.read(key)
  let place = kept?.startsWith(mark) ? kept.slice(mark.length) : null
  return {
    get: () => place,
    set(next) {
      place = next
      inTab.write(key, next === null ? null : mark + next)
    },
  }
}
