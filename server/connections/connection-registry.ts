// Every connection of the relay: opened for clients that were let in, swept, listed by room, counted in gauges.
import { randomBytes } from 'node:crypto'
import { type Durability, maySend, type Protocol, type RoomId } from '../../shared/index.ts'
import type { Context } from '../base/context.ts'
import { DueList } from '../base/due-list.ts'
import { Round } from '../base/round.ts'
import { AnswerMemory } from '../fanout/answer-memory.ts'
import { WIRES } from '../fanout/wires/index.ts'
import type { Authorized } from '../gate/gate.ts'
import type { Hub } from '../rooms/hub.ts'
import type { Room } from '../rooms/room.ts'
import { AnswerBudgets } from './answer-budget.ts'
import { Connection, type ConnectionOptions } from './connection.ts'
import type { ConnectionContext, Swept } from './connection-context.ts'
import type { ConnectionView } from './connection-view.ts'
import type { Disconnect } from './disconnect.ts'
import { DisconnectHistory, type PastDisconnect } from './disconnect-history.ts'
import { RecentRefusals } from './recent-refusals.ts'
import type { Socket } from './socket-events.ts'
import { UnfinishedMessages } from './unfinished-messages.ts'

/** Enough that no two connections of a log are taken for one. */
const ID_BYTES = 12

/** Clocks of a machine are set by less than this without a step, between two sweeps. */
const STEP_MS = 100

/** A client that was let in, on its socket. */
export interface Joined
  extends Socket,
    Pick<ConnectionOptions, 'epoch' | 'takesDocument' | 'isSparing' | 'renew' | 'address'> {
  readonly room: RoomId
  readonly authorized: Authorized
  readonly protocol: Protocol
}

/** A connection as it is shown, with how much of what it sent was refused of late. */
export interface AttendedConnection extends ConnectionView {
  readonly refused: number
}

/** The connections of a room, and the latest that ended. */
export interface Attendance {
  readonly connections: readonly AttendedConnection[]
  /** The latest first. */
  readonly left: readonly PastDisconnect[]
  /** How much was refused of late of what came from any connection of the room, also from those that have ended. */
  readonly refused: number
}

interface ConnectionRegistryDeps {
  readonly hub: Hub
  readonly durability: Durability
  readonly verifies: boolean
}

export class ConnectionRegistry {
  readonly #context: Context
  readonly #deps: ConnectionRegistryDeps
  readonly #connections = new Set<Connection>()
  readonly #history: DisconnectHistory
  readonly #shared: ConnectionContext
  readonly #round: Round<Swept>
  #isDraining = false
  /** By how much the wall is ahead of the monotonic clock. */
  #aheadMs = 0

  constructor(deps: ConnectionRegistryDeps, context: Context) {
    this.#context = context
    this.#deps = deps
    this.#history = new DisconnectHistory(context.clock)
    this.#round = new Round(context.clock)
    const { durability, verifies } = deps
    const unfinished = new UnfinishedMessages(context)
    this.#shared = {
      ...context,
      ...{ unfinished, durability, verifies },
      due: new DueList<Swept>(),
      answerMemory: new AnswerMemory(context.clock),
      answerBudgets: new AnswerBudgets(context.clock),
      refusals: new RecentRefusals(context.clock),
    }
    this.#measure()
  }

  get size(): number {
    return this.#connections.size
  }

  /** Opens the connection of a client that was let in. */
  open({ room: roomId, protocol, ...joined }: Joined): void {
    const { clock, metrics } = this.#context
    const { hub } = this.#deps
    // Not a UUID: Node builds one of 20 pieces, and keeps them all for as long as the connection lives.
    const id = randomBytes(ID_BYTES).toString('base64url')
    const wire = WIRES[protocol]
    const sinceMs = clock.wallMs()
    const connection = new Connection(
      { ...joined, id, roomId, wire, sinceMs, onClose: this.#onClose },
      this.#shared,
    )
    this.#connections.add(connection)
    connection.stir()
    metrics.connections.inc()
    // The relay may have begun to drain since the request was let in.
    if (this.#isDraining) {
      connection.close('service-restart')
      return
    }
    // Or a host may have locked the room, or removed them: they come back, and are told so.
    const isShutOut = (room: Room | null) =>
      room?.moderation.policy.admit({ issuedAtMs: null, ...joined.authorized }).ok === false
    if (isShutOut(hub.peek(roomId))) {
      connection.close('try-later')
      return
    }
    const holder = { epoch: joined.epoch, mayWrite: maySend(connection.identity, 'update') }
    const start = (room: Room) => {
      if (isShutOut(room)) connection.close('try-later')
      else connection.start(room, holder)
    }
    hub
      .enter(roomId, connection, start, holder)
      .then((entered) => {
        if (!entered.ok) connection.close('try-later')
      })
      .catch((error: unknown) => {
        connection.failed('entry', error)
      })
  }

  /** Opens no more, and closes those that are open. */
  drain(): void {
    this.#isDraining = true
    for (const connection of this.#connections) connection.close('service-restart')
  }

  /** Ends every connection without waiting for its answer. */
  terminate(): void {
    for (const connection of this.#connections) connection.close('silent')
  }

  sweep(): void {
    const { clock, fence } = this.#context
    const { due } = this.#shared
    const nowMs = clock.monotonicMs()
    const aheadMs = clock.wallMs() - nowMs
    // A token ends by the wall, wherever that steps.
    const isStep = Math.abs(aheadMs - this.#aheadMs) >= STEP_MS
    if (isStep) this.#aheadMs = aheadMs
    if (isStep) for (const connection of this.#connections) connection.stir()
    this.#round.begin(
      () => due.take(nowMs),
      (connection) => {
        // It may have ended in a turn before this one.
        if (!connection.isOpen) return
        if (!fence.run('sweep', {}, () => connection.sweep(clock.monotonicMs()))) due.put(connection, 0)
      },
    )
    this.#shared.answerMemory.sweep()
    this.#shared.answerBudgets.sweep()
    this.#shared.unfinished.sweep()
  }

  attendance(room: string): Attendance {
    const here = [...this.#connections].filter(({ roomId }) => roomId === room)
    const { refusals } = this.#shared
    return {
      connections: here.map((connection) => ({
        ...connection.describe(),
        refused: refusals.ofConnection(connection.id),
      })),
      left: this.#history.of(room),
      refused: refusals.inRoom(room),
    }
  }

  /** Those that do not take what they are sent, of each room that has such. */
  laggingByRoom(): ReadonlyMap<string, number> {
    const countByRoom = new Map<string, number>()
    for (const { roomId, isLagging } of this.#connections)
      if (isLagging) countByRoom.set(roomId, (countByRoom.get(roomId) ?? 0) + 1)
    return countByRoom
  }

  /** How much of what came from connections of a room was refused of late. */
  refusedIn(room: string): number {
    return this.#shared.refusals.inRoom(room)
  }

  /** One for all connections, and in it nothing of any of them. */
  readonly #onClose = (connection: Connection, disconnect: Disconnect): void => {
    this.#connections.delete(connection)
    this.#shared.due.drop(connection)
    this.#context.metrics.connections.dec()
    this.#history.add(connection.roomId, connection.describe(), disconnect)
  }

  /** Gauges of what waits, and for whom. */
  #measure(): void {
    const { metrics } = this.#context
    const sum = (of: (connection: Connection) => number) => () => {
      let total = 0
      for (const connection of this.#connections) total += of(connection)
      return total
    }
    const unsent = sum(({ unsentBytes }) => unsentBytes)
    const lagging = sum(({ isLagging }) => Number(isLagging))
    metrics.measure('unsent_bytes', 'Bytes that sockets have not taken yet.', unsent)
    metrics.measure('lagging_connections', 'Connections that do not take what they are sent.', lagging)
    metrics.measure(
      'unfinished_bytes',
      'Memory of messages that have come in part.',
      () => this.#shared.unfinished.bytes,
    )
    metrics.measure(
      'answers_waiting',
      'Connections that wait for a document, since too much is being sent.',
      () => this.#shared.answerMemory.waiting,
    )
  }
}
