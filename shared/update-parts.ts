import { Deletions } from './deletions.ts'
import { OrderedParts, type PartSize } from './ordered-parts.ts'
import { StructQueue } from './struct-queue.ts'
import { type Read, readUpdate, type Struct } from './update-structs.ts'

/** So much is read at once: some 3 ms where all of it is text of several bytes a character. */
const READ_BYTES = 1024 * 1024

/** Divides an update. It is read first, as many structs at a time as the caller likes; then it gives one part after the other. */
export class UpdateParts {
  readonly #update: Uint8Array
  readonly #reading: Generator<Read, void>
  readonly #queueByClient = new Map<number, StructQueue>()
  readonly #deletions = new Deletions()
  readonly #parts = new OrderedParts(this.#queueByClient, this.#deletions)

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
    return this.#parts.next(size)
  }

  #put(struct: Struct): void {
    let queue = this.#queueByClient.get(struct.client)
    if (queue === undefined) {
      queue = new StructQueue(this.#update, struct.client)
      this.#queueByClient.set(struct.client, queue)
    }
    queue.put(struct)
  }
}
