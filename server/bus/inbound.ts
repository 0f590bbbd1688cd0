import type { PartPlace } from './node-frame.ts'

/** A frame of a run, as far as its order goes. */
interface Numbered {
  readonly seq: number
  readonly place: PartPlace
  readonly body: Uint8Array
}

/** Memory for messages of which some parts have come; all nodes together have so much. */
export class UnfinishedMemory {
  #left: number

  constructor(bytes: number) {
    this.#left = bytes
  }

  /** False where there is not so much. */
  take(bytes: number): boolean {
    if (bytes > this.#left) return false
    this.#left -= bytes
    return true
  }

  give(bytes: number): void {
    this.#left += bytes
  }
}

/** What came of a frame: `late` comes after later ones, or again; `gap` says that something before it is lost. */
export interface Arrival {
  readonly order: 'next' | 'gap' | 'late'
  /** A message that is whole with this frame; null where there is none. */
  readonly message: Uint8Array | null
  /** There was no memory for the message. */
  readonly isDropped: boolean
}

const LATE: Arrival = { order: 'late', message: null, isDropped: false }

/** A run of frames of one node, put in order: each number once, and parts made into messages. */
export class Inbound {
  readonly #memory: UnfinishedMemory
  readonly #mostBytes: number
  #seq: number | null = null
  #parts: Uint8Array[] = []
  #bytes = 0

  constructor(memory: UnfinishedMemory, mostBytes: number) {
    this.#memory = memory
    this.#mostBytes = mostBytes
  }

  /** The number of the last frame; 0 where none has come. */
  get seq(): number {
    return this.#seq ?? 0
  }

  /** Takes the next frame. The first one of all may have any number. */
  take({ seq, place, body }: Numbered): Arrival {
    if (this.#seq !== null && seq <= this.#seq) return LATE
    const order = this.#seq === null || seq === this.#seq + 1 ? 'next' : 'gap'
    if (order === 'gap') this.#drop()
    this.#seq = seq
    if (place === 'whole') return { order, message: body, isDropped: false }
    if (place === 'first') this.#drop()
    // The beginning of it has not come.
    else if (this.#parts.length === 0) return { order, message: null, isDropped: false }
    const isKept = this.#keep(body)
    const message = isKept && place === 'last' ? Buffer.concat(this.#parts) : null
    if (!isKept || message !== null) this.#drop()
    return { order, message, isDropped: !isKept }
  }

  /** What is up to this number will not come any more. */
  skipTo(seq: number): void {
    this.#seq = seq
    this.#drop()
  }

  /** Gives the memory back: nothing more comes. */
  end(): void {
    this.#drop()
  }

  #keep(body: Uint8Array): boolean {
    if (this.#bytes + body.length > this.#mostBytes || !this.#memory.take(body.length)) return false
    this.#bytes += body.length
    // Copied: a view would keep all that came with it.
    this.#parts.push(Uint8Array.from(body))
    return true
  }

  #drop(): void {
    this.#memory.give(this.#bytes)
    this.#parts = []
    this.#bytes = 0
  }
}
