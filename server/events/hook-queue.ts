import type { HookCalls } from './hook-calls.ts'
import type { HookName } from './hooks.ts'

/** So much of one room waits for one hook; what comes beyond is not told. */
const MOST_WAITING = 1_000

/** What waits for hooks in all rooms may take so much memory, about. */
const MOST_BYTES = 32 * 1024 * 1024

/** What an event takes beside its update. */
const EVENT_BYTES = 512

/** What waits in the queues of a relay. */
export class HookBacklog {
  events = 0
  bytes = 0
}

interface Waiting {
  readonly run: (signal: AbortSignal) => unknown
  readonly bytes: number
}

/** What one hook is told of one room: in order, one after the other, each within the deadline. */
export class HookQueue {
  readonly #hook: HookName
  readonly #room: string
  readonly #calls: HookCalls
  readonly #backlog: HookBacklog
  readonly #waiting: Waiting[] = []
  #working: Promise<void> | null = null

  constructor(hook: HookName, room: string, calls: HookCalls, backlog: HookBacklog) {
    this.#hook = hook
    this.#room = room
    this.#calls = calls
    this.#backlog = backlog
  }

  /** Settles once everything that waits has been told. */
  get settled(): Promise<void> {
    return this.#working ?? Promise.resolve()
  }

  /** Calls `run` when everything before has been told. */
  put(run: (signal: AbortSignal) => unknown, updateBytes = 0): void {
    const bytes = EVENT_BYTES + updateBytes
    const isFull = this.#waiting.length >= MOST_WAITING || this.#backlog.bytes + bytes > MOST_BYTES
    if (this.#waiting.length > 0 && isFull) {
      this.#calls.dropped(this.#hook)
      return
    }
    this.#waiting.push({ run, bytes })
    this.#backlog.events += 1
    this.#backlog.bytes += bytes
    this.#working ??= this.#work()
  }

  async #work(): Promise<void> {
    // Nothing of the host runs in the turn of the room.
    await null
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      const { run, bytes } = next
      const given = await this.#calls.call({ hook: this.#hook, room: this.#room, run })
      if (given !== null) this.#calls.done(this.#hook)
      this.#waiting.shift()
      this.#backlog.events -= 1
      this.#backlog.bytes -= bytes
    }
    this.#working = null
  }
}
