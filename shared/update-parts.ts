// An update in parts: each is an update by itself, which can be applied after those before it.
import * as encoding from 'lib0/encoding'
import { Deletions } from './deletions.ts'
import { type Piece, StructQueue } from './struct-queue.ts'
import { CONTENT, type Deletion, type Read, readUpdate, type Struct } from './update-structs.ts'

/** How large a part may be. One value that cannot be divided makes a part that is larger. */
export interface PartSize {
  readonly bytes: number
  /** Structs, and runs of deletions. */
  readonly structs: number
}

/** So much is read at once: some 3 ms where all of it is text of several bytes a character. */
const READ_BYTES = 1024 * 1024

type Write = (encoder: encoding.Encoder) => void

/** A queue that is to give what it has, up to a clock and with it, before the one that waits for it goes on. */
interface Awaited {
  readonly queue: StructQueue
  readonly upTo: number
}

/** Structs that follow each other in what one client has written, from `clock` to `end`. */
interface Section {
  readonly clock: number
  end: number
  lastKind: number
  readonly writes: Write[]
}

/** Divides an update. It is read first, as many structs at a time as the caller likes; then it gives one part after the other. */
export class UpdateParts {
  readonly #update: Uint8Array
  readonly #reading: Generator<Read, void>
  readonly #queueByClient = new Map<number, StructQueue>()
  readonly #deletions = new Deletions()
  /** Each waits for what the one after it has; the last is the one that goes on. */
  readonly #awaited: Awaited[] = []
  #hasGiven = false

  constructor(update: Uint8Array) {
    this.#update = update
    this.#reading = readUpdate(update)
  }

  /**
   * Reads so many more structs, or fewer where they are large, each of which `heard` is told of; true when all is read. Throws where
   * the bytes are no update.
   */
  read(most: number, heard?: (read: Exclude<Read, null>) => void): boolean {
    let bytes = 0
    for (let count = 0; count < most && bytes < READ_BYTES; count++) {
      const { done, value } = this.#reading.next()
      if (done) return true
      if (value === null) return false
      heard?.(value)
      if ('deletion' in value) this.#deletions.put(value.deletion)
      else {
        this.#put(value.struct)
        bytes += value.struct.end - value.struct.start
      }
    }
    return false
  }

  /** The next part, after all is read; null when there is no more. An update with nothing in it is one part. */
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

  #put(struct: Struct): void {
    let queue = this.#queueByClient.get(struct.client)
    if (queue === undefined) {
      queue = new StructQueue(this.#update, struct.client)
      this.#queueByClient.set(struct.client, queue)
    }
    queue.put(struct)
  }

  /** The queue whose next struct can be applied, since what it refers to has been given; null when all are empty. */
  #nextQueue(): StructQueue | null {
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

  #forget(queue: StructQueue): void {
    this.#awaited.pop()
    queue.isAwaited = false
    if (queue.isEmpty) this.#queueByClient.delete(queue.client)
  }

  /** What the next struct of `queue` refers to and was not given. What waits for itself, in a circle, is given as it is. */
  #neededBy(queue: StructQueue): Awaited | null {
    for (const { client, clock } of queue.needs) {
      const other = this.#queueByClient.get(client)
      const isMissing = other !== undefined && !other.isEmpty && other.clock <= clock
      if (isMissing && !other.isAwaited) return { queue: other, upTo: clock }
    }
    return null
  }
}

/** All parts of an update. Throws where the bytes are no update. */
export const splitUpdate = (update: Uint8Array, size: PartSize): Uint8Array[] => {
  const parts = new UpdateParts(update)
  while (!parts.read(Number.POSITIVE_INFINITY));
  const all: Uint8Array[] = []
  for (let part = parts.next(size); part !== null; part = parts.next(size)) all.push(part)
  return all
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
  const isOfMarks =
    section !== undefined && (piece.kind === CONTENT.format || section.lastKind === CONTENT.format)
  const factor = isOfMarks ? 2 : 1
  return filled.structs < size.structs * factor && filled.bytes + piece.bytes <= size.bytes * factor
}

const add = (sections: Map<number, Section>, { client, clock, length, kind }: Piece, write: Write): void => {
  const end = clock + length
  const section = sections.get(client)
  if (section === undefined) sections.set(client, { clock, end, lastKind: kind, writes: [write] })
  else {
    section.end = end
    section.lastKind = kind
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
