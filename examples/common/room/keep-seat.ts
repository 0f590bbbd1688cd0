import type { Claims } from 'homeroom/claims'
import type { Room } from 'homeroom/client'
import type { Kind } from '../page/address.ts'
import type { TabIds } from '../page/tab.ts'
import { STANDING, seatKey, seatMemoryIn } from './seat-memory.ts'

/** A client is among the people a moment after its connection: until then the relay gives it nothing. */
const AGAIN_MS = 500
const TRIES = 20

interface KeepSeatOptions {
  /** The room's name. */
  readonly name: string
  readonly kind: Kind
  readonly tab: TabIds
  readonly room: Pick<Room, 'status'>
  readonly claims: Claims
}

/**
 * A person who is at the whiteboard or the document keeps the seat that this tab had in the class: a newcomer would be seated there
 * otherwise, 10 s after the page of the class ([CM3]). That page looks after it by itself. Gives what stops it.
 */
export const keepSeat = ({ name, kind, tab, room, claims }: KeepSeatOptions): (() => void) => {
  const desk = seatMemoryIn(name, tab.sitter).get()
  if (kind === 'class' || desk === null || desk === STANDING) return () => undefined
  let isConnected = false
  let timer: ReturnType<typeof setTimeout> | undefined
  const take = async (tries: number): Promise<void> => {
    const taken = await claims.take(seatKey(desk))
    if (!taken.ok && taken.fault.code === 'no-entry' && tries > 0)
      timer = setTimeout(() => void take(tries - 1), AGAIN_MS)
  }
  const look = () => {
    const wasConnected = isConnected
    isConnected = room.status.get().state === 'connected'
    clearTimeout(timer)
    if (isConnected && !wasConnected) void take(TRIES)
  }
  const undo = room.status.subscribe(look)
  look()
  return () => {
    undo()
    clearTimeout(timer)
  }
}
