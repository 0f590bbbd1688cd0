import type { RoomId } from '../../shared/index.ts'
import type { Context } from '../base/context.ts'
import type { Turns } from '../base/turns.ts'
import type { Document } from '../document/document.ts'
import { STRUCT_MEMORY } from '../document/document-weight.ts'
import type { RoomListener } from '../fanout/room-listener.ts'

/** What a byte of an update may become: the smallest struct takes about eight bytes there. */
const MOST_PER_BYTE = 25

/** While an update is put in, its structs are there as they were read, too. */
const WHILE_READ = 2

/** Deletions of no more bytes make room, and are taken also where there is none. */
const SHORT_BYTES = 64 * 1024

/** A room with nothing in it. */
const ROOM_BYTES = 16 * 1024

/** A room is measured again where it has grown by so much: measuring takes time. */
const MEASURE_BYTES = 256 * 1024

/** The memory is free again. */
type Release = () => void

/** A room, as far as its memory is counted. */
interface CountedRoom {
  readonly document: Pick<Document, 'weigh'>
  readonly id: RoomId
  listen(listener: RoomListener): void
}

interface Share {
  measuredBytes: number
  grownBytes: number
}

export interface DocumentMemoryDeps extends Pick<Context, 'limits' | 'metrics'> {
  readonly turns: Turns
}

/** How much memory the documents of all rooms take, about, and whether more may come: limit `memory`. */
export class DocumentMemory {
  readonly #limits: Context['limits']
  readonly #turns: Turns
  readonly #shareByRoom = new Map<CountedRoom, Share>()
  /** Those that have grown by enough to be measured again. */
  readonly #grown = new Set<CountedRoom>()
  #roomsBytes = 0
  /** For what is on its way into documents: as much as it may need, at most. */
  #reservedBytes = 0
  /** Updates that wait for their turn. */
  #waitingBytes = 0
  #isMeasuring = false

  constructor({ limits, metrics, turns }: DocumentMemoryDeps) {
    this.#limits = limits
    this.#turns = turns
    metrics.measure('document_bytes', 'Memory of the documents of all rooms, about.', () => this.#bytes)
  }

  get isFull(): boolean {
    return this.#bytes >= this.#limits.memory
  }

  /**
   * Counts an update that waits for its turn, until what this gives is called; null where there is no memory for it. Short deletions
   * may come at any time: they make room.
   */
  hold(update: Uint8Array): Release | null {
    const { length } = update
    const isShort = !isAdding(update) && length <= SHORT_BYTES
    const isFirst = this.#waitingBytes === 0 && !this.isFull
    if (!isShort && !isFirst && this.#bytes + length > this.#limits.memory) return null
    this.#waitingBytes += length
    return () => {
      this.#waitingBytes -= length
    }
  }

  /** Keeps memory for the work on an update: as much as it may become, and nothing where it only deletes. */
  begin(update: Uint8Array): Release | null {
    const bytes = isAdding(update) ? WHILE_READ * this.#mostOf(update.length) : 0
    return bytes === 0 || this.#hasRoomFor(bytes) ? this.#reserve(bytes) : null
  }

  /** Loads a room with what is stored of it, unless there is no memory for it. */
  async load<Loaded>(updates: readonly Uint8Array[], load: () => Promise<Loaded>): Promise<Loaded | null> {
    const stored = updates.reduce((sum, { length }) => sum + length, 0)
    const bytes = WHILE_READ * this.#mostOf(stored)
    if (!this.#hasRoomFor(bytes)) return null
    const release = this.#reserve(bytes)
    try {
      return await load()
    } finally {
      release()
    }
  }

  /** Counts a room from now on: what its document takes, and by how much it grows. */
  opened(room: CountedRoom, documentBytes: number): void {
    const share = { measuredBytes: ROOM_BYTES + documentBytes, grownBytes: 0 }
    this.#shareByRoom.set(room, share)
    this.#roomsBytes += share.measuredBytes
    const grew = ({ length }: Uint8Array) => {
      share.grownBytes += this.#mostOf(length)
      if (share.grownBytes > MEASURE_BYTES) this.#grown.add(room)
      this.#roomsBytes += this.#mostOf(length)
    }
    // What it has missed is found when it is measured.
    room.listen({ updated: grew, held: grew, missed: () => undefined })
  }

  closed(room: CountedRoom): void {
    const share = this.#shareByRoom.get(room)
    if (share === undefined) return
    this.#roomsBytes -= share.measuredBytes + share.grownBytes
    this.#shareByRoom.delete(room)
    this.#grown.delete(room)
  }

  /** Measures the room that has grown most. */
  sweep(): void {
    if (this.#isMeasuring) return
    let grown: [CountedRoom, Share] | null = null
    for (const room of this.#grown) {
      const share = this.#shareByRoom.get(room)
      if (share !== undefined && share.grownBytes > (grown?.[1].grownBytes ?? 0)) grown = [room, share]
    }
    if (grown !== null) this.#measure(...grown)
  }

  #reserve(bytes: number): Release {
    this.#reservedBytes += bytes
    return () => {
      this.#reservedBytes -= bytes
    }
  }

  get #bytes(): number {
    return this.#roomsBytes + this.#reservedBytes + this.#waitingBytes
  }

  /** Where nothing else is on its way one more may come: it needs less than it might, most of the time. */
  #hasRoomFor(bytes: number): boolean {
    return !this.isFull && (this.#reservedBytes === 0 || this.#bytes + bytes <= this.#limits.memory)
  }

  /** What so many bytes of updates may need, at most: a document has no more structs than its limit. */
  #mostOf(bytes: number): number {
    return Math.min(bytes * MOST_PER_BYTE, bytes + this.#limits.structs * STRUCT_MEMORY)
  }

  #measure(room: CountedRoom, share: Share): void {
    this.#isMeasuring = true
    const grownBefore = share.grownBytes
    const end = () => {
      this.#isMeasuring = false
    }
    this.#turns.run(room.document.weigh(), {
      about: { room: room.id },
      mostMs: Number.POSITIVE_INFINITY,
      done: (documentBytes) => {
        end()
        if (!this.#shareByRoom.has(room)) return
        const measuredBytes = ROOM_BYTES + documentBytes
        this.#roomsBytes += measuredBytes - share.measuredBytes - grownBefore
        share.measuredBytes = measuredBytes
        share.grownBytes -= grownBefore
        if (share.grownBytes <= MEASURE_BYTES) this.#grown.delete(room)
      },
      failed: end,
      overdrawn: end,
    })
  }
}

/** An update begins with the number of clients of which it has structs. */
const isAdding = (update: Uint8Array): boolean => update[0] !== 0
