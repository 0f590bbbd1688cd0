import { changeBetween, type Identity, type JsonObject, type LeftReason } from '../../shared/index.ts'
import type { NodeItem, WholeItem } from '../bus/node-message.ts'
import { createShortIds } from '../fanout/short-ids.ts'
import type { Participant } from '../presence/participant.ts'
import type { PresenceEntry, Removal } from '../presence/presence-entry.ts'
import type { PresenceTable } from '../presence/presence-table.ts'
import { roughBytes } from './rough-bytes.ts'

/** A tick tells so much, about: more than a message bears (16 MiB) would be told to nobody. */
const TICK_BYTES = 1024 * 1024

/** So much is told of all entries at once. Ten thousand people take less. */
const WHOLE_BYTES = 4 * TICK_BYTES

/** What an item takes beside its state and its identity. */
const ITEM_BYTES = 64

/** What the other nodes were told of an entry. */
interface Told {
  readonly slot: number
  readonly owner: Participant
  readonly identity: Identity
  readonly isAnnounced: boolean
  readonly bornClock: number
  readonly state: JsonObject
}

/** What is to be told to them. */
interface EntriesDelta {
  readonly items: readonly NodeItem[]
  /** The highest clock of those entries. */
  readonly clock: number
  /** Entries whose hand has gone down. */
  readonly handsDown: readonly number[]
}

/** The entries of this node, as the others know them: each in a slot. */
export class OwnEntries {
  readonly #table: Pick<PresenceTable, 'get' | 'values'>
  readonly #slots = createShortIds()
  readonly #toldByClient = new Map<number, Told>()
  readonly #changed = new Set<number>()
  /** Those that are told whole again: a node that has asked was not told of them. */
  readonly #again = new Set<number>()
  readonly #reasonByClient = new Map<number, LeftReason>()

  constructor(table: Pick<PresenceTable, 'get' | 'values'>) {
    this.#table = table
  }

  get hasNews(): boolean {
    return this.#changed.size > 0
  }

  /** An entry is another one than before. One of another node is of no interest, unless it was ours. */
  changed({ clientId, owner }: PresenceEntry): void {
    if (owner.source !== 'node' || this.#toldByClient.has(clientId)) this.#changed.add(clientId)
  }

  removed({ clientId, reason }: Removal): void {
    if (!this.#toldByClient.has(clientId)) return
    this.#changed.add(clientId)
    this.#reasonByClient.set(clientId, reason)
  }

  /** Something did not come here: all are looked at. */
  missed(): void {
    for (const entry of this.#table.values()) this.changed(entry)
    for (const clientId of this.#toldByClient.keys()) this.#changed.add(clientId)
  }

  /** Ends the tick: gives what is to be told, as much as one tick tells of; the rest is for the next one. */
  cut(): EntriesDelta {
    const items: NodeItem[] = []
    const handsDown: number[] = []
    const later: number[] = []
    let [clock, bytes] = [0, 0]
    // Not by an iterator: that makes an object for each of hundreds of clients, in each tick.
    this.#changed.forEach((clientId) => {
      if (bytes >= TICK_BYTES) {
        later.push(clientId)
        return
      }
      const entry = this.#ownEntry(clientId)
      const item = entry === undefined ? this.#end(clientId) : this.#tell(entry)
      if (item === null) return
      items.push(item)
      bytes += bytesOf(item)
      if (entry === undefined) return
      clock = Math.max(clock, entry.clock)
      if (item.kind === 'change' && item.change.set.hand === false) handsDown.push(clientId)
    })
    this.#changed.clear()
    for (const clientId of later) this.#changed.add(clientId)
    if (later.length === 0) this.#reasonByClient.clear()
    return { items, clock, handsDown }
  }

  /** What the others were told, whole: the smallest of it, as much as is told at once. The rest is told whole in the next ticks. */
  whole(): readonly WholeItem[] {
    const all = Array.from(this.#toldByClient, ([clientId, told]) => wholeOf(clientId, told))
    const sized = all.map((item) => ({ item, bytes: bytesOf(item) }))
    let left = WHOLE_BYTES
    if (sized.reduce((sum, { bytes }) => sum + bytes, 0) <= left) return all
    sized.sort((one, other) => one.bytes - other.bytes)
    const end = sized.findIndex(({ bytes }) => {
      left -= bytes
      return left < 0
    })
    for (const { item } of sized.slice(end)) {
      this.#again.add(item.clientId)
      this.#changed.add(item.clientId)
    }
    return sized.slice(0, end).map(({ item }) => item)
  }

  /** Nobody is there who was told. */
  forget(): void {
    for (const { slot } of this.#toldByClient.values()) this.#slots.give(slot)
    this.#toldByClient.clear()
    this.#changed.clear()
    this.#again.clear()
    this.#reasonByClient.clear()
  }

  #ownEntry(clientId: number): PresenceEntry | undefined {
    const entry = this.#table.get(clientId)
    return entry?.owner.source === 'node' ? undefined : entry
  }

  #end(clientId: number): NodeItem | null {
    const told = this.#toldByClient.get(clientId)
    if (told === undefined) return null
    this.#toldByClient.delete(clientId)
    this.#again.delete(clientId)
    this.#slots.give(told.slot)
    return { kind: 'gone', slot: told.slot, reason: this.#reasonByClient.get(clientId) ?? 'lost' }
  }

  /** Null where the others know it all. */
  #tell(entry: PresenceEntry): NodeItem | null {
    const { clientId, owner, identity, bornClock, state, isAnnounced } = entry
    const told = this.#toldByClient.get(clientId)
    const isAgain = this.#again.delete(clientId)
    const isSame =
      !isAgain && told?.owner === owner && told.identity === identity && told.bornClock === bornClock
    const change = isSame ? changeBetween(told.state, state) : null
    if (isSame && change === null) return null
    const slot = told?.slot ?? this.#slots.take()
    const now: Told = { slot, owner, identity, isAnnounced, bornClock, state }
    this.#toldByClient.set(clientId, now)
    return change === null ? wholeOf(clientId, now) : { kind: 'change', slot, change }
  }
}

const wholeOf = (clientId: number, { owner, ...told }: Told): WholeItem => ({
  kind: 'whole',
  clientId,
  connection: owner.id,
  ...told,
})

const bytesOf = (item: NodeItem): number => {
  if (item.kind === 'gone') return ITEM_BYTES
  if (item.kind === 'change') return ITEM_BYTES + roughBytes(item.change.set)
  return ITEM_BYTES + roughBytes(item.state) + roughBytes({ ...item.identity })
}
