import { fault, ok, REFUSALS, type Result, type RoomId } from '../../shared/index.ts'
import type { Limits } from '../base/limits.ts'
import type { AddressLimits } from './address-limits.ts'
import { Counts, type Place } from './counts.ts'

/** A connection's share of the limits: held from the moment that it is let in, also while it waits. */
export interface ConnectionSlot {
  /** Takes a slot of a room as well; false where there is none left. */
  takeRoom(room: RoomId): boolean
  /** Gives everything back; twice is once. */
  readonly release: () => void
}

export interface ConnectionLimits {
  take(address: string): Promise<Result<ConnectionSlot, 'relay-full' | 'address-full'>>
  readonly taken: number
}

/** How many connections a room has on other nodes. */
export type CountElsewhere = (room: RoomId) => number

/** Counts connections in all, by address and by room. One is counted before anything is waited for, so that no two take the last slot. */
export const createConnectionLimits = (
  limits: Pick<Limits, 'connections' | 'room'>,
  addresses: AddressLimits['connections'],
  elsewhere: CountElsewhere = () => 0,
): ConnectionLimits => {
  const rooms = new Counts(limits.room)
  let taken = 0

  const slotOf = (address: Place): ConnectionSlot => {
    let inRoom: Place | null = null
    let isReleased = false
    return {
      takeRoom(room) {
        // The socket was closed meanwhile: it needs none.
        if (isReleased) return true
        inRoom = rooms.take(room, elsewhere(room))
        return inRoom !== null
      },
      release() {
        if (isReleased) return
        isReleased = true
        taken -= 1
        address.giveBack()
        inRoom?.giveBack()
      },
    }
  }

  return {
    async take(name) {
      if (taken >= limits.connections) return fault('relay-full', REFUSALS['relay-full'].text)
      taken += 1
      const address = await addresses.take(name)
      if (address !== null) return ok(slotOf(address))
      taken -= 1
      return fault('address-full', REFUSALS['address-full'].text)
    },
    get taken() {
      return taken
    },
  }
}
