import { applyChange, type JsonObject, type LeftReason, type PresenceItem } from '../../shared/index.ts'

/** What a frame says of clients: the state of each, or why it is gone. */
export type Said = ReadonlyMap<number, JsonObject | LeftReason>

/** What the compact wire's numbers stand for on one socket: who has a slot, and in which state. */
export interface Slots {
  /** Takes the items of a frame in their order; gives what they come to. */
  take(items: readonly PresenceItem[]): Said
  /** A new socket has numbers of its own. */
  clear(): void
}

/** `ownId` is never told of: nobody knows this client better than itself. */
export const createShortIds = (ownId: number): Slots => {
  const holders = new Map<number, { readonly clientId: number; state: JsonObject }>()
  const slotByClient = new Map<number, number>()

  return {
    take(items) {
      const said = new Map<number, JsonObject | LeftReason>()

      const end = (slot: number, reason: LeftReason) => {
        const holder = holders.get(slot)
        if (holder === undefined) return
        holders.delete(slot)
        slotByClient.delete(holder.clientId)
        said.set(holder.clientId, reason)
      }

      const begin = (slot: number, clientId: number, state: JsonObject) => {
        // Whoever had the slot went without a word.
        end(slot, 'lost')
        const slotBefore = slotByClient.get(clientId)
        if (slotBefore !== undefined) holders.delete(slotBefore)
        if (clientId === ownId) return
        holders.set(slot, { clientId, state })
        slotByClient.set(clientId, slot)
        said.set(clientId, state)
      }

      for (const item of items) {
        if (item.kind === 'whole') begin(item.slot, item.clientId, item.state)
        else if (item.kind === 'gone') end(item.slot, item.reason)
        else {
          const holder = holders.get(item.slot)
          if (holder === undefined) continue
          holder.state = applyChange(holder.state, item.change)
          said.set(holder.clientId, holder.state)
        }
      }
      return said
    },

    clear() {
      holders.clear()
      slotByClient.clear()
    },
  }
}
