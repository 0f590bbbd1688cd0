import type { Context } from '../base/context.ts'
import { backoffMs } from './backoff.ts'
import { deliver, type Outcome } from './delivery.ts'
import { EventQueue, type QueuedEvent } from './event-queue.ts'
import type { DeadLetter, Failure, Message } from './message.ts'
import { deadKey, encodeValue, eventKey, type Outbox, readValue, reviving } from './outbox-keys.ts'
import type { OutboxWriter } from './outbox-writer.ts'
import { ReceiverHealth } from './receiver-health.ts'
import { shownUrl, type Webhook, webhookId } from './webhook.ts'

/** So many events are on their way to one receiver at once, each of another room; one alone while the receiver fails. */
const MOST_SENT = 8

/** A receiver that has not answered for so long has failed. */
const ANSWER_MS = 15_000

/** An event is tried for so long after it happened; when it fails then, it is a dead letter. */
const TRIED_MS = 24 * 3_600_000

/** So many dead letters are shown. */
const SHOWN_DEAD = 100

/** How a webhook is, for people. */
export interface EndpointView {
  readonly url: string
  readonly state: ReceiverHealth['state']
  readonly waiting: number
  readonly dead: number
  readonly lastFailure: Failure | null
  /** The oldest of them. */
  readonly deadLetters: readonly (Pick<DeadLetter, 'id' | 'type' | 'atMs' | 'failure'> & {
    readonly room: string
  })[]
}

/** A try that goes on. */
interface Try {
  readonly sinceMs: number
  readonly end: AbortController
}

export interface EndpointDeps extends Pick<Context, 'clock' | 'log' | 'metrics' | 'limits' | 'fence'> {
  readonly outbox: Outbox
  readonly writer: OutboxWriter
}

/** One webhook: sends what waits for it, and comes back to a receiver that fails. */
export class Endpoint {
  readonly id: string
  readonly webhook: Webhook
  readonly #deps: EndpointDeps
  readonly #queue: EventQueue
  readonly #health: ReceiverHealth
  /** The URL for people. */
  readonly #url: string
  readonly #tries = new Map<QueuedEvent, Try>()
  readonly #whenIdle: (() => void)[] = []
  #isDropping = false
  #isClosed = false

  constructor(webhook: Webhook, deps: EndpointDeps) {
    this.id = webhookId(webhook.url)
    this.webhook = webhook
    this.#deps = deps
    this.#queue = new EventQueue(deps.limits.outbox)
    this.#url = shownUrl(webhook.url)
    this.#health = new ReceiverHealth(this.#url, deps)
  }

  get waiting(): number {
    return this.#queue.waiting
  }

  get dead(): number {
    return this.#queue.dead.size
  }

  /** An event is in the store. */
  add(event: QueuedEvent): void {
    this.#dropped(this.#queue.add(event))
    this.#send()
  }

  /** A dead letter is in the store. */
  addDead(event: QueuedEvent): void {
    this.#dropped(this.#queue.addDead(event))
  }

  /** Ends tries that take too long, and sends what is due. */
  sweep(): void {
    const nowMs = this.#deps.clock.monotonicMs()
    for (const { sinceMs, end } of this.#tries.values()) if (nowMs - sinceMs >= ANSWER_MS) end.abort()
    this.#send()
  }

  /** Sends all that waits once more, and dead letters, too, also to a receiver that is gone; gives how many that are. */
  async retry(): Promise<number> {
    const letters = await this.#letters([...this.#queue.dead.values()])
    const revived = letters.map(({ event }) => event)
    const all = this.waiting + revived.length
    let left = letters.length
    const moved = () => {
      left -= 1
      if (left === 0) this.#revive(revived)
    }
    for (const { event, letter } of letters)
      this.#deps.writer.write(event.room, reviving(this.id, event.seq, letter), moved)
    this.#revive([])
    return all
  }

  /** How it is, with the oldest of its dead letters. */
  async look(): Promise<EndpointView> {
    const letters = await this.#letters([...this.#queue.dead.values()].slice(0, SHOWN_DEAD))
    const deadLetters = letters.map(({ event: { room }, letter: { id, type, atMs, failure } }) => ({
      ...{ id, room, type, atMs, failure },
    }))
    const { waiting, dead } = this
    const { state, lastFailure } = this.#health
    return { url: this.#url, state, waiting, dead, lastFailure, deadLetters }
  }

  /** Settles when no try goes on, and none is due. */
  async idle(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    if (this.#tries.size === 0) return
    this.#whenIdle.push(resolve)
    await promise
  }

  /** Ends all tries, and begins none: what was not taken goes after the next start. */
  close(): void {
    this.#isClosed = true
    for (const { end } of this.#tries.values()) end.abort()
  }

  #send(): void {
    const nowMs = this.#deps.clock.monotonicMs()
    while (!this.#isClosed && this.#health.mayTry(nowMs)) {
      if (this.#tries.size >= (this.#health.state === 'working' ? MOST_SENT : 1)) return
      const event = this.#queue.next(nowMs)
      if (event === null) return
      this.#tries.set(event, { sinceMs: nowMs, end: new AbortController() })
      this.#try(event)
        .catch((error: unknown) => this.#notRead(event, error))
        .finally(() => this.#tried(event))
        .catch((error: unknown) => this.#deps.fence.failed('listener', error))
    }
  }

  async #try(event: QueuedEvent): Promise<void> {
    const { outbox, clock } = this.#deps
    const { sinceMs, end } = this.#tries.get(event) as Try
    const message = await readValue<Message>(outbox, event.room, eventKey(this.id, event.seq))
    // It was damaged, or somebody has taken it away.
    if (message === null) return this.#forget(event)
    const outcome = await deliver(this.webhook, message, clock.wallMs(), end.signal)
    if (outcome.kind === 'taken') this.#taken(event)
    else this.#failed(event, message, outcome, sinceMs)
  }

  #tried(event: QueuedEvent): void {
    this.#tries.delete(event)
    this.#send()
    if (this.#tries.size === 0) for (const idle of this.#whenIdle.splice(0)) idle()
  }

  #taken(event: QueuedEvent): void {
    this.#deps.metrics.webhookEvents.inc({ outcome: 'delivered' })
    this.#forget(event)
    // What has failed meanwhile was perhaps not to blame.
    if (this.#health.worked()) this.#queue.hurry()
  }

  #failed(
    event: QueuedEvent,
    message: Message,
    outcome: Exclude<Outcome, { kind: 'taken' }>,
    sinceMs: number,
  ): void {
    // The relay itself has ended it, to go down: it goes again after the next start.
    if (this.#isClosed) return
    const { clock } = this.#deps
    const failure = this.#health.failed(outcome, sinceMs)
    if (clock.wallMs() - message.atMs >= TRIED_MS) this.#bury(event, message, failure)
    else this.#putOff(event)
  }

  #putOff(event: QueuedEvent): void {
    this.#queue.putOff(event, this.#deps.clock.monotonicMs(), (failures) =>
      backoffMs(failures, Math.random()),
    )
  }

  /** Dead letters wait again; nobody waits any longer. */
  #revive(dead: readonly QueuedEvent[]): void {
    this.#queue.revive(dead)
    this.#health.forgive()
    this.#queue.hurry()
    this.#send()
  }

  #bury(event: QueuedEvent, message: Message, failure: Failure): void {
    const { writer, metrics, log } = this.#deps
    const { room, seq } = event
    this.#queue.bury(event)
    const letter: DeadLetter = { ...message, failure }
    const changes = [
      [eventKey(this.id, seq), null],
      [deadKey(this.id, seq), encodeValue(letter)],
    ] as const
    writer.write(room, new Map(changes))
    metrics.webhookEvents.inc({ outcome: 'dead' })
    const about = { room, url: this.#url, id: message.id, reason: failure.reason }
    log.error(about, 'an event of a webhook is a dead letter')
  }

  #forget(event: QueuedEvent): void {
    this.#queue.remove(event)
    if (this.waiting === 0) this.#isDropping = false
    this.#deps.writer.write(event.room, new Map([[eventKey(this.id, event.seq), null]]))
  }

  /** Those that can be read: another call of `retry` may have moved one. */
  async #letters(events: readonly QueuedEvent[]) {
    const letters: { readonly event: QueuedEvent; readonly letter: DeadLetter }[] = []
    for (const event of events) {
      const key = deadKey(this.id, event.seq)
      const letter = await readValue<DeadLetter>(this.#deps.outbox, event.room, key).catch(
        (error: unknown) => {
          this.#storeFailed(event, error)
          return null
        },
      )
      if (letter !== null) letters.push({ event, letter })
    }
    return letters
  }

  /** The store failed at it, and no receiver. */
  #notRead(event: QueuedEvent, error: unknown): void {
    if (this.#isClosed) return
    this.#storeFailed(event, error)
    this.#putOff(event)
  }

  #storeFailed({ room }: QueuedEvent, error: unknown): void {
    const { metrics, log } = this.#deps
    metrics.storeFailures.inc({ operation: 'keptBodies' })
    log.error({ room, operation: 'keptBodies', err: error }, 'the store failed')
  }

  #dropped(events: readonly QueuedEvent[]): void {
    const { writer, metrics, log } = this.#deps
    for (const { room, seq } of events)
      writer.write(
        room,
        new Map([
          [eventKey(this.id, seq), null],
          [deadKey(this.id, seq), null],
        ]),
      )
    metrics.webhookEvents.inc({ outcome: 'dropped' }, events.length)
    if (events.length === 0 || this.#isDropping) return
    this.#isDropping = true
    log.error({ url: this.#url }, 'too many events of a webhook wait: the oldest are dropped')
  }
}
