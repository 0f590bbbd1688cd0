// The parts of an update: each is an update by itself, which can be applied after those before it.
import * as encoding from 'lib0/encoding'
import type { Deletions } from './deletions.ts'
import type { Deletion, Id } from './update-structs.ts'

/** How large a part may be. One value that cannot be divided makes a part that is larger. */
export interface PartSize {
  readonly bytes: number
  /** Structs, and runs of deletions. */
  readonly structs: number
}

/** A struct, or as much of it as was asked for. */
export interface Piece extends Id {
  readonly length: number
  /** It is a mark of formatting. */
  readonly isMark: boolean
  readonly bytes: number
  /** Null for a gap: nothing is known of what stands there. */
  readonly write: ((encoder: encoding.Encoder) => void) | null
  /** Where the next piece of the same struct begins; null where there is none. */
  readonly rest: number | null
}

/** What one client has written in an update, to be taken from the beginning, a struct or a piece of one at a time. */
export interface PieceQueue {
  readonly client: number
  /** Its next struct is looked for, since another one needs it. */
  isAwaited: boolean
  readonly isEmpty: boolean
  /** The clock of what comes next. */
  readonly clock: number
  /** What the next piece cannot be applied without. */
  readonly needs: readonly Id[]
  /** What comes next: where that can be divided, no more than `bytes` of it, but at least one element. */
  peek(bytes: number): Piece
  /** Takes what `peek` gave. */
  take(piece: Piece): void
}

type Write = (encoder: encoding.Encoder) => void

/** A queue that is to give what it has, up to a clock and with it, before the one that waits for it goes on. */
interface Awaited {
  readonly queue: PieceQueue
  readonly upTo: number
}

/** Structs that follow each other in what one client has written, from `clock` to `end`. */
interface Section {
  readonly clock: number
  end: number
  endsInMark: boolean
  readonly writes: Write[]
}

/** Gives an update part by part, in such an order that each struct comes after those that it refers to. */
export class OrderedParts {
  readonly #queueByClient: Map<number, PieceQueue>
  readonly #deletions: Deletions
  /** Each waits for what the one after it has; the last is the one that goes on. */
  readonly #awaited: Awaited[] = []
  #hasGiven = false

  /** Takes the queues out of the map as they become empty. */
  constructor(queueByClient: Map<number, PieceQueue>, deletions: Deletions) {
    this.#queueByClient = queueByClient
    this.#deletions = deletions
  }

  /** The next part; null when there is no more. An update with nothing in it is one part. */
  next(size: PartSize): Uint8Array | null {
    const sections = new Map<number, Section>()
    const filled = { structs: 0, bytes: 0 }
    for (let queue = this.#nextQueue(); queue !== null; queue = this.#nextQueue()) {
      const piece = queue.peek(Math.max(1, size.bytes - filled.bytes))
      if (filled.structs > 0 && !fits(piece, sections, filled, size)) break
      queue.take(piece)
      if (piece.write === null) continue
      add(sections, piece, piece.write)
      filled.structs += 1
      filled.bytes += piece.bytes
    }
    // What is deleted is deleted at once: no part shows it.
    const deletions = [...sections].flatMap(([client, { clock, end }]) =>
      this.#deletions.take(client, clock, end),
    )
    if (this.#nextQueue() === null) deletions.push(...this.#deletions.takeRest(size, filled))
    if (filled.structs === 0 && deletions.length === 0 && this.#hasGiven) return null
    this.#hasGiven = true
    return encode(sections, deletions)
  }

  /** The queue whose next struct can be applied, since what it refers to has been given; null when all are empty. */
  #nextQueue(): PieceQueue | null {
    for (;;) {
      const last = this.#awaited.at(-1) ?? this.#begin()
      if (last === null) return null
      const { queue, upTo } = last
      const isGivenEnough = queue.isEmpty || queue.clock > upTo
      const needed = isGivenEnough ? null : this.#neededBy(queue)
      if (needed !== null) this.#await(needed)
      else if (isGivenEnough) this.#forget(queue)
      else return queue
    }
  }

  #begin(): Awaited | null {
    const [queue] = this.#queueByClient.values()
    return queue === undefined ? null : this.#await({ queue, upTo: Number.POSITIVE_INFINITY })
  }

  #await(awaited: Awaited): Awaited {
    awaited.queue.isAwaited = true
    this.#awaited.push(awaited)
    return awaited
  }

  #forget(queue: PieceQueue): void {
    this.#awaited.pop()
    queue.isAwaited = false
    if (queue.isEmpty) this.#queueByClient.delete(queue.client)
  }

  /** What the next struct of `queue` refers to and was not given. What waits for itself, in a circle, is given as it is. */
  #neededBy(queue: PieceQueue): Awaited | null {
    for (const { client, clock } of queue.needs) {
      const other = this.#queueByClient.get(client)
      const isMissing = other !== undefined && !other.isEmpty && other.clock <= clock
      if (isMissing && !other.isAwaited) return { queue: other, upTo: clock }
    }
    return null
  }
}

/**
 * Whether a piece goes into the same part. A section has no gaps: what comes after one begins another part. Yjs' clients take
 * marks of formatting away that change nothing, so marks that were written together stay together, as far as that goes: where
 * a part showed only the first of them, another one could be taken away that is needed when the rest has come.
 */
const fits = (
  piece: Piece,
  sections: ReadonlyMap<number, Section>,
  filled: PartSize,
  size: PartSize,
): boolean => {
  const section = sections.get(piece.client)
  if (section !== undefined && section.end !== piece.clock) return false
  const factor = section !== undefined && (piece.isMark || section.endsInMark) ? 2 : 1
  return filled.structs < size.structs * factor && filled.bytes + piece.bytes <= size.bytes * factor
}

const add = (
  sections: Map<number, Section>,
  { client, clock, length, isMark }: Piece,
  write: Write,
): void => {
  const end = clock + length
  const section = sections.get(client)
  if (section === undefined) sections.set(client, { clock, end, endsInMark: isMark, writes: [write] })
  else {
    section.end = end
    section.endsInMark = isMark
    section.writes.push(write)
  }
}

/** The sections stand as Yjs writes them, the highest client first: its merging relies on that. */
const encode = (sections: ReadonlyMap<number, Section>, deletions: readonly Deletion[]): Uint8Array =>
  encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, sections.size)
    for (const [client, { clock, writes }] of [...sections].sort(([one], [other]) => other - one)) {
      encoding.writeVarUint(encoder, writes.length)
      encoding.writeVarUint(encoder, client)
      encoding.writeVarUint(encoder, clock)
      for (const write of writes) write(encoder)
    }
    encodeDeletions(encoder, deletions)
  })

const encodeDeletions = (encoder: encoding.Encoder, deletions: readonly Deletion[]): void => {
  const byClient = grouped(deletions)
  encoding.writeVarUint(encoder, byClient.size)
  for (const [client, runs] of byClient) {
    encoding.writeVarUint(encoder, client)
    encoding.writeVarUint(encoder, runs.length)
    // In order, as Yjs writes them: it notes those that must wait by the distance to the one before.
    for (const { clock, length } of [...runs].sort((one, other) => one.clock - other.clock)) {
      encoding.writeVarUint(encoder, clock)
      encoding.writeVarUint(encoder, length)
    }
  }
}

const grouped = (deletions: readonly Deletion[]): Map<number, Deletion[]> => {
  const byClient = new Map<number, Deletion[]>()
  for (const deletion of deletions) {
    const runs = byClient.get(deletion.client)
    if (runs === undefined) byClient.set(deletion.client, [deletion])
    else runs.push(deletion)
  }
  return byClient
}
