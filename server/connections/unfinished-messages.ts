import type { Context } from '../base/context.ts'

/** In so many ms an unfinished message has to come to its end, or get on by so many bytes: 4 KiB a second. */
const WINDOW_MS = 30_000
const WINDOW_BYTES = 128 * 1024

/** A socket with a message of which a part has come. */
export interface UnfinishedMessage {
  /** Nothing is read from it just now: it cannot get on. */
  readonly isPaused: boolean
  /** Closes its connection. */
  cut(): void
}

/** Where one stood when its time began. */
interface Progress {
  bytes: number
  windowMs: number
  windowBytes: number
}

/**
 * The messages of all connections that have come in part. Each has to get on, and together they have a limit: where it is
 * reached, the oldest goes, since a client in earnest comes to the end of its message.
 */
export class UnfinishedMessages {
  readonly #context: Pick<Context, 'clock' | 'limits'>
  /** The oldest first. */
  readonly #progressByMessage = new Map<UnfinishedMessage, Progress>()
  #bytes = 0

  constructor(context: Pick<Context, 'clock' | 'limits'>) {
    this.#context = context
  }

  /** The memory of all of them. */
  get bytes(): number {
    return this.#bytes
  }

  /** So much is held of it by now; 0 where it has come whole, or its socket has ended. */
  set(message: UnfinishedMessage, bytes: number): void {
    this.#note(message, bytes)
    if (this.#bytes > this.#context.limits.unfinished) this.#cutOldest()
  }

  sweep(): void {
    const nowMs = this.#context.clock.monotonicMs()
    for (const [message, progress] of this.#progressByMessage) {
      // There may be thousands that are not looked at any closer.
      if (nowMs - progress.windowMs < WINDOW_MS) continue
      const hasGotOn = progress.bytes - progress.windowBytes >= WINDOW_BYTES
      if (message.isPaused || hasGotOn) this.#restart(progress)
      else this.#cut(message)
    }
  }

  /** It is read again: while it was not, it could not get on. */
  resumed(message: UnfinishedMessage): void {
    const progress = this.#progressByMessage.get(message)
    if (progress !== undefined) this.#restart(progress)
  }

  #restart(progress: Progress): void {
    progress.windowMs = this.#context.clock.monotonicMs()
    progress.windowBytes = progress.bytes
  }

  #note(message: UnfinishedMessage, bytes: number): void {
    const progress = this.#progressByMessage.get(message)
    this.#bytes += bytes - (progress?.bytes ?? 0)
    if (bytes === 0) this.#progressByMessage.delete(message)
    else if (progress !== undefined) progress.bytes = bytes
    else {
      const windowMs = this.#context.clock.monotonicMs()
      this.#progressByMessage.set(message, { bytes, windowMs, windowBytes: bytes })
    }
  }

  #cutOldest(): void {
    for (const message of this.#progressByMessage.keys()) {
      this.#cut(message)
      if (this.#bytes <= this.#context.limits.unfinished) return
    }
  }

  #cut(message: UnfinishedMessage): void {
    // First, so that one that cannot be closed does not count for ever.
    this.#note(message, 0)
    message.cut()
  }
}
