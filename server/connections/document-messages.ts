import { fault, maySend, type Result } from '../../shared/index.ts'
import { unlessFull } from '../base/rate.ts'
import { isEmptyUpdate } from '../document/update-check.ts'
import type { TakeResult } from '../document/update-queue.ts'
import { WorkTime } from '../document/work-time.ts'
import type { Room } from '../rooms/room.ts'
import { Acks } from './acks.ts'
import type { AnswerBudget } from './answer-budget.ts'
import type { ConnectionContext } from './connection-context.ts'
import type { Peer } from './peer.ts'
import type { PresenceMessages } from './presence-messages.ts'
import type { ProtocolV1 } from './protocol-v1.ts'
import { ResyncRetry } from './resync-retry.ts'

/** What was refused for its size may be smaller, or find room, some time later. */
const TOO_LARGE: readonly string[] = ['document-too-large', 'message-too-large']

/** The limits of a document: the message was as it should be, and is not taken all the same. */
const NO_FAULTS: readonly string[] = [...TOO_LARGE, 'document-gap', 'too-costly']

/** A question may wait, and is held meanwhile: that of a document with as many clients as may be takes 400 KiB. */
const QUESTION_BYTES = 512 * 1024

const QUESTION_TOO_LARGE = fault('bad-state-vector', `It is over ${QUESTION_BYTES} bytes.`)

type DocumentMessagesContext = Pick<ConnectionContext, 'clock' | 'limits' | 'answerBudgets' | 'durability'>

/** The parts of a connection that hear of its document. */
interface Beside {
  readonly presence: PresenceMessages
  /** Null for a client that nobody tells what is saved. */
  readonly v1: ProtocolV1 | null
}

/** What a client says of the document: its question is answered in turn, its updates are taken and counted. */
export class DocumentMessages {
  readonly #peer: Peer
  readonly #room: Room
  readonly #presence: PresenceMessages
  readonly #v1: ProtocolV1 | null
  readonly #context: DocumentMessagesContext
  readonly #acks: Acks | null
  /** Null until something was refused for its size. */
  #retry: ResyncRetry | null = null
  /** Null where it has not written, or asked, of late. */
  #work: WorkTime | null = null
  #answers: AnswerBudget | null = null
  /** Updates that were handed to the room and are not in yet. */
  #underWay = 0
  /** What it knew when it asked for the document; null where it does not wait for it. */
  #askedWith: Uint8Array | null = null
  /** A question of it is being read: the next one waits. */
  #isReading = false
  /** It was asked for what the relay lacks before it asked itself, and has not answered. */
  #owesAnswer = false

  constructor(peer: Peer, room: Room, { presence, v1 }: Beside, context: DocumentMessagesContext) {
    this.#peer = peer
    this.#room = room
    this.#presence = presence
    this.#v1 = v1
    this.#context = context
    this.#acks = v1 === null ? null : new Acks(context.clock, context.durability !== 'none')
  }

  /** What it wrote is not in the document yet: more is read later. */
  get isBusy(): boolean {
    return this.#underWay > 0
  }

  /** True where nothing waits for time to pass. */
  get isCalm(): boolean {
    if (this.#askedWith !== null || this.#retry?.isWaiting) return false
    return this.#acks?.isSettled !== false && !this.#room.broadcast.isAnswering(this.#peer)
  }

  /** Messages that are not stored; null where nobody counts them. */
  get unsaved(): number | null {
    return this.#acks?.unsaved ?? null
  }

  /** Asks for what the relay lacks, unasked: some clients wait for that. */
  speakFirst(): void {
    this.#owesAnswer = true
    this.#room.broadcast.ask(this.#peer)
  }

  /** Something of it was not read: what was in it comes again. */
  askAgain(): void {
    this.#room.broadcast.ask(this.#peer)
  }

  /** The client asks for what it lacks (sync step 1). */
  ask(stateVector: Uint8Array): void {
    if (stateVector.length > QUESTION_BYTES) {
      this.#peer.violations.refuse(QUESTION_TOO_LARGE.fault)
      return
    }
    this.#askedWith = stateVector
    this.#peer.stir()
    this.#answer()
  }

  /** The socket has taken everything: the document comes first, since it has what was missed of it. */
  drained(): void {
    this.#answer()
  }

  take(kind: 'step2' | 'update', update: Uint8Array): void {
    if (kind === 'step2') this.#owesAnswer = false
    const { update: most } = this.#context.limits
    if (update.length > most) {
      this.#done(kind, fault('message-too-large', `An update is over ${most} bytes.`))
      return
    }
    this.#underWay += 1
    this.#work ??= new WorkTime(this.#context.clock)
    this.#room.update(this.#peer, update, this.#work, (taken) => {
      this.#underWay -= 1
      this.#done(kind, taken, update[0] === 0)
      if (this.#underWay === 0) this.#peer.readOn()
    })
  }

  #done(
    kind: 'step2' | 'update',
    taken: TakeResult | Result<never, 'message-too-large'>,
    onlyDeletes = false,
  ): void {
    this.#count(kind, taken)
    this.#peer.stir()
    if (taken.ok) {
      if (onlyDeletes) this.#retry?.hurry()
      return
    }
    const { code } = taken.fault
    if (TOO_LARGE.includes(code)) {
      this.#retry ??= new ResyncRetry(this.#context.clock)
      this.#retry.begin()
    }
    if (NO_FAULTS.includes(code)) this.#peer.violations.decline(taken.fault)
    else this.#peer.violations.refuse(taken.fault)
    if (code === 'document-gap' || code === 'too-costly') this.#peer.close(code)
  }

  /** An update of a client that may not write. */
  denied(update: Uint8Array): void {
    this.#acks?.refused()
    if (!isEmptyUpdate(update)) this.#peer.violations.refuseUpdate()
  }

  /** An update that could not be read: the client has counted it. */
  unreadable(): void {
    this.#acks?.refused()
  }

  sweep(): void {
    if (this.#answers?.isFull) this.#answers = null
    // What is under way is counted by the one that it was given.
    if (this.#underWay === 0) this.#work = unlessFull(this.#work)
    this.#answer()
    // A client that answers no pings is not waited for any more.
    if (this.#room.broadcast.isAnswering(this.#peer)) this.#room.broadcast.drained(this.#peer)
    if (this.#retry?.isDue()) this.#room.broadcast.ask(this.#peer)
    this.#tellSaved()
  }

  /** Answers what it has asked. A client that asks for more than its budget allows, or takes nothing, waits. */
  #answer(): void {
    const stateVector = this.#askedWith
    if (stateVector === null || this.#isReading || this.#peer.isLagging) return
    this.#answers ??= this.#context.answerBudgets.open(this.#peer.address)
    const budget = this.#answers
    if (!budget.hasCredit) return
    this.#askedWith = null
    this.#isReading = true
    this.#room.broadcast.answer(this.#peer, stateVector, {
      spent: (ms) => budget.spend(ms),
      sized: (bytes) => budget.send(bytes),
      answered: (read) => this.#answered(read),
    })
  }

  #answered(read: Result<unknown, 'bad-state-vector'>): void {
    this.#isReading = false
    this.#peer.stir()
    if (read.ok) {
      const { broadcast } = this.#room
      const { identity } = this.#peer
      // Our own client compares, where it may not write: it knows then that there is something of its own that goes nowhere.
      if (this.#owesAnswer) this.#owesAnswer = false
      else if (maySend(identity, 'update') || this.#acks !== null) broadcast.ask(this.#peer)
      this.#presence.answered(maySend(identity, 'awareness'))
    } else this.#peer.violations.refuse(read.fault)
    this.#answer()
  }

  #count(kind: 'step2' | 'update', taken: TakeResult | Result<never, 'message-too-large'>): void {
    // A room that has failed will be loaded again without this, and its people come back with what they have.
    if (!taken.ok || this.#room.hasFailed) this.#acks?.refused()
    // All that its sender has is in a step 2: what waits of it is kept as well, and nobody here can bring more.
    else if (taken.value === 'in-part' && kind === 'update') this.#acks?.waits()
    else {
      this.#acks?.taken(kind, this.#appended)
      if (kind === 'step2') this.#retry?.end()
    }
  }

  #tellSaved(): void {
    if (this.#acks === null) return
    if (!this.#room.document.hasPending) this.#acks.caughtUp(this.#appended)
    this.#acks.stored(this.#room.journal?.stored ?? 0)
    const news = this.#acks.news()
    if (news !== null) this.#v1?.saved(news.received, news.saved)
  }

  /** How far the room's journal has come. */
  get #appended(): number {
    return this.#room.journal?.appended ?? 0
  }
}
