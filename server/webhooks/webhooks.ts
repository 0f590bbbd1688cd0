import { randomUUID } from 'node:crypto'
import type { RoomId } from '../../shared/index.ts'
import type { Context } from '../base/context.ts'
import { withDeadline } from '../base/deadline.ts'
import type { RoomEvent } from '../events/room-event.ts'
import { Endpoint, type EndpointView } from './endpoint.ts'
import type { QueuedEvent } from './event-queue.ts'
import { messageOf, type WebhookEvent } from './message.ts'
import { OpenRooms, type Told } from './open-rooms.ts'
import { encodeValue, eventKey, type OutboxStore } from './outbox-keys.ts'
import { OutboxWriter } from './outbox-writer.ts'
import { recover } from './recovery.ts'
import { type Webhook, wants } from './webhook.ts'

/** So many events wait in memory until the outbox of the last run has been read. */
const MOST_EARLY = 10_000

/** How long the last events may take to be delivered when the relay goes down, in ms; they are stored in any case. */
const GOODBYE_MS = 800

/** A store that takes longer to give the outbox keeps no relay from its start, in ms. */
const READY_MS = 5_000

/** After a failure to read the outbox it is read again so long after, in ms. */
const READ_AGAIN_MS = 5_000

export interface WebhooksDeps extends Pick<Context, 'clock' | 'log' | 'metrics' | 'limits' | 'fence'> {
  readonly store: OutboxStore
  /** The ETag of the document of a room; null where it is not in memory. */
  readonly versionOf: (room: RoomId) => Promise<string | null>
}

/** The webhooks of a relay: each event is in the store before it goes out, and stays there until it was taken. */
export class Webhooks {
  /** Settles when the outbox of the last run was read, or could not be. */
  readonly ready: Promise<void>
  readonly #deps: WebhooksDeps
  readonly #writer: OutboxWriter
  readonly #endpoints: readonly Endpoint[]
  readonly #openRooms: OpenRooms
  /** What has happened before the outbox was read; null afterwards. */
  #early: RoomEvent[] | null = []
  #isReading = false
  #readAtMs = Number.NEGATIVE_INFINITY
  #nextSeq = 1

  constructor(webhooks: readonly Webhook[], deps: WebhooksDeps) {
    this.#deps = deps
    this.#writer = new OutboxWriter(deps)
    this.#endpoints = webhooks.map((webhook) => new Endpoint(webhook, { ...deps, writer: this.#writer }))
    this.#openRooms = new OpenRooms(deps.clock)
    const sum = (read: (endpoint: Endpoint) => number) => () =>
      this.#endpoints.reduce((all, endpoint) => all + read(endpoint), 0)
    const { metrics } = deps
    metrics.measure(
      'webhook_waiting_events',
      'Events that webhooks have not taken.',
      sum((one) => one.waiting),
    )
    metrics.measure(
      'webhook_dead_letters',
      'Events that were tried for too long.',
      sum((one) => one.dead),
    )
    this.ready = withDeadline(READY_MS, this.#read(), undefined)
  }

  /** Hears an event of a room, in the turn in which it happened. */
  take(event: RoomEvent): void {
    if (this.#early === null) this.#tell(event.room, this.#openRooms.take(event))
    else if (this.#early.length < MOST_EARLY) this.#early.push(withoutUpdate(event))
    else this.#deps.metrics.webhookEvents.inc({ outcome: 'dropped' })
  }

  sweep(): void {
    const { clock } = this.#deps
    if (this.#early !== null && !this.#isReading && clock.monotonicMs() >= this.#readAtMs) void this.#read()
    this.#writer.sweep()
    for (const room of this.#openRooms.due()) void this.#tellChanged(room)
    for (const endpoint of this.#endpoints) endpoint.sweep()
  }

  /** Sends all that waits once more, dead letters too; gives how many events that are. */
  async retry(): Promise<number> {
    const counts = await Promise.all(this.#endpoints.map((endpoint) => endpoint.retry()))
    return counts.reduce((sum, count) => sum + count, 0)
  }

  /** How each webhook is. */
  look(): Promise<EndpointView[]> {
    return Promise.all(this.#endpoints.map((endpoint) => endpoint.look()))
  }

  /** Settles when all that has happened is stored, no try goes on, and none is due. */
  async idle(): Promise<void> {
    await this.#writer.flush()
    await Promise.all(this.#endpoints.map((endpoint) => endpoint.idle()))
  }

  /** Stores what is left and delivers what it can of it in the time of a goodbye. */
  async close(): Promise<void> {
    const untilMs = performance.now() + GOODBYE_MS
    const leftMs = () => untilMs - performance.now()
    await withDeadline(leftMs(), this.idle(), undefined)
    for (const endpoint of this.#endpoints) endpoint.close()
    await withDeadline(leftMs(), this.#writer.flush(), false)
  }

  async #read(): Promise<void> {
    const { store, clock, metrics, log } = this.#deps
    this.#isReading = true
    try {
      const endpoints = new Map(this.#endpoints.map((endpoint) => [endpoint.id, endpoint]))
      const { lastSeq, ended, unknown } = await recover(store, endpoints, clock.wallMs())
      this.#nextSeq = lastSeq + 1
      if (unknown > 0)
        log.error({ events: unknown }, 'events wait in the store for webhooks that are not there any more')
      for (const [room, told] of ended) this.#tell(room, told)
      const early = this.#early ?? []
      this.#early = null
      for (const event of early) this.take(event)
    } catch (error) {
      this.#readAtMs = clock.monotonicMs() + READ_AGAIN_MS
      metrics.storeFailures.inc({ operation: 'kept' })
      log.error({ operation: 'kept', err: error }, 'the store failed')
    } finally {
      this.#isReading = false
    }
  }

  async #tellChanged(room: RoomId): Promise<void> {
    const { clock, fence, versionOf } = this.#deps
    const version = await versionOf(room).catch((error: unknown) => {
      fence.failed('listener', error, { room })
      return null
    })
    this.#tell(room, this.#openRooms.changed(room, version, clock.wallMs()))
  }

  /** Puts events into the outbox, in the same step as what is remembered of the room. */
  #tell(room: string, { events, marks }: Told): void {
    const changes = new Map<string, Uint8Array | null>(marks)
    const queued = events.flatMap((event) => this.#queue(event, changes))
    if (changes.size === 0) return
    this.#writer.write(room, changes, () => {
      for (const [endpoint, event] of queued) endpoint.add(event)
    })
  }

  #queue(event: WebhookEvent, changes: Map<string, Uint8Array | null>): [Endpoint, QueuedEvent][] {
    const kind = event.type === 'signal.sent' ? event.kind : null
    const wanting = this.#endpoints.filter(({ webhook }) => wants(webhook, event.type, kind))
    if (wanting.length === 0) return []
    if (this.#writer.isFull) {
      this.#deps.metrics.webhookEvents.inc({ outcome: 'dropped' }, wanting.length)
      return []
    }
    const body = encodeValue(messageOf(`msg_${randomUUID()}`, event))
    return wanting.map((endpoint) => {
      const seq = this.#nextSeq++
      changes.set(eventKey(endpoint.id, seq), body)
      return [endpoint, { room: event.room, seq, bytes: body.length }]
    })
  }
}

/** An update may be large, and no receiver is told it. */
const withoutUpdate = (event: RoomEvent): RoomEvent =>
  event.type === 'document.changed' ? { ...event, update: new Uint8Array() } : event
