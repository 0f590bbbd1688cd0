import { randomUUID } from 'node:crypto'
import type { RoomId } from '../../shared/index.ts'
import type { Context } from '../base/context.ts'
import { withDeadline } from '../base/deadline.ts'
import type { RoomEvent } from '../events/room-event.ts'
import type { KeepingStore } from '../store/store.ts'
import { adopt } from './adoption.ts'
import { Endpoint, type EndpointView } from './endpoint.ts'
import type { QueuedEvent } from './event-queue.ts'
import { messageOf, type WebhookEvent } from './message.ts'
import { endOf, OpenRooms, type Told } from './open-rooms.ts'
import { encodeValue, eventKey, type Outbox, outboxIn } from './outbox-keys.ts'
import { OutboxOwners } from './outbox-owners.ts'
import { OutboxWriter } from './outbox-writer.ts'
import { readOutbox } from './recovery.ts'
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
  readonly store: KeepingStore
  /** This relay, where others have their outboxes in the store, too; null where it has the store to itself. */
  readonly owner: string | null
  /** The ETag of the document of a room; null where it is not in memory. */
  readonly versionOf: (room: RoomId) => Promise<string | null>
}

/** The webhooks of a relay: each event is in the store before it goes out, and stays there until it was taken. */
export class Webhooks {
  /** Settles when the outbox of the last run was read, or could not be. */
  readonly ready: Promise<void>
  readonly #deps: WebhooksDeps
  readonly #outbox: Outbox
  /** Null where no other relay has its outbox in the store. */
  readonly #owners: OutboxOwners | null
  readonly #writer: OutboxWriter
  readonly #endpoints: readonly Endpoint[]
  readonly #endpointById: ReadonlyMap<string, Endpoint>
  readonly #openRooms: OpenRooms
  /** What has happened before the outbox was read; null afterwards. */
  #early: RoomEvent[] | null = []
  #isReading = false
  #readAtMs = Number.NEGATIVE_INFINITY
  #nextSeq = 1

  constructor(webhooks: readonly Webhook[], deps: WebhooksDeps) {
    const { store, owner, clock } = deps
    this.#deps = deps
    this.#outbox = outboxIn(store, owner)
    this.#owners = owner === null ? null : new OutboxOwners(owner, store, clock)
    this.#writer = new OutboxWriter({ ...deps, outbox: this.#outbox })
    const made = { ...deps, outbox: this.#outbox, writer: this.#writer }
    this.#endpoints = webhooks.map((webhook) => new Endpoint(webhook, made))
    this.#endpointById = new Map(this.#endpoints.map((endpoint) => [endpoint.id, endpoint]))
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
    if (this.#early === null && this.#owners?.isDue) void this.#look(this.#owners)
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
    const left = this.#owners?.leave().catch((error: unknown) => this.#storeFailed('keep', error))
    await withDeadline(Math.max(0, leftMs()), left ?? Promise.resolve(), undefined)
  }

  async #read(): Promise<void> {
    const { clock } = this.#deps
    this.#isReading = true
    try {
      // What others have left of theirs comes by and by.
      if (this.#owners === null) await this.#recover()
      else await this.#owners.look()
      const early = this.#early ?? []
      this.#early = null
      for (const event of early) this.take(event)
    } catch (error) {
      this.#readAtMs = clock.monotonicMs() + READ_AGAIN_MS
      this.#storeFailed('kept', error)
    } finally {
      this.#isReading = false
    }
  }

  /** Goes on with what the last run of this relay has left, in order. */
  async #recover(): Promise<void> {
    const { clock, log } = this.#deps
    const { events, insideByRoom } = await readOutbox(this.#outbox)
    let unknown = 0
    for (const { what, webhook, ...event } of events) {
      const endpoint = this.#endpointById.get(webhook)
      if (endpoint === undefined) unknown += 1
      else if (what === 'event') endpoint.add(event)
      else endpoint.addDead(event)
    }
    this.#nextSeq = events.reduce((most, { seq }) => Math.max(most, seq), 0) + 1
    // They stay.
    if (unknown > 0)
      log.error({ events: unknown }, 'events wait in the store for webhooks that are not there any more')
    for (const [room, inside] of insideByRoom) this.#tell(room, endOf(room, inside, clock.wallMs()))
  }

  /** Says that this relay lives, and takes over what others have left that are gone. */
  async #look(owners: OutboxOwners): Promise<void> {
    try {
      const { gone, wasGone } = await owners.look()
      if (wasGone)
        for (const [room, told] of this.#openRooms.anew(this.#deps.clock.wallMs())) this.#tell(room, told)
      for (const owner of gone) if (await this.#adopt(owner)) await owners.forget(owner)
    } catch (error) {
      this.#storeFailed('kept', error)
    }
  }

  async #adopt(owner: string | null): Promise<boolean> {
    const { store, clock, log } = this.#deps
    const adopter = {
      endpoints: this.#endpointById,
      writer: this.#writer,
      nextSeq: () => this.#nextSeq++,
      tell: (room: RoomId, told: Told, idOf: (event: WebhookEvent) => string) => this.#tell(room, told, idOf),
    }
    if (owner !== null) log.info({ owner }, 'the webhooks of a relay that is gone are taken over')
    return adopt(outboxIn(store, owner), owner, adopter, clock.wallMs())
  }

  #storeFailed(operation: 'keep' | 'kept', error: unknown): void {
    const { metrics, log } = this.#deps
    metrics.storeFailures.inc({ operation })
    log.error({ operation, err: error }, 'the store failed')
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
  #tell(room: string, { events, marks }: Told, idOf: (event: WebhookEvent) => string = newId): void {
    const changes = new Map<string, Uint8Array | null>(marks)
    const queued = events.flatMap((event) => this.#queue(event, idOf(event), changes))
    if (changes.size === 0) return
    this.#writer.write(room, changes, () => {
      for (const [endpoint, event] of queued) endpoint.add(event)
    })
  }

  #queue(
    event: WebhookEvent,
    id: string,
    changes: Map<string, Uint8Array | null>,
  ): [Endpoint, QueuedEvent][] {
    const kind = event.type === 'signal.sent' ? event.kind : null
    const wanting = this.#endpoints.filter(({ webhook }) => wants(webhook, event.type, kind))
    if (wanting.length === 0) return []
    if (this.#writer.isFull) {
      this.#deps.metrics.webhookEvents.inc({ outcome: 'dropped' }, wanting.length)
      return []
    }
    const body = encodeValue(messageOf(id, event))
    return wanting.map((endpoint) => {
      const seq = this.#nextSeq++
      changes.set(eventKey(endpoint.id, seq), body)
      return [endpoint, { room: event.room, seq, bytes: body.length }]
    })
  }
}

const newId = (): string => `msg_${randomUUID()}`

/** An update may be large, and no receiver is told it. */
const withoutUpdate = (event: RoomEvent): RoomEvent =>
  event.type === 'document.changed' ? { ...event, update: new Uint8Array() } : event
