import { fault, ok, REFUSALS, type Result, type RoomId } from '../../shared/index.ts'
import type { Limits } from '../base/limits.ts'

/** A connection's share of the limits: held from the moment that it is let in, also while it waits. */
export interface ConnectionSlot {
  /** Takes a slot of a room as well; false where there is none left. */
  takeRoom(room: RoomId): boolean
  /** Gives everything back; twice is once. */
  readonly release: () => void
}

export interface ConnectionLimits {
  take(address: string): Result<ConnectionSlot, 'relay-full' | 'address-full'>
  readonly taken: number
}

/** How many there are under a name. Each holder keeps this object: no name is kept once for each of thousands. */
interface Count {
  readonly name: string
  held: number
}

class Counts {
  readonly #most: number
  readonly #byName = new Map<string, Count>()

  constructor(most: number) {
    this.#most = most
  }

  /** Null where there are as many as there may be, with those that are held elsewhere. */
  take(name: string, elsewhere = 0): Count | null {
    const count = this.#byName.get(name) ?? { name, held: 0 }
    if (count.held + elsewhere >= this.#most) return null
    count.held += 1
    this.#byName.set(name, count)
    return count
  }

  giveBack(count: Count): void {
    count.held -= 1
    if (count.held === 0) this.#byName.delete(count.name)
  }
}

/** How many connections a room has on other nodes. */
export type CountElsewhere = (room: RoomId) => number

/** Counts connections in all, by address and by room. Nothing here waits, so that no two take the last slot. */
export const createConnectionLimits = (
  limits: Pick<Limits, 'connections' | 'room' | 'address'>,
  elsewhere: CountElsewhere = () => 0,
): ConnectionLimits => {
  const addresses = new Counts(limits.address)
  const rooms = new Counts(limits.room)
  let taken = 0

  const slotOf = (address: Count): ConnectionSlot => {
    let inRoom: Count | null = null
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
        addresses.giveBack(address)
        if (inRoom !== null) rooms.giveBack(inRoom)
      },
    }
  }

  return {
    take(name) {
      if (taken >= limits.connections) return fault('relay-full', REFUSALS['relay-full'].text)
      const address = addresses.take(name)
      if (address === null) return fault('address-full', REFUSALS['address-full'].text)
      taken += 1
      return ok(slotOf(address))
    },
    get taken() {
      return taken
    },
  }
}
