import {
  Awareness,
  applyAwarenessUpdate,
  encodeAwarenessUpdate,
  removeAwarenessStates,
} from 'y-protocols/awareness'
import * as Y from 'yjs'
import { createHybridClock } from '../../server/base/clock.ts'
import { DEFAULT_LIMITS } from '../../server/base/limits.ts'
import { silentLog } from '../../server/base/log.ts'
import { createMetrics } from '../../server/base/metrics.ts'
import { createScheduler } from '../../server/fanout/scheduler.ts'
import { toFrame, type WebSocketFrame } from '../../server/fanout/websocket-frame.ts'
import type { PresenceEntry } from '../../server/presence/presence-entry.ts'
import type { Journal } from '../../server/rooms/journal.ts'
import type { Member } from '../../server/rooms/member.ts'
import { createPolicies } from '../../server/rooms/policy.ts'
import { Room } from '../../server/rooms/room.ts'
import {
  type CloseName,
  type Identity,
  type RoomId,
  readMessage,
  type Space,
  writeMessage,
} from '../../shared/index.ts'
import { fakeClock } from './fake-clock.ts'
import { awarenessFrame, awarenessUpdate, heardIn } from './raw-client.ts'

export const ANONYMOUS: Identity = { id: null, name: null, role: 'member', mayRename: true }

const noJournal: Journal = {
  appended: 0,
  stored: 0,
  isFailing: false,
  isOutdated: false,
  append: () => undefined,
  sweep: () => undefined,
  flush: async () => true,
  compact: async () => undefined,
  discard: () => undefined,
}

/** A room with no sockets: what its members send and are sent waits in queues until a test moves it. */
export const roomHarness = ({ space = 'free' as Space, verifies = false } = {}) => {
  const time = fakeClock()
  const metrics = createMetrics()
  const hybridClock = createHybridClock(time.clock)
  const room = new Room(
    { id: 'room' as RoomId, epoch: 'epoch', isStored: false, hasContent: false },
    {
      clock: time.clock,
      hybridClock,
      metrics,
      scheduler: createScheduler({ clock: time.clock, log: silentLog, metrics }),
      space,
      verifies,
      limits: DEFAULT_LIMITS,
      policies: createPolicies(),
    },
  )
  // Updates go to those in the room once it is loaded.
  room.startJournal(noJournal)
  time.clock.every(250, () => room.sweep())
  return { room, metrics, ...time }
}

export type RoomHarness = ReturnType<typeof roomHarness>

/** One socket of a client in the room. A dead one neither reads nor answers, and nobody has noticed. */
class Line implements Member {
  readonly ownedClients = new Set<number>()
  readonly formerClients = new Set<number>()
  readonly toRelay: Uint8Array[] = []
  readonly toClient: Uint8Array[] = []
  readonly protocol = 'stock'
  selfClient: number | null = null
  isLagging = false
  #isOpening = true
  heardAtMs = 0
  isOpen = true
  isDead = false
  readonly identity: Identity
  readonly #harness: RoomHarness
  readonly #onEnd: () => void

  constructor(identity: Identity, harness: RoomHarness, onEnd: () => void) {
    this.identity = identity
    this.#harness = harness
    this.#onEnd = onEnd
    harness.room.enter(this)
  }

  send({ payload }: WebSocketFrame): void {
    if (this.isOpen) this.toClient.push(payload)
  }

  giveUp(): void {
    this.terminate()
  }

  ping(): void {
    // The answer takes a moment: it is later than the question.
    if (!this.isDead) this.heardAtMs = this.#harness.clock.monotonicMs() + 1
  }

  confirm(): void {
    // A stock client is told nothing of its own.
  }

  lowered(entry: PresenceEntry): void {
    this.send(toFrame(writeMessage.awareness([entry.encode()])))
  }

  welcome(): void {
    // A stock client has no session.
  }

  askForDocument(): void {
    this.send(this.#harness.room.document.ask())
  }

  takeRole(): void {
    // Its role is what it was made with.
  }

  close(_reason: CloseName): void {
    this.terminate()
  }

  terminate(): void {
    if (!this.isOpen) return
    this.isOpen = false
    this.#harness.room.leave(this, 'lost')
    this.#onEnd()
  }

  /** The relay reads one frame, as a connection does. */
  read(): void {
    const bytes = this.toRelay.shift()
    if (bytes === undefined || !this.isOpen) return
    this.heardAtMs = this.#harness.clock.monotonicMs()
    const frame = readMessage(bytes)
    if (!frame.ok || frame.value.kind !== 'awareness') throw new Error('a stock client sends awareness only')
    const done = this.#harness.room.awareness(this, frame.value.entries, this.#isOpening)
    if (!done.ok) throw new Error(`${done.fault.code}: ${done.fault.message}`)
    this.#isOpening = false
  }
}

/**
 * A client that does with its awareness what y-websocket does: it announces itself first, sends everything on that it
 * hears, forgets everyone when its socket ends, and shares all of it with the other tabs of its browser.
 */
export class ModelClient {
  readonly awareness: Awareness
  readonly tabs: ModelClient[] = []
  readonly fromTabs: Uint8Array[] = []
  line: Line | null = null
  /** How often the relay told this client its own state: a stock client would take it for its present one. */
  heardItself = 0
  readonly #identity: Identity
  readonly #harness: RoomHarness
  readonly #doc = new Y.Doc()

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
    if (this.line !== null) return
    this.#toTabs([this.clientId])
    const line: Line = new Line(this.#identity, this.#harness, () => this.#ended(line))
    this.line = line
    // A client without a state announces nobody; an empty frame stands for its answer to the relay's step 1.
    const hasState = this.awareness.getLocalState() !== null
    line.toRelay.push(hasState ? this.#frame([this.clientId]) : awarenessFrame([]))
  }

  /** The socket closes, and the relay knows at once. */
  drop(): void {
    this.line?.terminate()
  }

  /** The network goes: the client has noticed, the relay has not. */
  vanish(): void {
    const { line } = this
    if (line === null) return
    line.isDead = true
    this.#ended(line)
  }

  hear(): void {
    const frame = this.line?.toClient.shift()
    if (frame === undefined) return
    this.heardItself += heardIn(frame).filter(
      ({ id, state }) => id === this.clientId && state !== null,
    ).length
    this.#apply(frame)
  }

  hearTabs(): void {
    const frame = this.fromTabs.shift()
    if (frame !== undefined) this.#apply(frame)
  }

  destroy(): void {
    this.line = null
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
    this.line?.toRelay.push(this.#frame(clients))
    this.#toTabs(clients)
  }

  #toTabs(clients: number[]): void {
    for (const tab of this.tabs) tab.fromTabs.push(this.#frame(clients))
  }

  #ended(line: Line): void {
    if (this.line !== line) return
    this.line = null
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
