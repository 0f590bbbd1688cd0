import type { Context } from '../../base/context.ts'

/** The share of one request: it grows as its body comes, or at once to what the request says. */
export interface Upload {
  /** Has so many bytes in all; false where there is no room for them just now. */
  growTo(bytes: number): boolean
  /** Gives everything back; twice is once. */
  end(): void
}

/**
 * The bodies of documents on their way in. Together they have a limit, and they are decoded one at a time, since each
 * takes memory while it is.
 */
export class Uploads {
  readonly #limitBytes: number
  #bytes = 0
  #last: Promise<void> = Promise.resolve()

  constructor({ limits, metrics }: Pick<Context, 'limits' | 'metrics'>) {
    this.#limitBytes = limits.uploads
    metrics.measure('upload_bytes', 'Bytes of documents that are being put in by HTTP.', () => this.#bytes)
  }

  begin(): Upload {
    let own = 0
    return {
      growTo: (bytes) => {
        const others = this.#bytes - own
        const more = Math.max(0, bytes - own)
        // One by itself is bounded by the limit of a document.
        if (others > 0 && this.#bytes + more > this.#limitBytes) return false
        own += more
        this.#bytes += more
        return true
      },
      end: () => {
        this.#bytes -= own
        own = 0
      },
    }
  }

  /** Runs `work` when everything before it is done. */
  async inTurn<Value>(work: () => Promise<Value>): Promise<Value> {
    const before = this.#last
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#last = promise
    await before
    await new Promise(setImmediate)
    try {
      return await work()
    } finally {
      resolve()
    }
  }
}
