import * as encoding from 'lib0/encoding'
import { type LeftReason, type StateChange, writeItem } from '../../shared/index.ts'
import type { Owner, PresenceEntry, Removal } from '../presence/presence-entry.ts'
import { compactHead, type Packet, PacketWriter, stockHead } from './packet.ts'

/** An end, and why. */
export interface Removed<By extends Owner> {
  readonly removal: Removal<By>
  readonly reason: LeftReason
}

export interface End<By extends Owner> extends Removed<By> {
  /** Null where nobody was ever told of the entry. */
  readonly slot: number | null
}

/** An entry that everyone hears of. */
export interface News<By extends Owner> {
  readonly entry: PresenceEntry<By>
  readonly slot: number
  /** Where it had gone and is back. */
  readonly removed: Removed<By> | undefined
  /** What is different; `whole` for who is new, null for a renewal, which stock receivers alone need. */
  readonly change: StateChange | 'whole' | null
}

/** One tick of presence, for those who have heard everything before it; encoded for a wire when somebody speaks it. */
export class Delta<By extends Owner> {
  readonly #ends: readonly End<By>[]
  readonly #news: readonly News<By>[]
  #stock: Packet<By> | null = null
  #compact: Packet<By> | null = null

  constructor(ends: readonly End<By>[], news: readonly News<By>[]) {
    this.#ends = ends
    this.#news = news
  }

  get stock(): Packet<By> {
    this.#stock ??= this.#encodeStock()
    return this.#stock
  }

  get compact(): Packet<By> {
    this.#compact ??= this.#encodeCompact()
    return this.#compact
  }

  #encodeStock(): Packet<By> {
    const writer = new PacketWriter<By>(stockHead)
    for (const { removal } of this.#ends) {
      writer.add(removal, (encoder) => encoding.writeUint8Array(encoder, removal.encoded))
    }
    for (const { entry, removed } of this.#news) {
      const write = (encoder: encoding.Encoder) => {
        if (removed !== undefined) encoding.writeUint8Array(encoder, removed.removal.encoded)
        encoding.writeUint8Array(encoder, entry.encode())
      }
      writer.add(entry, write, removed === undefined ? 1 : 2)
    }
    return writer.packet()
  }

  /** Ends come first: their slots may have been given to others. */
  #encodeCompact(): Packet<By> {
    const writer = new PacketWriter<By>(compactHead)
    for (const { removal, reason, slot } of this.#ends) {
      if (slot !== null) writer.add(removal, (encoder) => writeItem.gone(encoder, slot, reason))
    }
    for (const { entry, slot, removed, change } of this.#news) {
      if (change === null) continue
      writer.add(entry, (encoder) => {
        if (removed !== undefined) writeItem.gone(encoder, slot, removed.reason)
        if (change === 'whole') writeItem.whole(encoder, slot, entry.clientId, entry.state)
        else writeItem.change(encoder, slot, change)
      })
    }
    return writer.packet()
  }
}
