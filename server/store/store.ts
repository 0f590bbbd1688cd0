/** What a store knows of one room. */
export interface StoredRoom {
  /** The generation of the room; null where the store has none yet. */
  readonly epoch: string | null
  /** A snapshot, if one was made, and the updates after it, in order. */
  readonly updates: readonly Uint8Array[]
  /** The number of the last record; 0 where there is none. */
  readonly lastSeq: number
  /** Records that were damaged and set aside by this load. */
  readonly quarantined: number
}

/** A line of the list of rooms. */
export interface StoredRoomInfo {
  readonly room: string
  readonly epoch: string
  readonly records: number
  readonly bytes: number
}

/**
 * Where documents are kept: an append-only list of updates for each room. `test/contract/store.ts` holds the
 * tests that every store passes. A method that rejects changed nothing.
 */
export interface Store {
  load(room: string): Promise<StoredRoom>
  /** Writes all of `batch` or nothing, makes the room where it is new, and gives the number of the last record. */
  append(room: string, epoch: string, batch: readonly Uint8Array[]): Promise<number>
  /** Puts `snapshot` in the place of every record up to `upToSeq`, in one step; nothing where the room is gone. */
  compact(room: string, epoch: string, snapshot: Uint8Array, upToSeq: number): Promise<void>
  remove(room: string): Promise<void>
  list(): Promise<readonly StoredRoomInfo[]>
  close(): Promise<void>
}

/** The room was deleted or made anew under the writer: its updates belong to another generation. */
export class EpochMismatch extends Error {
  constructor(room: string) {
    super(`The room ${JSON.stringify(room)} is of another generation.`)
    this.name = 'EpochMismatch'
  }
}
