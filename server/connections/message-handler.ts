import {
  type ClientMessageKind,
  fault,
  MESSAGES,
  maySend,
  ok,
  type ProtocolMessage,
  type Result,
  readMessage,
  type SignalRequest,
  SYNC,
} from '../../shared/index.ts'
import type { Context } from '../base/context.ts'
import { Bucket, Budget } from '../base/rate.ts'
import type { Room } from '../rooms/room.ts'
import type { AnswerBudget } from './answer-budget.ts'
import { DocumentMessages } from './document-messages.ts'
import type { Peer } from './peer.ts'
import { PresenceMessages } from './presence-messages.ts'
import type { ProtocolV1, ProtocolV1Options } from './protocol-v1.ts'
import type { SyncQueue } from './sync-queue.ts'
import type { Violations } from './violations.ts'

/** How many times what is allowed in a second may come at once. */
const BURST = 4

const SIGNALS_RATE = { burst: 30, perSecond: 10 }

const TEXT_MESSAGE = fault('text-message', 'A message is text; they are all binary.')

/** What can be read, and is too much or comes at the wrong time: its sender is told, and never closed for it. */
const DECLINED = new Set(['state-too-large', 'too-deep', 'message-too-large', 'signal-too-large', 'no-entry'])

/** Whether a message that could not be read was one of the document's, which its sender counts. */
const isUpdate = ([type, kind]: Uint8Array): boolean =>
  type === MESSAGES.sync.type && (kind === SYNC.step2 || kind === SYNC.update)

export interface MessageHandlerDeps extends Pick<Context, 'clock' | 'metrics' | 'limits'> {
  readonly syncQueue: SyncQueue
  readonly violations: Violations
  readonly answerBudget: AnswerBudget
  /** Null for a client that does not speak it. */
  readonly v1: ProtocolV1 | null
  /** What the store outlives. */
  readonly durability: ProtocolV1Options['durability']
  /** What it wrote is in the document: more may be read. */
  readonly onSettled: () => void
}

/** What a client sends: read, checked against the table of messages, and handed to its room as fast as that is allowed. */
export class MessageHandler {
  readonly #peer: Peer
  readonly #room: Room
  readonly #deps: MessageHandlerDeps
  readonly #budget: Budget
  readonly #presence: PresenceMessages
  readonly #document: DocumentMessages
  /** Null until the client sends one. */
  #signals: Bucket | null = null

  constructor(peer: Peer, room: Room, deps: MessageHandlerDeps) {
    const { clock, limits } = deps
    this.#peer = peer
    this.#room = room
    this.#deps = deps
    this.#budget = new Budget(clock, { burst: BURST * limits.messages, perSecond: limits.messages })
    this.#presence = new PresenceMessages(peer, room, deps)
    this.#document = new DocumentMessages(peer, room, {
      ...deps,
      onAnswered: () => this.#presence.answered(this.#may('awareness')),
    })
  }

  /** True where nothing waits for time to pass. */
  get isCalm(): boolean {
    return this.#presence.isCalm && this.#document.isCalm
  }

  /** Changes of presence wait for their time. */
  get isHolding(): boolean {
    return this.#presence.isHolding
  }

  /** Messages of the document that are not stored; null where nobody counts them. */
  get unsaved(): number | null {
    return this.#document.unsaved
  }

  /** It has sent more than is read in that time. */
  get isOverdrawn(): boolean {
    return !this.#budget.hasCredit || this.#document.isBusy
  }

  receive(data: Uint8Array, isBinary: boolean): void {
    this.#spend(data.length)
    const message = isBinary ? readMessage(data, this.#peer.wire.protocol, this.#skip) : TEXT_MESSAGE
    if (!message.ok && isUpdate(data)) this.#document.unreadable()
    this.#refuseIfBad(message.ok ? this.#handle(message.value) : message)
  }

  /** The socket has taken everything that it was given. */
  drained(): void {
    this.#document.drained()
  }

  sweep(): void {
    this.#refuseIfBad(this.#presence.sweep())
    this.#document.sweep()
  }

  readonly #skip = (clientId: number): boolean => this.#presence.isEcho(clientId)

  #handle(message: ProtocolMessage): Result<void, string> {
    const isAllowed = this.#may(message.kind)
    switch (message.kind) {
      case 'step1':
        this.#document.ask(message.stateVector)
        return ok(undefined)
      case 'step2':
      case 'update':
        // A stock client that has no presence answers the relay's step 1 before it sends anything else.
        this.#presence.introduce()
        if (isAllowed) this.#document.take(message.kind, message.update)
        else this.#document.denied(message.update)
        return ok(undefined)
      case 'queryAwareness':
        this.#presence.greet()
        return ok(undefined)
      case 'awareness':
        if (isAllowed) return this.#presence.entries(message.entries, message.skipped)
        this.#presence.introduce()
        return ok(undefined)
      case 'presence':
        return isAllowed ? this.#presence.changes(message.changes) : ok(undefined)
      case 'signal':
        this.#takeSignal(message.request)
        return ok(undefined)
      case 'ping':
      case 'token':
        this.#deps.v1?.take(message)
        return ok(undefined)
    }
  }

  /** Each kind of signal needs a right of its own, which the room knows. */
  #takeSignal(request: SignalRequest): void {
    this.#signals ??= new Bucket(this.#deps.clock, SIGNALS_RATE)
    const taken = this.#signals.take()
      ? this.#room.signal(this.#peer, request)
      : fault('too-many-signals', 'Too many signals: they are told to everyone.')
    if (!taken.ok) this.#deps.violations.decline(taken.fault)
  }

  #may(kind: ClientMessageKind): boolean {
    return maySend(this.#peer.identity.role, kind)
  }

  /** A large message counts as many. */
  #spend(bytes: number): void {
    const { messages, bytes: bytesPerSecond } = this.#deps.limits
    this.#budget.spend(Math.max(1, (bytes * messages) / bytesPerSecond))
  }

  #refuseIfBad(done: Result<void, string>): void {
    if (done.ok) return
    if (DECLINED.has(done.fault.code)) this.#deps.violations.decline(done.fault)
    else this.#deps.violations.refuse(done.fault)
  }
}
