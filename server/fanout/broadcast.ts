// The sockets of a room: one listener that holds the outboxes, and tells each receiver in its own wire.
import type { Signal, Watch } from '../../shared/index.ts'
import type { Context } from '../base/context.ts'
import type { Turns } from '../base/turns.ts'
import type { Participant } from '../presence/participant.ts'
import type { PresenceEntry, Removal } from '../presence/presence-entry.ts'
import type { PresenceTable } from '../presence/presence-table.ts'
import { type AnswerEvents, DocumentOutbox } from './document-outbox.ts'
import { PresenceLanes } from './presence-lanes.ts'
import type { Wanted } from './presence-outbox.ts'
import { PresenceRate } from './presence-rate.ts'
import type { Receiver } from './receiver.ts'
import type { RoomListener } from './room-listener.ts'
import type { Scheduler } from './scheduler.ts'
import type { SentDocument } from './sent-document.ts'
import { SignalOutbox } from './signal-outbox.ts'
import type { WebSocketFrame } from './websocket-frame.ts'

export interface BroadcastOptions extends Pick<Context, 'clock' | 'metrics' | 'fence'> {
  readonly room: string
  /** A room of more people than this is a crowd; null for none. */
  readonly crowd: number | null
  readonly participants: ReadonlySet<Participant>
  /** How many hear of it beside them: on other nodes, and whatever keeps the room in memory. */
  readonly others: () => number
  readonly table: PresenceTable
  readonly wanted: Wanted
  readonly document: SentDocument
  readonly scheduler: Scheduler
  readonly turns: Turns
  /** Something has happened, for the first time since the last sweep. */
  readonly onStirred: () => void
  /** A flush fails again and again. */
  readonly onBroken: () => void
}

/** Everything that the sockets of a room are told. */
export class Broadcast implements RoomListener {
  readonly #options: BroadcastOptions
  readonly #receivers = new Set<Receiver>()
  readonly #presence: PresenceLanes
  /** How often clients say how they are. */
  readonly rate: PresenceRate
  readonly #document: DocumentOutbox
  readonly #signals: SignalOutbox
  #isStirred = true

  constructor(options: BroadcastOptions) {
    const deliver = (receiver: Receiver, frame: WebSocketFrame) => this.#deliver(receiver, frame)
    // One object for all of them: each room has one.
    const shared = { ...options, receivers: this.#receivers, deliver }
    this.#options = shared
    this.#presence = new PresenceLanes(shared)
    const { clock, crowd, others, participants } = options
    this.rate = new PresenceRate({
      clock,
      count: () => participants.size + others(),
      crowd,
      onChanged: () => {
        for (const participant of participants) participant.tell({ kind: 'rate' })
      },
    })
    this.#document = new DocumentOutbox(shared)
    this.#signals = new SignalOutbox(shared)
  }

  /** From now on `receiver` is told of the document, where it takes it, and of signals; of presence once it is greeted. */
  enter(receiver: Receiver, takesDocument = true): void {
    this.#receivers.add(receiver)
    if (takesDocument) this.#document.enter(receiver)
  }

  /** Nothing has happened since the last sweep, and nobody waits for something that a sweep decides. */
  get isQuiet(): boolean {
    return !this.#isStirred && this.#options.wanted.isEmpty && !this.#presence.isCrowd && this.rate.isSettled
  }

  /** When somebody has to be told again of those who are quiet, on the monotonic clock; infinite where nobody needs that. */
  get renewAtMs(): number {
    return this.#presence.renewAtMs
  }

  /** Something has happened in the room: the next sweep is for it, too. */
  stir(): void {
    if (this.#isStirred) return
    this.#isStirred = true
    this.#options.onStirred()
  }

  entered(): void {
    this.stir()
    this.rate.look()
  }

  left(who: Participant): void {
    this.stir()
    // A participant that is no receiver is none of these.
    const receiver = who as Receiver
    if (!this.#receivers.has(receiver)) return
    this.#document.leave(receiver)
    this.#presence.leave(receiver)
    this.#receivers.delete(receiver)
  }

  updated(update: Uint8Array, by: Participant | null): void {
    this.stir()
    this.#document.add(update, by)
  }

  changed({ clientId }: PresenceEntry): void {
    this.stir()
    this.rate.changed()
    this.#presence.changed(clientId)
  }

  removed(removal: Removal): void {
    this.stir()
    this.#presence.removed(removal)
  }

  settled(): void {
    if (!this.#options.wanted.isEmpty) this.stir()
    this.#presence.settled()
  }

  signalled(signal: Signal, by: Participant, to: ReadonlySet<Participant> | null): void {
    this.stir()
    this.#signals.add(signal, by, to)
  }

  /** Tells a signal to one participant alone; to nobody where it has no socket here. */
  answerSignal(to: Participant, signal: Signal): void {
    const receiver = to as Receiver
    if (this.#receivers.has(receiver)) this.#signals.answer(receiver, signal)
  }

  /** Tells one participant alone how something is now: also where its socket is slow, since nothing else will tell it. */
  tellState(to: Participant, signal: Signal): void {
    const receiver = to as Receiver
    if (this.#receivers.has(receiver)) this.#signals.state(receiver, signal)
  }

  /** Messages of the chat may not have come: clients that show it are told so. */
  missedChat(): void {
    this.#signals.missed()
  }

  missed(): void {
    for (const receiver of this.#receivers) if (!this.#options.participants.has(receiver)) this.left(receiver)
    this.#document.missed()
    this.recheck()
  }

  /** Compares what was told of presence with what is, and tells the difference. */
  recheck(): void {
    this.#presence.missed()
  }

  /** Tells `receiver` of everyone whom it does not own; again, where it has been told before. */
  greet(receiver: Receiver): void {
    if (this.#receivers.has(receiver)) this.#presence.greet(receiver)
  }

  /** `receiver` asks for a part of the room, or for people, in case the room is a crowd. */
  watch(receiver: Receiver, watch: Watch): void {
    if (this.#receivers.has(receiver)) this.#presence.watch(receiver, watch)
  }

  /** Tells `receiver` of others that it has lost; a receiver that knows others by their clocks is told of these alone. */
  remind(receiver: Receiver, clockByClient: ReadonlyMap<number, number>): void {
    if (receiver.wire.needsRenewal) this.#presence.remind(receiver, clockByClient)
    else this.greet(receiver)
  }

  /** Answers sync step 1; `events` tells what that costs, and when it has begun. */
  answer(receiver: Receiver, stateVector: Uint8Array, events: AnswerEvents): void {
    // Also one that did not want it is answered, if it is still there.
    if (this.#receivers.has(receiver)) this.#document.enter(receiver)
    this.#document.answer(receiver, stateVector, events)
  }

  /** Whether `receiver` is being sent a document in parts. */
  isAnswering(receiver: Receiver): boolean {
    return this.#document.isAnswering(receiver)
  }

  /** Asks `receiver` for what the relay lacks of the document. */
  ask(receiver: Receiver): void {
    this.#document.ask(receiver)
  }

  /** The socket of `receiver` takes more again. */
  drained(receiver: Receiver): void {
    this.#presence.drained(receiver)
    this.#document.drained(receiver)
    this.#signals.drained(receiver)
  }

  sweep(): void {
    this.#isStirred = false
    this.#presence.sweep()
    // Those on other nodes come without a word to each listener here.
    this.rate.look()
  }

  #deliver(receiver: Receiver, frame: WebSocketFrame): void {
    try {
      receiver.send(frame)
    } catch (error) {
      const { fence, room } = this.#options
      fence.failed('flush', error, { room })
      fence.run('flush', { room }, () => receiver.close('internal-error'))
    }
  }
}
