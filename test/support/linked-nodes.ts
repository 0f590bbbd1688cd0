import { setImmediate as nextTurn } from 'node:timers/promises'
import { createHybridClock } from '../../server/base/clock.ts'
import { createContext } from '../../server/base/context.ts'
import type { Metrics } from '../../server/base/metrics.ts'
import { finish, Turns } from '../../server/base/turns.ts'
import { Node } from '../../server/bus/node.ts'
import type { NodeMessage } from '../../server/bus/node-message.ts'
import type { RoomChannel } from '../../server/bus/room-channel.ts'
import { RelayHooks } from '../../server/events/relay-hooks.ts'
import { Scheduler } from '../../server/fanout/scheduler.ts'
import { type Clock, memoryStore, type Store } from '../../server/index.ts'
import { HealingTries } from '../../server/nodes/healing-tries.ts'
import { createNodeMetrics } from '../../server/nodes/node-metrics.ts'
import { RoomLink } from '../../server/nodes/room-link.ts'
import { storedSideOf } from '../../server/nodes/room-store.ts'
import type { StoredSide } from '../../server/nodes/stored-side.ts'
import { noChat } from '../../server/rooms/chat-desk.ts'
import { DocumentMemory } from '../../server/rooms/document-memory.ts'
import { Journal, type JournalOptions } from '../../server/rooms/journal.ts'
import { OrderRate } from '../../server/rooms/order-rate.ts'
import { Room } from '../../server/rooms/room.ts'
import { StoreWriter } from '../../server/rooms/store-writer.ts'
import type { StoredRoom } from '../../server/store/store.ts'
import type { JsonObject, RoomId, Signal } from '../../shared/index.ts'
import { fakeClock } from './fake-clock.ts'
import { docOf } from './hub-harness.ts'
import { MemoryBus } from './memory-bus.ts'
import { memoryLog } from './memory-log.ts'
import { Person } from './node-person.ts'
import { ProcessClock } from './process-clock.ts'
import { type Random, randomFrom } from './random.ts'

const LESSON = 'lesson' as RoomId
const SWEEP_MS = 250
const STANDING = { role: 'host', mayRename: true } as const

/** What nodes store of those that are gone: the others read it. */
type Rows = Uint8Array[]

/** The store as far as a link asks for it: what is heard is stored by its own node, or by this one when that is gone. */
class TinyStore implements StoredSide {
  policyVersion = 0
  appended = 0
  stored = 0
  readonly calls: string[] = []
  readonly #rows: Rows
  readonly #heardByNode = new Map<string, Uint8Array[]>()
  #read = 0

  constructor(rows: Rows) {
    this.#rows = rows
  }

  heard(node: string, update: Uint8Array, upTo: number): void {
    this.calls.push(`heard ${upTo} of ${node}`)
    this.#heardByNode.set(node, [...(this.#heardByNode.get(node) ?? []), update])
  }

  storedBy(node: string, upTo: number): void {
    this.calls.push(`stored ${upTo} of ${node}`)
  }

  orphaned(node: string): void {
    this.calls.push(`orphaned of ${node}`)
    this.#rows.push(...(this.#heardByNode.get(node) ?? []))
    this.#heardByNode.delete(node)
  }

  /** Came as an answer, and is stored here. */
  answered(update: Uint8Array): void {
    this.#rows.push(update)
  }

  look(): void {
    this.calls.push('look')
  }

  reread(version: number): void {
    this.calls.push(`reread ${version}`)
  }

  /** Merges what others have stored. */
  since(room: Room): void {
    if (this.#read === this.#rows.length) return
    void room.merge(this.#rows.slice(this.#read))
    this.#read = this.#rows.length
  }
}

interface LinkedNodeOptions {
  readonly name: string
  readonly clock: Clock
  readonly bus: MemoryBus
  readonly random: Random
  readonly skewMs: number
  readonly rows: Rows
  readonly heals?: boolean
  /** The real store, and what it has of the room. */
  readonly store?: { seenBy(clock: Clock): Store; readonly found: StoredRoom }
}

const UNSTORED: StoredRoom = {
  ...{ epoch: 'epoch', updates: [], lastSeq: 0, quarantined: 0 },
  ...{ orders: {}, policyVersion: 0, isNew: false },
}

/** A node with one room, which it shares with the nodes of the same world. */
export class LinkedNode {
  readonly name: string
  readonly clock: ProcessClock
  readonly node: Node
  readonly room: Room
  readonly link: RoomLink
  readonly channel: RoomChannel
  readonly stored: TinyStore
  /** What it has told other nodes. */
  readonly said: NodeMessage[] = []
  readonly signals: (readonly [signal: Signal, to: readonly string[] | null])[] = []
  readonly lines: ReturnType<typeof memoryLog>['lines']
  readonly metrics: Metrics
  readonly #tries: HealingTries | null

  constructor({ name, clock, bus, random, skewMs, rows, heals = false, store }: LinkedNodeOptions) {
    this.name = name
    this.stored = new TinyStore(rows)
    this.clock = new ProcessClock(clock, skewMs)
    const { log, lines } = memoryLog()
    this.lines = lines
    const context = createContext({ clock: this.clock, log })
    this.metrics = context.metrics
    this.#tries = heals ? new HealingTries(this.clock) : null
    const turns = new Turns(context)
    const scheduler = new Scheduler(context)
    const hybridClock = createHybridClock(this.clock)
    this.node = new Node({ ...context, transport: bus.connect(name), random: (n) => random.bytes(n) })
    const found = store?.found ?? UNSTORED
    const { epoch } = found
    const options = { id: LESSON, epoch, isStored: true, hasContent: true, policy: found }
    const behind = store?.seenBy(this.clock) ?? memoryStore()
    this.room = new Room(options, {
      ...{ ...context, hybridClock, scheduler, turns, space: 'free', verifies: true, roles: {}, gc: true },
      crowd: null,
      onStirred: () => undefined,
      documentMemory: new DocumentMemory({ ...context, turns }),
      orderRate: new OrderRate(this.clock, context.limits),
      store: behind,
      hostCode: new RelayHooks({}, { ...context, turns }),
      chat: noChat,
    })
    if (store === undefined) {
      this.room.listen(this.room.broadcast)
      this.room.listen({
        updated: (update, by) => by?.isStoredElsewhere === false && this.stored.answered(update),
        missed: () => undefined,
      })
    } else {
      finish(this.room.document.load(found.updates))
      const writer = new StoreWriter({ store: behind, clock: this.clock })
      this.room.open(new Journal(this.#journalOptions(found), { ...context, store: behind, writer, turns }))
    }
    const nodeMetrics = createNodeMetrics(context.metrics)
    const parts = { hybridClock, scheduler, turns, nodeMetrics, tries: this.#tries }
    const deps = { ...context, node: this.node.id, ...parts }
    this.link = new RoomLink(this.room, store === undefined ? this.stored : storedSideOf(this.room), deps)
    this.room.listen({
      signalled: (signal, _by, to) => this.signals.push([signal, to && [...to].map(({ id }) => id)]),
      missed: () => undefined,
    })
    const channel = this.node.join(LESSON, this.link)
    this.channel = {
      get others() {
        return channel.others
      },
      publish: (message) => {
        if (channel.others.size > 0) this.said.push(message)
        channel.publish(message)
      },
      send: (to, message) => {
        this.said.push(message)
        channel.send(to, message)
      },
      close: () => channel.close(),
    }
    this.link.open(this.channel)
    this.clock.every(SWEEP_MS, () => this.sweep())
  }

  sweep(): void {
    this.node.sweep()
    this.room.sweep()
    this.#tries?.sweep(this.node.nodes)
    this.link.sweep()
    if (this.room.journal === null) this.stored.since(this.room)
  }

  #journalOptions({ lastSeq, updates }: StoredRoom): JournalOptions {
    return {
      room: LESSON,
      epoch: () => this.room.epoch,
      ...{ lastSeq, records: updates.length, bytes: 0 },
      snapshot: () => this.room.document.parts(),
      onWritten: () => this.room.tellWritten(),
      merge: (later) => this.room.merge(later),
      onPolicyVersion: (version) => this.room.moderation.orders.look(version),
      looks: () => !this.node.isUp,
      mayCompact: () => true,
    }
  }

  get text(): string {
    return docOf(this.room).getText('text').toString()
  }

  /** State of each entry, by clientID. */
  get people(): Record<number, JsonObject> {
    const entries = [...this.room.presence.values()].sort((one, other) => one.clientId - other.clientId)
    return Object.fromEntries(entries.map(({ clientId, state }) => [clientId, state]))
  }

  /** Throws where the node has failed at something, and went on. */
  check(): void {
    const failure = this.lines.find(
      ({ fields, message }) => fields.err !== undefined && message !== 'the store failed',
    )
    if (failure !== undefined) throw failure.fields.err
  }
}

/** Nodes that share one room, on one bus in memory. */
export class LinkedNodes {
  readonly time = fakeClock()
  readonly random: Random
  readonly bus: MemoryBus
  readonly nodes = new Map<string, LinkedNode>()
  readonly #rows: Rows = []
  #people = 0
  #hasStore = false

  constructor(seed: number, ...names: readonly string[]) {
    this.random = randomFrom(seed)
    this.bus = new MemoryBus(this.time.clock, randomFrom(seed + 1))
    for (const name of names) this.start(name)
  }

  start(name: string, skewMs = 0, also: Pick<LinkedNodeOptions, 'heals' | 'store'> = {}): LinkedNode {
    const node = new LinkedNode({
      ...{ name, clock: this.time.clock, bus: this.bus, random: this.random, skewMs, rows: this.#rows },
      ...also,
    })
    this.#hasStore ||= also.store !== undefined
    this.nodes.set(name, node)
    return node
  }

  node(name: string): LinkedNode {
    const node = this.nodes.get(name)
    if (node === undefined) throw new Error(`there is no node ${name}`)
    return node
  }

  /** Somebody new on a node, who is not announced yet. */
  join(name: string, clientId: number, id: string | null = null): Person {
    this.#people += 1
    const identity = { id, name: null, ...STANDING }
    return new Person(this.node(name), `${name}/${this.#people}`, clientId, 1_000 + this.#people, identity)
  }

  freeze(name: string): void {
    this.bus.freeze(name)
    this.node(name).clock.freeze()
  }

  wake(name: string): void {
    this.node(name).clock.wake()
    this.bus.wake(name)
  }

  /** The process ends without a word. */
  kill(name: string): void {
    this.node(name).clock.kill()
    this.bus.kill(name)
    this.nodes.delete(name)
  }

  /** Time passes. What was promised is settled in between. */
  async pass(ms: number): Promise<void> {
    for (let leftMs = ms; leftMs > 0; leftMs -= 50) {
      this.time.advance(Math.min(leftMs, 50))
      // A subscription is confirmed by promises that follow one another.
      for (let turn = 0; turn < 5; turn++) await Promise.resolve()
      if (this.#hasStore) for (let turn = 0; turn < 3; turn++) await nextTurn()
    }
    for (const node of this.nodes.values()) node.check()
  }
}
