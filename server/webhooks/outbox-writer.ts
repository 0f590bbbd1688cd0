import type { Context } from '../base/context.ts'
import type { KeptChanges } from '../store/kept.ts'
import type { Outbox } from './outbox-keys.ts'

/** So much waits in memory for a store that takes nothing; beyond that events are lost, which is counted. */
const MOST_UNWRITTEN_BYTES = 4 * 1024 * 1024

const RETRY_MIN_MS = 100
const RETRY_MAX_MS = 5_000

/** What goes to the store in one go. */
interface Batch {
  readonly changesByRoom: Map<string, Map<string, Uint8Array | null>>
  /** What is called when the changes of a room are there, in the order in which they came. */
  readonly done: { readonly room: string; readonly call: () => void }[]
}

const emptyBatch = (): Batch => ({ changesByRoom: new Map(), done: [] })

interface WriterDeps extends Pick<Context, 'clock' | 'log' | 'metrics' | 'fence'> {
  readonly outbox: Pick<Outbox, 'keep'>
}

/**
 * Writes to the outbox in the store: what belongs together at once, what is of one room in order. It begins at the end of the same
 * callback of the event loop: nothing that comes from a socket is read before, and a store that is part of the process has it then.
 */
export class OutboxWriter {
  readonly #deps: WriterDeps
  #waiting = emptyBatch()
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
  write(room: string, changes: KeptChanges, call: () => void = () => undefined): void {
    this.#put(room, changes)
    this.#waiting.done.push({ room, call })
    if (this.#failures === 0) queueMicrotask(() => void this.#run())
  }

  /** Tries again what failed, when its time has come. */
  sweep(): void {
    if (this.#failures > 0 && this.#deps.clock.monotonicMs() >= this.#retryAtMs) void this.#run()
  }

  /** Writes what waits; true when all of it is in the store. */
  async flush(): Promise<boolean> {
    while (this.#hasWaiting || this.#writing !== null) {
      await this.#run()
      if (this.#failures > 0) return false
    }
    return true
  }

  get #hasWaiting(): boolean {
    return this.#waiting.done.length > 0
  }

  #run(): Promise<void> {
    this.#writing ??= this.#write()
      .catch((error: unknown) => this.#deps.fence.failed('listener', error))
      .finally(() => {
        this.#writing = null
      })
    return this.#writing
  }

  async #write(): Promise<void> {
    while (this.#hasWaiting) {
      const batch = this.#waiting
      this.#waiting = emptyBatch()
      this.#unwrittenBytes = 0
      const errors = await this.#writeRooms(batch)
      for (const { room, call } of batch.done) if (!errors.has(room)) call()
      const [error] = errors.values()
      if (errors.size > 0) {
        this.#putBack(batch, errors)
        return this.#failed(error)
      }
      this.#failures = 0
    }
  }

  /** Gives the rooms that the store did not take, each with what went wrong. */
  async #writeRooms({ changesByRoom }: Batch): Promise<ReadonlyMap<string, unknown>> {
    const errors = new Map<string, unknown>()
    const writeRoom = async (room: string, changes: KeptChanges) => {
      try {
        await this.#deps.outbox.keep(room, changes)
      } catch (error) {
        errors.set(room, error)
      }
    }
    await Promise.all([...changesByRoom].map(([room, changes]) => writeRoom(room, changes)))
    return errors
  }

  /** Before what has come since. */
  #putBack({ changesByRoom, done }: Batch, errors: ReadonlyMap<string, unknown>): void {
    const since = this.#waiting
    this.#waiting = { changesByRoom: new Map(), done: done.filter(({ room }) => errors.has(room)) }
    this.#unwrittenBytes = 0
    for (const room of errors.keys()) this.#put(room, changesByRoom.get(room) ?? new Map())
    for (const [room, changes] of since.changesByRoom) this.#put(room, changes)
    this.#waiting.done.push(...since.done)
  }

  #put(room: string, changes: KeptChanges): void {
    const all = this.#waiting.changesByRoom.get(room) ?? new Map()
    this.#waiting.changesByRoom.set(room, all)
    for (const [key, body] of changes) {
      this.#unwrittenBytes += sizeOf(key, body) - sizeOf(key, all.get(key))
      all.set(key, body)
    }
  }

  #failed(error: unknown): void {
    const { clock, metrics, log } = this.#deps
    this.#failures += 1
    this.#retryAtMs = clock.monotonicMs() + Math.min(RETRY_MAX_MS, RETRY_MIN_MS * 2 ** (this.#failures - 1))
    metrics.storeFailures.inc({ operation: 'keep' })
    log.error({ operation: 'keep', err: error }, 'the store failed')
  }
}

const sizeOf = (key: string, body: Uint8Array | null | undefined): number =>
  body === undefined ? 0 : key.length + (body?.length ?? 0)
