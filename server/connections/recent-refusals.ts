import type { Clock } from '../base/clock.ts'

/** A refusal is shown for this long, and for as long again at most, in ms. */
const SPAN_MS = 300_000

/** So many rooms and connections are counted in a span: what is refused to more of them is in the metrics alone. */
const MOST = 10_000

/** How often something that a client sent was refused of late, by room and by connection. */
export class RecentRefusals {
  readonly #clock: Pick<Clock, 'monotonicMs'>
  #now = new Map<string, number>()
  #before = new Map<string, number>()
  #sinceMs: number

  constructor(clock: Pick<Clock, 'monotonicMs'>) {
    this.#clock = clock
    this.#sinceMs = clock.monotonicMs()
  }

  add({ room, connection }: { readonly room: string; readonly connection: string }): void {
    this.#turn()
    for (const key of [roomKey(room), connectionKey(connection)])
      if (this.#now.has(key) || this.#now.size < MOST) this.#now.set(key, (this.#now.get(key) ?? 0) + 1)
  }

  /** Of the last 5 to 10 minutes. */
  inRoom(room: string): number {
    return this.#of(roomKey(room))
  }

  ofConnection(id: string): number {
    return this.#of(connectionKey(id))
  }

  #of(key: string): number {
    this.#turn()
    return (this.#now.get(key) ?? 0) + (this.#before.get(key) ?? 0)
  }

  #turn(): void {
    const spans = Math.floor((this.#clock.monotonicMs() - this.#sinceMs) / SPAN_MS)
    if (spans === 0) return
    this.#before = spans === 1 ? this.#now : new Map()
    this.#now = new Map()
    this.#sinceMs += spans * SPAN_MS
  }
}

const roomKey = (room: string): string => `room ${room}`
const connectionKey = (id: string): string => `connection ${id}`
