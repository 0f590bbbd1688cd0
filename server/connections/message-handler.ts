import {
  type ClientMessageKind,
  type Fault,
  FRAME_MESSAGES,
  fault,
  isJsonObject,
  MESSAGES,
  maySend,
  messagesIn,
  ok,
  type ProtocolMessage,
  type Result,
  readMessage,
  type SignalRequest,
  SYNC,
} from '../../shared/index.ts'
import { Bucket, Budget, unlessFull } from '../base/rate.ts'
import type { Room } from '../rooms/room.ts'
import { isClaimRequest } from './claim-signals.ts'
import type { ConnectionContext } from './connection-context.ts'
import { DocumentMessages } from './document-messages.ts'
import { documentNameIn, NOT_HOCUSPOCUS, writeHocuspocusDenial } from './hocuspocus.ts'
import type { Peer } from './peer.ts'
import { PresenceMessages } from './presence-messages.ts'
import type { ProtocolV1 } from './protocol-v1.ts'

/** How many times what is allowed in a second may come at once. */
const BURST = 4

/** Entries and changes of presence that take about as long as a message. What a stock client sends back is thousands a second. */
const PIECES_PER_MESSAGE = 32

const SIGNALS_RATE = { burst: 30, perSecond: 10 }

const TOO_MANY_MESSAGES = fault(
  'too-many-messages',
  `A frame holds over ${FRAME_MESSAGES} messages: the others are not read.`,
)

const TEXT_MESSAGE = fault('text-message', 'A message is text; they are all binary.')

/** What can be read, and is too much or comes at the wrong time: its sender is told, and never closed for it. */
const DECLINED = new Set([
  ...['state-too-large', 'too-deep', 'message-too-large', 'signal-too-large', 'no-entry'],
  'too-many-watched',
  // Each of them has counted, so that a client which sends many of such frames is read later.
  'too-many-messages',
])

/** Whether a message that could not be read was one of the document's, which its sender counts. */
const isUpdate = ([type, kind]: Uint8Array): boolean =>
  type === MESSAGES.sync.type && (kind === SYNC.step2 || kind === SYNC.update)

type MessageHandlerContext = Pick<
  ConnectionContext,
  'clock' | 'metrics' | 'limits' | 'answerBudgets' | 'durability'
>

/** What a client sends: read, checked against the table of messages, and handed to its room as fast as that is allowed. */
export class MessageHandler {
  readonly #peer: Peer
  readonly #room: Room
  /** Null for a client that does not speak it. */
  readonly #v1: ProtocolV1 | null
  readonly #context: MessageHandlerContext
  readonly #presence: PresenceMessages
  readonly #document: DocumentMessages
  /** Null where the client has sent nothing of late. */
  #budget: Budget | null = null
  /** Null where the client has sent none of late. */
  #signals: Bucket | null = null
  /** Whether the client speaks another protocol; null until it has sent something that tells. */
  #isForeign: boolean | null = null

  constructor(peer: Peer, room: Room, v1: ProtocolV1 | null, context: MessageHandlerContext) {
    this.#peer = peer
    this.#room = room
    this.#v1 = v1
    this.#context = context
    this.#presence = new PresenceMessages(peer, room, context)
    this.#document = new DocumentMessages(peer, room, { presence: this.#presence, v1 }, context)
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
    return this.#budget?.hasCredit === false || this.#document.isBusy
  }

  /** The client is in its room, and may be spoken to. */
  begin(): void {
    if (this.#v1 !== null) this.#v1.welcome()
    else if (this.#may('update')) this.#document.speakFirst()
  }

  /** Takes a frame. A client that speaks `homeroom.v1` sends one message in it, any other one as many as it likes. */
  receive(data: Uint8Array, isBinary: boolean): void {
    if (!isBinary) {
      this.#spend(data.length)
      this.#refuseIfBad(TEXT_MESSAGE)
      return
    }
    if (this.#isFromElsewhere(data)) return
    const messages = this.#v1 === null ? messagesIn(data) : [data]
    this.#context.metrics.traffic.messagesIn += messages.length - 1
    for (const message of messages.slice(0, FRAME_MESSAGES)) if (this.#peer.isOpen) this.#take(message)
    const rest = messages[FRAME_MESSAGES]
    if (rest === undefined || !this.#peer.isOpen) return
    this.#spend(rest.length)
    this.#refuseIfBad(TOO_MANY_MESSAGES)
    if (this.#may('update')) this.#document.askAgain()
  }

  /** The socket has taken everything that it was given. */
  drained(): void {
    this.#document.drained()
  }

  sweep(): void {
    this.#budget = unlessFull(this.#budget)
    this.#signals = unlessFull(this.#signals)
    this.#refuseIfBad(this.#presence.sweep())
    this.#document.sweep()
  }

  #take(bytes: Uint8Array): void {
    this.#spend(bytes.length)
    const message = readMessage(bytes, this.#peer.wire.protocol, this.#skip)
    if (!message.ok && isUpdate(bytes)) this.#document.unreadable()
    this.#refuseIfBad(message.ok ? this.#handle(message.value) : message)
  }

  /** Hocuspocus' provider is told once; its frames are counted, and none of it is read. */
  #isFromElsewhere(data: Uint8Array): boolean {
    if (this.#isForeign === false) return false
    if (this.#isForeign === null) {
      const name = this.#v1 === null ? documentNameIn(data) : null
      this.#isForeign = name !== null
      if (name === null) return false
      this.#peer.sendMessage(writeHocuspocusDenial(name))
    }
    this.#spend(data.length)
    this.#peer.violations.skip({ code: 'hocuspocus-message', message: NOT_HOCUSPOCUS })
    return true
  }

  /** What says that somebody is gone is looked at: it may be an echo, or the sender has lost others. */
  readonly #skip = (clientId: number, isGone: boolean): boolean =>
    !this.#may('awareness') || (!isGone && this.#presence.isEcho(clientId))

  #handle(message: ProtocolMessage): Result<void, string> {
    this.#spendOn(message)
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
        this.#presence.query()
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
      case 'watch':
        this.#room.broadcast.watch(this.#peer, message.watch)
        return ok(undefined)
      case 'ping':
      case 'token':
        this.#v1?.take(message)
        return ok(undefined)
    }
  }

  /** Each kind of signal needs a right of its own, which the room knows. */
  #takeSignal(request: SignalRequest): void {
    this.#signals ??= new Bucket(this.#context.clock, SIGNALS_RATE)
    const taken = this.#signals.take()
      ? this.#room.signal(this.#peer, request)
      : fault('too-many-signals', 'Too many signals: they are told to everyone.')
    if (isClaimRequest(request)) this.#answerClaim(request, taken.ok ? null : taken.fault)
    else if (!taken.ok) this.#peer.violations.decline(taken.fault)
  }

  /** It is told by its number, since a client asks for several keys at a time. That somebody has a key is no fault. */
  #answerClaim(request: SignalRequest, refused: Fault | null): void {
    if (refused !== null && refused.code !== 'claim-taken') this.#peer.violations.skip(refused)
    const { key } = isJsonObject(request.data) ? request.data : {}
    const holder = typeof key === 'string' ? this.#room.moderation.claims.holderOf(key) : null
    this.#v1?.answerClaim(request, refused, holder?.clientId ?? null)
  }

  #may(kind: ClientMessageKind): boolean {
    return maySend(this.#peer.identity, kind)
  }

  /** A large message counts as many. */
  #spend(bytes: number): void {
    const { messages, bytes: bytesPerSecond } = this.#context.limits
    this.#budget ??= new Budget(this.#context.clock, { burst: BURST * messages, perSecond: messages })
    this.#budget.spend(Math.max(1, (bytes * messages) / bytesPerSecond))
  }

  /** So does one of many small pieces, each of which takes longer than its bytes. */
  #spendOn(message: ProtocolMessage): void {
    if (message.kind === 'awareness')
      this.#budget?.spend((message.entries.length + message.skipped) / PIECES_PER_MESSAGE)
    else if (message.kind === 'presence') this.#budget?.spend(message.changes.length / PIECES_PER_MESSAGE)
  }

  #refuseIfBad(done: Result<void, string>): void {
    if (done.ok) return
    if (done.fault.code === 'unknown-message') this.#peer.violations.skip(done.fault)
    else if (DECLINED.has(done.fault.code)) this.#peer.violations.decline(done.fault)
    else this.#peer.violations.refuse(done.fault)
  }
}
