import { changeBetween, type Identity, type JsonObject, type LeftReason } from '../../shared/index.ts'
import type { NodeItem, WholeItem } from '../bus/node-message.ts'
import { createShortIds } from '../fanout/short-ids.ts'
import type { Participant } from '../presence/participant.ts'
import type { PresenceEntry, Removal } from '../presence/presence-entry.ts'
import type { PresenceTable } from '../presence/presence-table.ts'

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

  /** Ends the tick. */
  cut(): EntriesDelta {
    const items: NodeItem[] = []
    const handsDown: number[] = []
    let clock = 0
    // Not by an iterator: that makes an object for each of hundreds of clients, in each tick.
    this.#changed.forEach((clientId) => {
      const entry = this.#ownEntry(clientId)
      const item = entry === undefined ? this.#end(clientId) : this.#tell(entry)
      if (item !== null) items.push(item)
      if (entry === undefined || item === null) return
      clock = Math.max(clock, entry.clock)
      if (item.kind === 'change' && item.change.set.hand === false) handsDown.push(clientId)
    })
    this.#changed.clear()
    this.#reasonByClient.clear()
    return { items, clock, handsDown }
  }

  /** All that the others were told, whole. */
  whole(): readonly WholeItem[] {
    return Array.from(this.#toldByClient, ([clientId, told]) => wholeOf(clientId, told))
  }

  /** Nobody is there who was told. */
  forget(): void {
    for (const { slot } of this.#toldByClient.values()) this.#slots.give(slot)
    this.#toldByClient.clear()
    this.#changed.clear()
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
    this.#slots.give(told.slot)
    return { kind: 'gone', slot: told.slot, reason: this.#reasonByClient.get(clientId) ?? 'lost' }
  }

  /** Null where the others know it all. */
  #tell(entry: PresenceEntry): NodeItem | null {
    const { clientId, owner, identity, bornClock, state, isAnnounced } = entry
    const told = this.#toldByClient.get(clientId)
    const isSame = told?.owner === owner && told.identity === identity && told.bornClock === bornClock
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
