import { byCodePoints } from './code-points.ts'
import { EpochMismatch, type ListRange, type StoredRoomInfo } from './store.ts'

interface MemoryRoom {
  readonly epoch: string
  lastSeq: number
  /** It has the epoch of a copy, and nobody has written to it. */
  isAdopted?: true
  /** The last record that the snapshot replaced; 0 where there is none. */
  snapshotSeq: number
  records: { readonly seq: number; readonly body: Uint8Array }[]
}

/** Logs of rooms in memory. What is put in is the store's own copy. */
export class MemoryRooms {
  readonly #rooms = new Map<string, MemoryRoom>()

  get(room: string): Readonly<MemoryRoom> | undefined {
    return this.#rooms.get(room)
  }

  /** Nobody has written to it. */
  isNew(room: string): boolean {
    const stored = this.#rooms.get(room)
    return stored === undefined || (stored.isAdopted === true && stored.lastSeq === 0)
  }

  /** A room that is new gets the epoch of a copy. */
  adopt(room: string, epoch: string): void {
    this.#rooms.set(room, { epoch, lastSeq: 0, snapshotSeq: 0, records: [], isAdopted: true })
  }

  /** Another generation of a room. */
  set(room: string, epoch: string, updates: readonly Uint8Array[]): void {
    const records = updates.map((body, index) => ({ seq: index + 1, body }))
    this.#rooms.set(room, { epoch, lastSeq: records.length, snapshotSeq: 0, records })
  }

  /** Gives the number of the last record; an error where the room has another epoch. */
  append(room: string, epoch: string, batch: readonly Uint8Array[]): number | EpochMismatch {
    const stored = this.#rooms.get(room) ?? { epoch, lastSeq: 0, snapshotSeq: 0, records: [] }
    if (stored.epoch !== epoch) return new EpochMismatch(room)
    const added = batch.map((body, index) => ({ seq: stored.lastSeq + index + 1, body }))
    for (const record of added) stored.records.push(record)
    stored.lastSeq += added.length
    this.#rooms.set(room, stored)
    return stored.lastSeq
  }

  /** A snapshot of later records is given whole. */
  since(room: string, seq: number) {
    const { records = [], snapshotSeq = 0, lastSeq = 0 } = this.#rooms.get(room) ?? {}
    const later = records.filter((record) => record.seq > seq || seq < snapshotSeq)
    return { updates: later.map(({ body }) => body), lastSeq }
  }

  /** False where the room is gone, or has a snapshot of later records. */
  compact(room: string, epoch: string, snapshot: readonly Uint8Array[], upToSeq: number): boolean {
    const stored = this.#rooms.get(room)
    if (stored === undefined) return false
    if (stored.epoch !== epoch) throw new EpochMismatch(room)
    if (stored.snapshotSeq > upToSeq) return false
    const later = stored.records.filter(({ seq }) => seq > upToSeq)
    stored.records = [...snapshot.map((body) => ({ seq: upToSeq, body })), ...later]
    stored.snapshotSeq = upToSeq
    return true
  }

  list({ after = '', limit = this.#rooms.size }: ListRange = {}): readonly StoredRoomInfo[] {
    return [...this.#rooms]
      .filter(([room, { records }]) => records.length > 0 && byCodePoints(room, after) > 0)
      .sort(([one], [other]) => byCodePoints(one, other))
      .slice(0, limit)
      .map(([room, { epoch, records }]) => ({
        room,
        epoch,
        records: records.length,
        bytes: records.reduce((sum, { body }) => sum + body.length, 0),
      }))
  }

  clear(): void {
    this.#rooms.clear()
  }
}
