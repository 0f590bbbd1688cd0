import type { Context } from '../base/context.ts'
import type { KeptChanges } from '../store/kept.ts'
import { type OutboxStore, WEBHOOKS_KIND } from './outbox-keys.ts'

/** So much waits in memory for a store that takes nothing; beyond that events are lost, which is counted. */
const MOST_UNWRITTEN_BYTES = 4 * 1024 * 1024

const RETRY_MIN_MS = 100
const RETRY_MAX_MS = 5_000

interface Waiting {
  readonly changes: Map<string, Uint8Array | null>
  readonly done: (() => void)[]
}

const nothing = (): Waiting => ({ changes: new Map(), done: [] })

interface WriterDeps extends Pick<Context, 'clock' | 'log' | 'metrics'> {
  readonly store: Pick<OutboxStore, 'keep'>
}

/**
 * Writes to the outbox in the store: what belongs together at once, what is of one room in order. It begins at the end of the same
 * callback of the event loop: nothing that comes from a socket is read before, and a store that is part of the process has it then.
 */
export class OutboxWriter {
  readonly #deps: WriterDeps
  #waitingByRoom = new Map<string, Waiting>()
  #writing: Promise<void> | null = null
  #unwrittenBytes = 0
  #failures = 0
  #retryAtMs = 0

  constructor(deps: WriterDeps) {
    this.#deps = deps
  }

  /** The store takes nothing, and there is no more room in memory. */
  get isFull(): boolean {
    return this.#unwrittenBytes >= MOST_UNWRITTEN_BYTES
  }

  /** `done` is called when all of `changes` is in the store. */
  write(room: string, changes: KeptChanges, done: () => void = () => undefined): void {
    const waiting = this.#waitingByRoom.get(room) ?? nothing()
    this.#waitingByRoom.set(room, waiting)
    this.#unwrittenBytes -= bytesOf(waiting.changes)
    for (const [key, body] of changes) waiting.changes.set(key, body)
    this.#unwrittenBytes += bytesOf(waiting.changes)
    waiting.done.push(done)
    if (this.#failures === 0) queueMicrotask(() => void this.#run())
  }

  /** Tries again what failed, when its time has come. */
  sweep(): void {
    if (this.#failures > 0 && this.#deps.clock.monotonicMs() >= this.#retryAtMs) void this.#run()
  }

  /** Writes what waits; true when all of it is in the store. */
  async flush(): Promise<boolean> {
    while (this.#waitingByRoom.size > 0 || this.#writing !== null) {
      await this.#run()
      if (this.#failures > 0) return false
    }
    return true
  }

  #run(): Promise<void> {
    this.#writing ??= this.#write().finally(() => {
      this.#writing = null
    })
    return this.#writing
  }

  async #write(): Promise<void> {
    while (this.#waitingByRoom.size > 0) {
      const batch = this.#waitingByRoom
      this.#waitingByRoom = new Map()
      const errors = await Promise.all([...batch].map((part) => this.#writeRoom(...part)))
      const error = errors.find((one) => one !== null)
      if (error !== undefined) return this.#failed(error)
      this.#failures = 0
    }
  }

  /** Gives what went wrong; null where it is written. */
  async #writeRoom(room: string, waiting: Waiting): Promise<unknown> {
    try {
      await this.#deps.store.keep(room, WEBHOOKS_KIND, waiting.changes)
    } catch (error) {
      this.#putBack(room, waiting)
      return error
    }
    this.#unwrittenBytes -= bytesOf(waiting.changes)
    for (const done of waiting.done) done()
    return null
  }

  /** Under what has come since. */
  #putBack(room: string, { changes, done }: Waiting): void {
    const since = this.#waitingByRoom.get(room) ?? nothing()
    const all = new Map([...changes, ...since.changes])
    this.#unwrittenBytes += bytesOf(all) - bytesOf(changes) - bytesOf(since.changes)
    this.#waitingByRoom.set(room, { changes: all, done: [...done, ...since.done] })
  }

  #failed(error: unknown): void {
    const { clock, metrics, log } = this.#deps
    this.#failures += 1
    this.#retryAtMs = clock.monotonicMs() + Math.min(RETRY_MAX_MS, RETRY_MIN_MS * 2 ** (this.#failures - 1))
    metrics.storeFailures.inc({ operation: 'keep' })
    log.error({ operation: 'keep', err: error }, 'the store failed')
  }
}

const bytesOf = (changes: KeptChanges): number => {
  let bytes = 0
  for (const [key, body] of changes) bytes += key.length + (body?.length ?? 0)
  return bytes
}
