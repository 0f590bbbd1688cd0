/** An event in the store that waits for one webhook, or is a dead letter of it. */
export interface QueuedEvent {
  readonly room: string
  /** Its place in the order of all events of that webhook. */
  readonly seq: number
  readonly bytes: number
}

/** The events of one room: the first of them goes out, and the others wait for it. */
interface Line {
  events: Map<number, QueuedEvent>
  /** How often the first one has failed. */
  failures: number
  /** On the monotonic clock. */
  retryAtMs: number
  sent: QueuedEvent | null
}

/** What an event takes beside its body, in memory and in the store. */
const EVENT_BYTES = 512

/** What waits for one webhook, in order for each room; the rooms take turns. Bodies are in the store. */
export class EventQueue {
  readonly #mostBytes: number
  #waiting = new Map<number, QueuedEvent>()
  readonly #dead = new Map<number, QueuedEvent>()
  readonly #lines = new Map<string, Line>()
  #bytes = 0

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes
  }

  get waiting(): number {
    return this.#waiting.size
  }

  get dead(): ReadonlyMap<number, QueuedEvent> {
    return this.#dead
  }

  /** Puts it behind all others; gives what has to go for it, the oldest first. */
  add(event: QueuedEvent): readonly QueuedEvent[] {
    this.#waiting.set(event.seq, event)
    this.#lineOf(event.room).events.set(event.seq, event)
    this.#bytes += bytesOf(event)
    return this.#dropOldest()
  }

  /** A dead letter that was in the store before. */
  addDead(event: QueuedEvent): readonly QueuedEvent[] {
    this.#dead.set(event.seq, event)
    this.#bytes += bytesOf(event)
    return this.#dropOldest()
  }

  /** The next event that may go out, which is marked as being sent. */
  next(nowMs: number): QueuedEvent | null {
    for (const [room, line] of this.#lines) {
      if (line.sent !== null || line.retryAtMs > nowMs) continue
      const [event] = line.events.values()
      if (event === undefined) continue
      line.sent = event
      // Behind all other rooms.
      this.#lines.delete(room)
      this.#lines.set(room, line)
      return event
    }
    return null
  }

  /** It is not being sent any more, and goes again after so long as `waitMs` says of the number of its failures. */
  putOff({ room }: QueuedEvent, nowMs: number, waitMs: (failures: number) => number): void {
    const line = this.#lineOf(room)
    line.sent = null
    line.failures += 1
    line.retryAtMs = nowMs + waitMs(line.failures)
  }

  /** It need not be sent any more. */
  remove(event: QueuedEvent): void {
    Object.assign(this.#forget(event), IDLE)
  }

  /** It was tried for too long. */
  bury(event: QueuedEvent): void {
    this.remove(event)
    this.#dead.set(event.seq, event)
    this.#bytes += bytesOf(event)
  }

  /** Those of `events` that are still dead letters wait again, each in its old place. */
  revive(events: readonly QueuedEvent[]): void {
    const revived = events.filter(({ seq }) => this.#dead.delete(seq))
    if (revived.length === 0) return
    for (const event of revived) {
      this.#waiting.set(event.seq, event)
      this.#lineOf(event.room).events.set(event.seq, event)
    }
    this.#waiting = sorted(this.#waiting)
    for (const room of new Set(revived.map((event) => event.room))) {
      const line = this.#lineOf(room)
      line.events = sorted(line.events)
    }
  }

  /** No room waits any longer; how often its first event has failed still counts. */
  hurry(): void {
    for (const line of this.#lines.values()) line.retryAtMs = Number.NEGATIVE_INFINITY
  }

  #lineOf(room: string): Line {
    const line = this.#lines.get(room) ?? { events: new Map(), ...IDLE }
    this.#lines.set(room, line)
    return line
  }

  /** Dead letters go before what may still arrive, and what is being sent stays. */
  #dropOldest(): readonly QueuedEvent[] {
    const dropped: QueuedEvent[] = []
    for (const event of this.#oldestFirst()) {
      if (this.#bytes <= this.#mostBytes) break
      if (this.#lines.get(event.room)?.sent === event) continue
      if (this.#dead.delete(event.seq)) this.#bytes -= bytesOf(event)
      else this.#forget(event)
      dropped.push(event)
    }
    return dropped
  }

  *#oldestFirst(): Iterable<QueuedEvent> {
    yield* this.#dead.values()
    yield* this.#waiting.values()
  }

  #forget(event: QueuedEvent): Line {
    if (this.#waiting.delete(event.seq)) this.#bytes -= bytesOf(event)
    const line = this.#lineOf(event.room)
    line.events.delete(event.seq)
    if (line.events.size === 0) this.#lines.delete(event.room)
    return line
  }
}

const IDLE = { failures: 0, retryAtMs: Number.NEGATIVE_INFINITY, sent: null }

const bytesOf = ({ bytes }: QueuedEvent): number => bytes + EVENT_BYTES

const sorted = (events: ReadonlyMap<number, QueuedEvent>) =>
  new Map([...events].sort(([one], [other]) => one - other))
