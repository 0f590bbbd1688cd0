import type { RoomId } from '../../shared/index.ts'
import type { Context } from '../base/context.ts'

/** So long questions are answered in one turn of the event loop, in ms. */
const TURN_MS = 5

interface Answer {
  readonly room: RoomId
  readonly give: () => void
}

/** Answers to readers of all chats, in the order of their questions: thousands may have come in one piece. */
export class ChatAnswers {
  readonly #deps: Pick<Context, 'clock' | 'fence'>
  #waiting: Answer[] = []
  #isArmed = false

  constructor(deps: Pick<Context, 'clock' | 'fence'>) {
    this.#deps = deps
  }

  /** Calls `give` when its turn has come. */
  add(room: RoomId, give: () => void): void {
    this.#waiting.push({ room, give })
    this.#arm()
  }

  #arm(): void {
    if (this.#isArmed || this.#waiting.length === 0) return
    this.#isArmed = true
    setImmediate(() => this.#turn())
  }

  #turn(): void {
    const { clock, fence } = this.#deps
    this.#isArmed = false
    const untilMs = clock.monotonicMs() + TURN_MS
    let given = 0
    for (const { room, give } of this.#waiting) {
      fence.run('listener', { room }, give)
      given += 1
      if (clock.monotonicMs() >= untilMs) break
    }
    this.#waiting = this.#waiting.slice(given)
    this.#arm()
  }
}
