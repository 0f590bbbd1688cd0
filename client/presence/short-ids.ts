import { applyChange, type GoneReason, type JsonObject, type PresenceItem } from '../../shared/index.ts'

/** What a message says of clients: the state of each, or why it is gone. */
export type Said = ReadonlyMap<number, JsonObject | GoneReason>

/** What the short ids of compact presence stand for on one socket: which client has one, and in which state. */
export class ShortIds {
  readonly #ownId: () => number
  readonly #holders = new Map<number, { readonly clientId: number; state: JsonObject }>()
  readonly #idByClient = new Map<number, number>()

  /** `ownId` is never told of: nobody knows this client better than itself. */
  constructor(ownId: () => number) {
    this.#ownId = ownId
  }

  /** Takes the items of a message in their order; gives what they come to. */
  take(items: readonly PresenceItem[]): Said {
    const said = new Map<number, JsonObject | GoneReason>()
    for (const item of items) {
      if (item.kind === 'whole') this.#begin(item.shortId, item.clientId, item.state, said)
      else if (item.kind === 'gone') this.#end(item.shortId, item.reason, said)
      else {
        const holder = this.#holders.get(item.shortId)
        if (holder === undefined) continue
        holder.state = applyChange(holder.state, item.change)
        said.set(holder.clientId, holder.state)
      }
    }
    return said
  }

  /** A new socket has ids of its own. */
  clear(): void {
    this.#holders.clear()
    this.#idByClient.clear()
  }

  #begin(
    shortId: number,
    clientId: number,
    state: JsonObject,
    said: Map<number, JsonObject | GoneReason>,
  ): void {
    // A client that had this id went without a word.
    this.#end(shortId, 'lost', said)
    const idBefore = this.#idByClient.get(clientId)
    if (idBefore !== undefined) this.#holders.delete(idBefore)
    if (clientId === this.#ownId()) return
    this.#holders.set(shortId, { clientId, state })
    this.#idByClient.set(clientId, shortId)
    said.set(clientId, state)
  }

  #end(shortId: number, reason: GoneReason, said: Map<number, JsonObject | GoneReason>): void {
    const holder = this.#holders.get(shortId)
    if (holder === undefined) return
    this.#holders.delete(shortId)
    this.#idByClient.delete(holder.clientId)
    said.set(holder.clientId, reason)
  }
}
