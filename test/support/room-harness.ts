import {
  Awareness,
  applyAwarenessUpdate,
  encodeAwarenessUpdate,
  removeAwarenessStates,
} from 'y-protocols/awareness'
import * as Y from 'yjs'
import { createHybridClock } from '../../server/base/clock.ts'
import { type Context, createContext } from '../../server/base/context.ts'
import { DueList } from '../../server/base/due-list.ts'
import { Turns } from '../../server/base/turns.ts'
import { AnswerBudgets } from '../../server/connections/answer-budget.ts'
import { Connection } from '../../server/connections/connection.ts'
import type { Swept } from '../../server/connections/connection-context.ts'
import { RecentRefusals } from '../../server/connections/recent-refusals.ts'
import { UnfinishedMessages } from '../../server/connections/unfinished-messages.ts'
import { RelayHooks } from '../../server/events/relay-hooks.ts'
import { AnswerMemory } from '../../server/fanout/answer-memory.ts'
import { Scheduler } from '../../server/fanout/scheduler.ts'
import { WIRES } from '../../server/fanout/wires/index.ts'
import { memoryStore } from '../../server/index.ts'
import { noChat } from '../../server/rooms/chat-desk.ts'
import { DocumentMemory } from '../../server/rooms/document-memory.ts'
import { OrderRate } from '../../server/rooms/order-rate.ts'
import { Room } from '../../server/rooms/room.ts'
import {
  type Durability,
  fault,
  type Identity,
  MESSAGES,
  type Protocol,
  type RoomId,
  type Space,
  SYNC,
  writeMessage,
} from '../../shared/index.ts'
import { fakeClock } from './fake-clock.ts'
import { memoryLog } from './memory-log.ts'
import { NoTurns } from './no-turns.ts'
import { awarenessUpdate, heardIn } from './raw-client.ts'
import { SocketPair, type SocketPairOptions } from './socket-pair.ts'

export const ANONYMOUS: Identity = { id: null, name: null, role: 'member', mayRename: true }

export interface JoinOptions extends Omit<SocketPairOptions, 'clock'> {
  readonly protocol?: Protocol
  readonly identity?: Identity
  readonly durability?: Durability
  readonly isSparing?: boolean
}

/** A connection in `room` over a pair of sockets, opened as the relay opens it. */
export const joinRoom = (
  room: Room,
  context: Context,
  answerMemory: AnswerMemory,
  { protocol = 'stock', identity = ANONYMOUS, durability = 'none', ...options }: JoinOptions = {},
  due = new DueList<Swept>(),
) => {
  const pair = new SocketPair({ clock: context.clock, ...options })
  const connection = new Connection(
    {
      ...pair.relay,
      id: 'connection',
      roomId: room.id,
      authorized: { identity, expiresAtMs: null },
      wire: WIRES[protocol],
      address: '127.0.0.1',
      epoch: null,
      takesDocument: true,
      isSparing: options.isSparing === true,
      renew: protocol === 'stock' ? null : async () => fault('token-bad', 'There are no tokens here.'),
      sinceMs: context.clock.wallMs(),
      onClose: (closed) => due.drop(closed),
    },
    {
      ...context,
      ...{ answerMemory, due, durability, verifies: false, arrivals: new NoTurns(context.clock) },
      unfinished: new UnfinishedMessages(context),
      answerBudgets: new AnswerBudgets(context.clock),
      refusals: new RecentRefusals(context.clock),
    },
  )
  connection.stir()
  room.enter(connection)
  connection.start(room, { epoch: null, mayWrite: true })
  return { pair, connection }
}

/** So often a relay looks at what waits for time to pass. */
const SWEEP_MS = 250

/** A room without a store, and connections whose network a test moves by hand; each write to one takes `writeMs`. Where the relay fails, so does the test. */
export const roomHarness = ({
  space = 'free' as Space,
  verifies = false,
  crowd = null as number | null,
  writeMs = 0,
} = {}) => {
  const time = fakeClock()
  const { log, lines } = memoryLog()
  const context = createContext({ clock: time.clock, log })
  const turns = new Turns(context)
  const room = new Room(
    {
      id: 'room' as RoomId,
      epoch: 'epoch',
      isStored: false,
      hasContent: false,
      policy: { orders: {}, policyVersion: 0 },
    },
    {
      ...context,
      hybridClock: createHybridClock(time.clock),
      scheduler: new Scheduler(context),
      onStirred: () => undefined,
      turns,
      documentMemory: new DocumentMemory({ ...context, turns }),
      space,
      verifies,
      crowd,
      roles: {},
      orderRate: new OrderRate(time.clock, context.limits),
      store: memoryStore(),
      gc: true,
      hostCode: new RelayHooks({}, { ...context, turns }),
      chat: noChat,
    },
  )
  // A room is told of what happens in it once it is loaded.
  room.listen(room.broadcast)
  const answerMemory = new AnswerMemory(time.clock)
  const due = new DueList<Swept>()
  time.clock.every(SWEEP_MS, () => {
    for (const connection of due.take(time.clock.monotonicMs())) connection.sweep(time.clock.monotonicMs())
    answerMemory.sweep()
    room.sweep()
  })

  /** Throws where the relay has failed at something, and went on. */
  const check = () => {
    const failure = lines.find(({ level }) => level === 'error')
    if (failure !== undefined) throw failure.fields.err ?? new Error(failure.message)
  }
  return {
    ...time,
    room,
    turns,
    metrics: context.metrics,
    advance(ms: number) {
      time.advance(ms)
      check()
    },
    connect(options?: JoinOptions) {
      const onWrite = () => time.spend(writeMs)
      return joinRoom(room, context, answerMemory, { onWrite, ...options }, due)
    },
    /** Runs `work`, and gives why the relay refused what came in it; null where it refused nothing. */
    refusalOf(work: () => void): string | null {
      const before = lines.length
      work()
      check()
      return lines.slice(before).find(({ level }) => level === 'warn')?.message ?? null
    },
  }
}

export type RoomHarness = ReturnType<typeof roomHarness>

/** How long the relay waits for somebody to say who they are, once they have the document, in ms. */
const ANNOUNCE_MS = 1_000

/**
 * A client that does with its awareness what y-websocket does: it announces itself first, sends everything on that it
 * hears, forgets everyone when its socket ends, and shares all of it with the other tabs of its browser.
 */
export class ModelClient {
  readonly awareness: Awareness
  readonly tabs: ModelClient[] = []
  readonly fromTabs: Uint8Array[] = []
  pair: SocketPair | null = null
  /** How often the relay told this client its own state: a stock client would take it for its present one. */
  heardItself = 0
  readonly #identity: Identity
  readonly #harness: RoomHarness
  readonly #doc = new Y.Doc()
  #connectedAtMs = 0

  constructor(clientId: number, harness: RoomHarness, identity = ANONYMOUS) {
    this.#harness = harness
    this.#identity = identity
    this.#doc.clientID = clientId
    this.awareness = new Awareness(this.#doc)
    this.awareness.on(
      'update',
      ({ added, updated, removed }: Record<'added' | 'updated' | 'removed', number[]>) => {
        this.#publish([...added, ...updated, ...removed])
      },
    )
  }

  get clientId(): number {
    return this.#doc.clientID
  }

  get others(): Map<number, unknown> {
    return new Map([...this.awareness.getStates()].filter(([clientId]) => clientId !== this.clientId))
  }

  connect(): void {
    if (this.pair !== null) return
    this.#toTabs([this.clientId])
    const { pair } = this.#harness.connect({ identity: this.#identity, onEnd: () => this.#ended(pair) })
    this.pair = pair
    this.#connectedAtMs = this.#harness.clock.monotonicMs()
    pair.send(writeMessage.step1(Y.encodeStateVector(this.#doc)))
    if (this.awareness.getLocalState() !== null) pair.send(this.#frame([this.clientId]))
  }

  /** The relay reads one message. */
  deliver(): void {
    const refusal = this.#harness.refusalOf(() => this.pair?.deliver(1))
    if (refusal !== null) throw new Error(refusal)
  }

  /** Before so much time passes, the relay has heard who this is: no network here is slower than the relay waits. */
  announceWithin(ms: number): void {
    const waitsMs = this.#harness.clock.monotonicMs() + ms - this.#connectedAtMs
    if (waitsMs >= ANNOUNCE_MS) while ((this.pair?.toRelay.length ?? 0) > 0) this.deliver()
  }

  /** The socket closes, and the relay knows at once. */
  drop(): void {
    this.pair?.close()
  }

  /** The network goes: the client has noticed, the relay has not. */
  vanish(): void {
    this.pair?.vanish()
  }

  hear(): void {
    const frame = this.pair?.toClient.shift()?.payload
    if (frame === undefined) return
    this.heardItself += heardIn(frame).filter(
      ({ id, state }) => id === this.clientId && state !== null,
    ).length
    const [type, kind] = frame
    if (type === MESSAGES.sync.type && kind === SYNC.step1)
      this.pair?.send(writeMessage.step2(Y.encodeStateAsUpdate(this.#doc)))
    this.#apply(frame)
  }

  hearTabs(): void {
    const frame = this.fromTabs.shift()
    if (frame !== undefined) this.#apply(frame)
  }

  destroy(): void {
    this.pair = null
    this.awareness.destroy()
    this.#doc.destroy()
  }

  #apply(frame: Uint8Array): void {
    const update = awarenessUpdate(frame)
    if (update !== null) applyAwarenessUpdate(this.awareness, update, 'heard')
  }

  #frame(clients: number[]): Uint8Array {
    // Only the framing is shared with the relay here: the update itself is y-protocols'.
    const update = encodeAwarenessUpdate(this.awareness, clients)
    return Uint8Array.from([...writeMessage.awareness([]).subarray(0, 1), ...lengthOf(update), ...update])
  }

  #publish(clients: number[]): void {
    this.pair?.send(this.#frame(clients))
    this.#toTabs(clients)
  }

  #toTabs(clients: number[]): void {
    for (const tab of this.tabs) tab.fromTabs.push(this.#frame(clients))
  }

  #ended(pair: SocketPair): void {
    if (this.pair !== pair) return
    this.pair = null
    const others = [...this.others.keys()]
    removeAwarenessStates(this.awareness, others, 'disconnected')
  }
}

/** A varint, as lib0 writes it. */
const lengthOf = ({ length }: Uint8Array): number[] => {
  const bytes: number[] = []
  let rest = length
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push(128 | (rest % 128))
  return [...bytes, rest]
}
