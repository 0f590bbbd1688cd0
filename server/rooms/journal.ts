import * as Y from 'yjs'
import type { Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import type { Metrics } from '../base/metrics.ts'
import { EpochMismatch, type Store } from '../store/store.ts'

/** After this many records, or bytes, since the last snapshot, a new one is written. */
const COMPACT_RECORDS = 500
const COMPACT_BYTES = 4 * 1024 * 1024

/** More waiting updates than this are merged into one, so that a store that is down costs no list without end. */
const MERGE_AT = 256

/**
 * Between two commits so much is collected: a store that is part of this process stops everything else while it writes, so
 * it does for at most a fifth of the time.
 */
const COLLECT_MS = 10
const COLLECT_PER_MS_OF_WRITING = 4
const COLLECT_MAX_MS = 500

/** A store that has not answered for so long fails, whatever it says later. */
const STALLED_MS = 10_000

const RETRY_MIN_MS = 100
const RETRY_MAX_MS = 5_000

export interface JournalDeps {
  readonly store: Store
  readonly clock: Clock
  readonly log: Log
  readonly metrics: Metrics
}

/** The updates of one room on their way to the store, in order, in batches, retried until they are there. */
export interface Journal {
  append(update: Uint8Array): void
  /** How many updates were appended, and how many of those are in the store. */
  readonly appended: number
  readonly stored: number
  /** Writes what waits, and gives true when all of it is in the store. */
  flush(): Promise<boolean>
  /** Writes a snapshot where records came since the last one. */
  compact(): Promise<void>
  /** Tries again what failed, when its time has come. */
  sweep(): void
  readonly isFailing: boolean
  /** The store holds another generation of the room: nothing of this one is written any more. */
  readonly isOutdated: boolean
  /** Writes nothing any more. */
  discard(): void
}

export interface JournalOptions {
  readonly room: string
  /** A room that nobody has written to may still take over another one. */
  readonly epoch: () => string
  readonly lastSeq: number
  /** Records that the room was loaded from. */
  readonly records: number
  /** The room's document; null where a snapshot must not take the place of the records. */
  readonly snapshot: () => Uint8Array | null
}

export const createJournal = (
  options: JournalOptions,
  { store, clock, log, metrics }: JournalDeps,
): Journal => {
  const { room, epoch, snapshot } = options
  let waiting: Uint8Array[] = []
  let appended = 0
  let stored = 0
  let { lastSeq, records } = options
  let bytesSinceSnapshot = 0
  let compactAtRecords = COMPACT_RECORDS
  /** True once the numbers show records that are not ours: our document may lack what is in them. */
  let hasOtherWriters = false
  let writing: Promise<void> | null = null
  /** When the store was asked for what it has not done yet. */
  let askedAtMs = 0
  let collectUntilMs = Number.NEGATIVE_INFINITY
  let isScheduled = false
  let isOutdated = false
  let failures = 0
  let retryAtMs = 0

  const discard = () => {
    isOutdated = true
    failures = 0
    metrics.journalPending.dec(waiting.length)
    waiting = []
  }

  const outdated = () => {
    if (!isOutdated) log.error({ room }, 'the store holds another generation of the room')
    discard()
  }

  const failed = (operation: string, error: unknown) => {
    metrics.storeFailures.inc({ operation })
    log.error({ room, operation, err: error }, 'the store failed')
  }

  const writeBatch = async (): Promise<boolean> => {
    const batch = waiting
    const upTo = appended
    waiting = []
    askedAtMs = clock.monotonicMs()
    try {
      const seq = await store.append(room, epoch(), batch)
      if (seq !== lastSeq + batch.length) hasOtherWriters = true
      lastSeq = seq
    } catch (error) {
      waiting = [...batch, ...waiting]
      if (isOutdated || error instanceof EpochMismatch) {
        outdated()
        return false
      }
      failures += 1
      retryAtMs = clock.monotonicMs() + Math.min(RETRY_MAX_MS, RETRY_MIN_MS * 2 ** (failures - 1))
      failed('append', error)
      return false
    }
    failures = 0
    stored = upTo
    records += batch.length
    for (const update of batch) bytesSinceSnapshot += update.length
    metrics.journalPending.dec(batch.length)
    metrics.journalWritten.inc(batch.length)
    return true
  }

  const maybeCompact = async () => {
    if (records <= 1 || hasOtherWriters || isOutdated) return
    try {
      const body = snapshot()
      if (body === null) return
      askedAtMs = clock.monotonicMs()
      await store.compact(room, epoch(), body, lastSeq)
      records = 1
      compactAtRecords = COMPACT_RECORDS
    } catch (error) {
      // A large document is not encoded again for each batch while there is no room for it.
      compactAtRecords = records + COMPACT_RECORDS
      if (error instanceof EpochMismatch) outdated()
      else failed('compact', error)
    }
    bytesSinceSnapshot = 0
  }

  const write = async () => {
    while (waiting.length > 0) if (!(await writeBatch())) return
    if (records >= compactAtRecords || bytesSinceSnapshot >= COMPACT_BYTES) await maybeCompact()
  }

  /** One writer at a time; whoever asks meanwhile waits for the same one. */
  const run = (work: () => Promise<void>): Promise<void> => {
    if (writing !== null) return writing
    const beganMs = clock.monotonicMs()
    askedAtMs = beganMs
    writing = work().finally(() => {
      const nowMs = clock.monotonicMs()
      const collectMs = (nowMs - beganMs) * COLLECT_PER_MS_OF_WRITING
      collectUntilMs = nowMs + Math.min(COLLECT_MAX_MS, Math.max(COLLECT_MS, collectMs))
      writing = null
      if (waiting.length > 0 && failures === 0) schedule()
    })
    return writing
  }

  /** The first update after a while is written at once, with all that comes in the same turn of the event loop. */
  const schedule = () => {
    if (isScheduled || writing !== null) return
    isScheduled = true
    const begin = () => {
      isScheduled = false
      void run(write)
    }
    const waitMs = collectUntilMs - clock.monotonicMs()
    if (waitMs <= 0) setImmediate(begin)
    else clock.after(waitMs, begin)
  }

  const merge = () => {
    metrics.journalPending.dec(waiting.length - 1)
    waiting = [Y.mergeUpdates(waiting)]
  }

  return {
    append(update) {
      // Counted also where it will never be stored: whoever waits for it is not told that it is.
      appended += 1
      if (isOutdated) return
      waiting.push(update)
      metrics.journalPending.inc()
      if (failures === 0) schedule()
      else if (waiting.length > MERGE_AT) merge()
    },

    async flush() {
      // What a batch in flight holds is not waiting, and is back in the line when the store refuses it.
      while (waiting.length > 0 || writing !== null) {
        await run(write)
        if (failures > 0) return false
      }
      return true
    },

    async compact() {
      await writing
      await run(maybeCompact)
    },

    sweep() {
      if (failures > 0 && clock.monotonicMs() >= retryAtMs) void run(write)
    },

    get appended() {
      return appended
    },

    get stored() {
      return stored
    },

    get isFailing() {
      const isStalled = writing !== null && clock.monotonicMs() - askedAtMs >= STALLED_MS
      return failures > 0 || isStalled
    },

    get isOutdated() {
      return isOutdated
    },

    discard,
  }
}
