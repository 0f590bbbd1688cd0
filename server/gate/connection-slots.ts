import { fault, ok, REFUSALS, type Result, type RoomId } from '../../shared/index.ts'
import type { Limits } from '../base/limits.ts'

/** What one connection takes of what there is: held from the moment that it is let in, also while it waits. */
export interface ConnectionSlot {
  /** Takes a seat in a room as well; false where there is none left. */
  sit(room: RoomId): boolean
  /** Gives everything back; twice is once. */
  readonly leave: () => void
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

  /** Null where there are as many as there may be. */
  take(name: string): Count | null {
    const count = this.#byName.get(name) ?? { name, held: 0 }
    if (count.held >= this.#most) return null
    count.held += 1
    this.#byName.set(name, count)
    return count
  }

  giveBack(count: Count): void {
    count.held -= 1
    if (count.held === 0) this.#byName.delete(count.name)
  }
}

/** Counts connections in all, by address and by room. Nothing here waits, so that no two take the last place. */
export const createConnectionLimits = (
  limits: Pick<Limits, 'connections' | 'room' | 'address'>,
): ConnectionLimits => {
  const addresses = new Counts(limits.address)
  const rooms = new Counts(limits.room)
  let taken = 0

  const placeOf = (address: Count): ConnectionSlot => {
    let seat: Count | null = null
    let hasLeft = false
    return {
      sit(room) {
        // Who has left meanwhile needs none.
        if (hasLeft) return true
        seat = rooms.take(room)
        return seat !== null
      },
      leave() {
        if (hasLeft) return
        hasLeft = true
        taken -= 1
        addresses.giveBack(address)
        if (seat !== null) rooms.giveBack(seat)
      },
    }
  }

  return {
    take(name) {
      if (taken >= limits.connections) return fault('relay-full', REFUSALS['relay-full'].text)
      const address = addresses.take(name)
      if (address === null) return fault('address-full', REFUSALS['address-full'].text)
      taken += 1
      return ok(placeOf(address))
    },
    get taken() {
      return taken
    },
  }
}
