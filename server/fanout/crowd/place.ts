import { createEncoder, toBytes, type Watch, writeItem } from '../../../shared/index.ts'
import { type Packet, PacketWriter } from '../packet.ts'
import type { Receiver } from '../receiver.ts'
import { compactHead } from '../wires/compact.ts'
import type { Said } from './said.ts'
import type { CrowdedRoom, Sight } from './sight.ts'

/** What a receiver has heard that has not heard everything. */
export interface Behind {
  /** The turn of the crowd up to which it has heard all, and the version of the feed. */
  readonly turn: number
  readonly version: number
  /** The short ids that it knows, by clientID. */
  readonly knows: ReadonlyMap<number, number>
  /** Those of them that it may not know as they were then; null for all. */
  readonly stale: ReadonlySet<number> | null
}

/** The place of one receiver in a crowd. */
export interface Place {
  sight: Sight
  watch: Watch
  /** People whom it asks for and who are not in its sight: their short ids, by clientID. */
  extras: Map<number, number>
  behind: Behind | null
  /** What it asks for and is not told of yet; null where it is told of all that it asks for. */
  next: Watch | null
  movedAtMs: number
}

/** The people whom a receiver asks for, as far as the message of its sight does not tell of them; undefined where it does. */
export const extrasOf = (
  receiver: Receiver,
  { extras, sight, watch }: Place,
  { feed, table }: CrowdedRoom,
  { news, reasons, turn }: Said,
): Uint8Array | undefined => {
  const encoder = createEncoder()
  for (const clientId of watch.people) {
    const entry = table.get(clientId)
    const shortId = feed.told.get(clientId)?.shortId
    const before = extras.get(clientId)
    const isThere = entry !== undefined && shortId !== undefined && entry.owner !== receiver
    if (before !== undefined && (before !== shortId || !isThere)) {
      writeItem.gone(encoder, before, reasons.get(clientId) ?? 'hidden')
      extras.delete(clientId)
    }
    if (!isThere) continue
    const isSeen = sight.sees(clientId)
    const isKnown = isSeen || extras.has(clientId)
    if (isSeen) extras.delete(clientId)
    else extras.set(clientId, shortId)
    if (isSeen && sight.toldAt(clientId) === turn) continue
    const change = news.get(clientId)?.change ?? null
    if (!isKnown || change === 'whole') writeItem.whole(encoder, shortId, clientId, entry.state)
    else if (change !== null) writeItem.change(encoder, shortId, change)
  }
  return encoder.length === 0 ? undefined : toBytes(encoder)
}

/** What one receiver lacks: the end of what it does not see any more, and what it does not know as it is. */
export const lackOf = (
  receiver: Receiver,
  place: Place,
  { turn, knows, stale }: Behind,
  { feed, table }: CrowdedRoom,
): Packet => {
  const { sight, watch } = place
  const writer = new PacketWriter(compactHead)
  const seen = new Map(sight.known)
  place.extras = new Map()
  for (const clientId of watch.people) {
    const shortId = feed.told.get(clientId)?.shortId
    if (shortId === undefined || seen.has(clientId) || table.get(clientId)?.owner === receiver) continue
    place.extras.set(clientId, shortId)
    seen.set(clientId, shortId)
  }
  for (const [clientId, shortId] of knows) {
    if (seen.get(clientId) === shortId) continue
    const entry = table.get(clientId)
    writer.begin()
    writeItem.gone(writer.encoder, shortId, entry === undefined ? 'lost' : 'hidden')
    writer.end(entry ?? null)
  }
  for (const [clientId, shortId] of seen) {
    const entry = table.get(clientId)
    const isKnown = knows.get(clientId) === shortId && stale?.has(clientId) === false
    if (entry === undefined || (isKnown && sight.sees(clientId) && sight.toldAt(clientId) <= turn)) continue
    writer.begin()
    writeItem.whole(writer.encoder, shortId, clientId, entry.state)
    writer.end(entry)
  }
  return writer.packet()
}
