import type { Clock } from './clock.ts'
import type { Fence } from './fence.ts'

/** Work in short steps: each `next` is one of them, and the result comes with the last. */
export type Work<Value> = Generator<void, Value>

/** So long work goes on before the event loop has another turn. */
const TURN_MS = 8

/** The first turn of a work, where others wait: most works are done within it. */
const FIRST_TURN_MS = 2

/** Work begins at once as long as no more than this was worked ahead: many small pieces may come together. */
const DEBT_MS = 2 * TURN_MS

/** Does all of it at once: for commands, which keep nobody waiting. */
export const finish = <Value>(work: Work<Value>): Value => {
  for (;;) {
    const { done, value } = work.next()
    if (done) return value
  }
}

interface Task {
  readonly work: Work<unknown>
  /** What it is done for, in the log. */
  readonly about: object
  readonly done: (value: unknown) => void
  readonly failed: () => void
  readonly overdrawn: () => void
  readonly spent: (ms: number) => void
  leftMs: number
  /** It took too long: what it has done so far is brought to an end. */
  isEnding: boolean
  /** How long it was worked on. */
  hadMs: number
}

export interface TaskOptions<Value> {
  readonly about: object
  readonly done: (value: Value) => void
  /** It threw, which is counted and logged already. */
  readonly failed: () => void
  /** So long it may take, in ms of work. Where it takes longer it is ended, and `overdrawn` is called once its `finally` is done. */
  readonly mostMs: number
  readonly overdrawn: () => void
  /** Hears of each turn how long it took, in ms. */
  readonly spent?: (ms: number) => void
}

/**
 * Heavy work of all rooms, a turn at a time; the next turn is that of the task that has had least. It takes at most half of the time:
 * after each turn the event loop has as long for everything else. Work that is done within its first turn is done at once.
 */
export class Turns {
  readonly #clock: Clock
  readonly #fence: Fence
  #tasks: Task[] = []
  /** What was worked ahead of the time that was left to others, up to `#atMs`. */
  #debtMs = 0
  #atMs = 0
  #isWaiting = false

  constructor({ clock, fence }: { readonly clock: Clock; readonly fence: Fence }) {
    this.#clock = clock
    this.#fence = fence
  }

  /** Tasks that are not done. */
  get waiting(): number {
    return this.#tasks.length
  }

  run<Value>(work: Work<Value>, options: TaskOptions<Value>): void {
    const { about, done, failed, overdrawn, spent = () => undefined, mostMs: leftMs } = options
    const state = { leftMs, isEnding: false, hadMs: 0 }
    const task: Task = { work, about, done: done as Task['done'], failed, overdrawn, spent, ...state }
    this.#settle()
    if (this.#debtMs >= DEBT_MS || this.#turn(task)) this.#tasks.push(task)
    this.#arm()
  }

  /** Works on `task` for a turn; true where something of it is left. */
  #turn(task: Task): boolean {
    const beganMs = this.#clock.monotonicMs()
    const turnMs = task.hadMs === 0 && this.#tasks.length > 0 ? FIRST_TURN_MS : TURN_MS
    let tookMs = 0
    try {
      while (tookMs < turnMs) {
        const { done, value } = task.work.next()
        tookMs = this.#clock.monotonicMs() - beganMs
        if (!done) continue
        this.#spent(task, tookMs)
        if (task.isEnding) task.overdrawn()
        else task.done(value)
        return false
      }
      this.#spent(task, tookMs)
      if (task.leftMs > 0 || task.isEnding) return true
      task.isEnding = true
      // The end may take turns, too.
      if (task.work.return(undefined).done !== true) return true
      task.overdrawn()
      return false
    } catch (error) {
      this.#fence.failed('work', error, task.about)
      this.#fence.run('work', task.about, task.failed)
      return false
    }
  }

  #spent(task: Task, tookMs: number): void {
    this.#debtMs += tookMs
    // What passed meanwhile was no rest.
    this.#atMs += tookMs
    task.leftMs -= tookMs
    task.hadMs += tookMs
    task.spent(tookMs)
  }

  /** Pays back what was worked: a millisecond for each that has passed since. */
  #settle(): void {
    const nowMs = this.#clock.monotonicMs()
    this.#debtMs = Math.max(0, this.#debtMs - (nowMs - this.#atMs))
    this.#atMs = nowMs
  }

  #arm(): void {
    if (this.#isWaiting || this.#tasks.length === 0) return
    this.#isWaiting = true
    this.#clock.after(Math.max(0, this.#debtMs), () => this.#next())
  }

  /** Goes on, once what was worked is paid back. */
  #next(): void {
    this.#isWaiting = false
    this.#settle()
    // Short work may have been done meanwhile.
    if (this.#debtMs < 1) this.#goOn()
    this.#arm()
  }

  /** What has had least: so a member with long work in hundreds of rooms keeps nobody waiting who has little. */
  #goOn(): void {
    const task = this.#tasks.reduce((least, one) => (one.hadMs < least.hadMs ? one : least))
    this.#tasks = this.#tasks.filter((one) => one !== task)
    if (this.#turn(task)) this.#tasks.push(task)
  }
}
