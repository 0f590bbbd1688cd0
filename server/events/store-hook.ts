import type { Context } from '../base/context.ts'
import type { Turns } from '../base/turns.ts'
import type { Room } from '../rooms/room.ts'
import { wholeSnapshot } from '../rooms/whole-snapshot.ts'
import type { HookCalls } from './hook-calls.ts'
import type { Hooks } from './hooks.ts'

/** What is stored within so much time is one call. */
const COLLECT_MS = 1_000

const RETRY_MIN_MS = 1_000
const RETRY_MAX_MS = 60_000

export interface StoreHookDeps extends Pick<Context, 'clock'> {
  readonly calls: HookCalls
  readonly turns: Turns
  readonly onStore: NonNullable<Hooks['onStore']>
}

/** Brings what the host keeps of one room in step with its document, and tries again until it is. */
export class StoreHook {
  readonly #room: Room
  readonly #deps: StoreHookDeps
  /** Something was stored since the last call that did not fail began. */
  #isDue = false
  #working: Promise<void> | null = null
  #notBeforeMs = 0
  #failures = 0

  constructor(room: Room, deps: StoreHookDeps) {
    this.#room = room
    this.#deps = deps
  }

  /** The host is not in step. */
  get isBehind(): boolean {
    return this.#isDue || this.#working !== null
  }

  stored(): void {
    if (!this.#isDue) this.#wait(this.#failures === 0 ? COLLECT_MS : 0)
    this.#isDue = true
  }

  sweep(): void {
    if (this.#isDue && this.#deps.clock.monotonicMs() >= this.#notBeforeMs) void this.flush()
  }

  /** Calls the hook now where it is due; true where the host is in step. */
  async flush(): Promise<boolean> {
    if (this.#isDue) this.#working ??= this.#call()
    await this.#working
    return !this.isBehind
  }

  #wait(ms: number): void {
    this.#notBeforeMs = Math.max(this.#notBeforeMs, this.#deps.clock.monotonicMs() + ms)
  }

  async #call(): Promise<void> {
    const { calls, turns, onStore } = this.#deps
    const { id: room } = this.#room
    this.#isDue = false
    const read = () => wholeSnapshot(this.#room, turns)
    const run = (signal: AbortSignal) => onStore({ room, signal, document: read })
    const given = await calls.call({ hook: 'onStore', room, run })
    this.#working = null
    if (given === null) {
      this.#isDue = true
      this.#failures += 1
      this.#wait(Math.min(RETRY_MAX_MS, RETRY_MIN_MS * 2 ** (this.#failures - 1)))
      return
    }
    calls.done('onStore')
    this.#failures = 0
  }
}
