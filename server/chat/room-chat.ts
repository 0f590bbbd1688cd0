import {
  type Fault,
  fault,
  isJsonObject,
  type Json,
  may,
  ok,
  type Result,
  type Signal,
} from '../../shared/index.ts'
import type { RoomListener } from '../fanout/room-listener.ts'
import type { Participant } from '../presence/participant.ts'
import type { ChatSignal } from '../rooms/chat-desk.ts'
import type { Room } from '../rooms/room.ts'
import type { SignalFault } from '../rooms/signal-acts.ts'
import type { ChatAnswers } from './chat-answers.ts'
import {
  type ChatMessage,
  cleanText,
  type Draft,
  draftIn,
  type HistoryRequest,
  isMessageId,
  shownMessage,
} from './chat-message.ts'
import { ChatMutes } from './chat-mutes.ts'
import { ChatPages } from './chat-pages.ts'
import { ChatRates } from './chat-rates.ts'
import { ChatReaders, isNamedBy } from './chat-readers.ts'
import { ChatWriter, type ChatWriterDeps } from './chat-writer.ts'
import type { ChatPage, PageRange } from './stored-chat.ts'

export interface RoomChatDeps extends ChatWriterDeps {
  readonly answers: ChatAnswers
  /** Something has begun in a chat that waits for time to pass. */
  readonly onUsed: (chat: RoomChat) => void
}

/** Somebody who does something in the chat, as the relay knows them. */
export type Speaker = Pick<ChatSignal, 'participant' | 'from'>

/** The chat of one open room. */
export class RoomChat implements RoomListener {
  readonly #room: Room
  readonly #deps: RoomChatDeps
  readonly #writer: ChatWriter
  readonly #rates: ChatRates
  readonly #mutes: ChatMutes
  readonly #readers: ChatReaders
  readonly #pages: ChatPages

  constructor(room: Room, deps: RoomChatDeps) {
    this.#room = room
    this.#deps = deps
    this.#writer = new ChatWriter(room, deps)
    this.#rates = new ChatRates(deps.clock)
    this.#mutes = new ChatMutes(room)
    this.#readers = new ChatReaders(room)
    this.#pages = new ChatPages(room.id, deps)
    room.listen(this)
  }

  /** Something waits for the store. */
  get isWaiting(): boolean {
    return this.#writer.isWaiting
  }

  get isIdle(): boolean {
    return !this.isWaiting && this.#rates.isEmpty && this.#pages.isEmpty
  }

  /** Answers a question for what was said, to the one who asks. */
  ask(participant: Participant, asked: HistoryRequest): Result<void, SignalFault> {
    this.#deps.onUsed(this)
    if (!this.#rates.mayRead(participant)) return TOO_FAST
    void this.#answer(participant, asked)
    return ok(undefined)
  }

  /** Takes a message; what it gives settles once the message is stored and told. */
  post(speaker: Speaker, { text: given, ref, to }: Draft): Result<Promise<ChatMessage>, SignalFault> {
    const { participant } = speaker
    this.#deps.onUsed(this)
    const from = this.#authorOf(speaker)
    const waiting = this.#writer.find(from.id, ref)
    if (waiting !== null) return ok(this.#again(participant, waiting))
    const address = this.#readers.addressOf(from, to)
    if (!address.ok) return address
    const { kept, addressee } = address.value
    if (!may(from, 'moderate')) {
      const closed = this.#closedFor(participant, kept.to)
      if (closed !== null) return closed
      if (!this.#rates.mayWrite(participant, from.id)) return TOO_FAST
    }
    const text = cleanText(given)
    if (!text.ok) return text
    const draft = { text: text.value, ...kept, ref, from, atMs: this.#deps.clock.wallMs() }
    const written = this.#writer.write(draft, (message) => {
      this.#deps.metrics.chatMessages.inc({ outcome: 'taken' })
      this.#told(participant, message, addressee)
    })
    return written === null ? STORE_FAILS : ok(written)
  }

  /** The message that its author knows by a name, once it is stored and told; null where it was not taken. */
  sent(author: string | null, ref: string): Promise<ChatMessage | null> {
    return this.#writer.find(author, ref) ?? Promise.resolve(null)
  }

  /** Whether a message is stored. Rejects as the store does. */
  has(id: string): Promise<boolean> {
    return this.#deps.stored.has(this.#room.id, id)
  }

  /** Deletes a message; settles once that is stored and told. */
  async remove(by: Speaker, id: string): Promise<void> {
    this.#deps.onUsed(this)
    await this.#writer.remove(id, () => {
      this.#pages.removed(id)
      this.#tell(by, 'chat-delete', id)
    })
  }

  /** Lets nobody but hosts write, or everybody again. */
  pause(by: Speaker, isPaused: boolean): void {
    this.#room.moderation.policy.pauseChat(isPaused)
    this.#tell(by, 'chat-pause', isPaused)
  }

  /** Lets a person write nothing, or again, by their verified id. */
  mute(by: Speaker, id: string, isMuted: boolean): void {
    this.#tell(by, 'chat-mute', ...this.#mutes.mutePerson(id, isMuted))
  }

  /** The same for the owners of these clients; those without a verified id for as long as they are connected. */
  muteTabs(by: Speaker, clientIds: readonly number[], isMuted: boolean): void {
    this.#tell(by, 'chat-mute', ...this.#mutes.muteTabs(clientIds, isMuted))
  }

  /** Part of the history, whatever is in it. */
  page(range: PageRange): Promise<ChatPage> {
    return this.#deps.stored.page(this.#room.id, range)
  }

  /** A message was refused: its sender is told of which one. */
  refused(participant: Participant, data: Json, { code, message }: Fault): void {
    this.#deps.metrics.chatMessages.inc({ outcome: 'refused' })
    const ref = draftIn(data)?.ref ?? ''
    if (ref !== '') this.#answerWith(participant, 'chat', { ref, refused: code, why: message })
  }

  /** Messages that another node has told may not have come. */
  missed(): void {
    if (!this.#writer.isUsed) return
    this.#pages.forget()
    this.#room.broadcast.missedChat()
  }

  signalled({ kind, data }: Signal, by: Participant, to: ReadonlySet<Participant> | null): void {
    if (kind === 'chat') this.#readers.told(data, to)
    if (by.source !== 'node') return
    if (kind === 'chat-delete' && isMessageId(data)) this.#pages.removed(data)
    if (kind === 'chat') {
      this.#pages.forget()
      this.#writer.heard(idIn(data))
    }
    if (kind === 'chat-mute') this.#mutes.heard(data)
  }

  sweep(): void {
    this.#writer.sweep()
    this.#rates.sweep()
    this.#pages.sweep()
  }

  /** Settles once nothing is being written. */
  idle(): Promise<void> {
    return this.#writer.idle()
  }

  /** The room is gone: nothing is written any more. */
  close(): void {
    this.#writer.close()
    this.#pages.forget()
  }

  /** Why somebody who is no host may not write to these: the hosts can always be asked for help. */
  #closedFor(participant: Participant, to: ChatMessage['to']): Result<never, SignalFault> | null {
    if (to === 'hosts') return null
    if (this.#room.moderation.policy.isChatPaused) return PAUSED
    return this.#mutes.isMuted(participant) ? MUTED : null
  }

  /** The author of a message, by the name under which everybody sees them. */
  #authorOf({ from }: Speaker): ChatMessage['from'] {
    const { clientId, id, role, rights } = from
    const name = clientId === null ? undefined : this.#room.presence.get(clientId)?.state.name
    return {
      ...{ clientId, id, role, name: typeof name === 'string' ? name : from.name },
      ...(rights !== undefined && { rights }),
    }
  }

  /** The message of a sender that has not heard that it was taken. */
  async #again(participant: Participant, waiting: Promise<ChatMessage>): Promise<ChatMessage> {
    const message = await waiting
    this.#answerWith(participant, 'chat', wireOf(message, message.ref), message)
    return message
  }

  #told(participant: Participant, message: ChatMessage, addressee: Participant | null): void {
    this.#pages.added(message)
    const { from, atMs } = message
    const signal = { kind: 'chat', data: wireOf(message), from, atMs }
    this.#room.tellSignal(signal, participant, this.#readers.of(message, addressee))
    this.#answerWith(participant, 'chat', wireOf(message, message.ref), message)
  }

  /** Tells everyone, or those of `to`, and the one who did it. */
  #tell(
    { participant, from }: Speaker,
    kind: string,
    data: Json,
    to: ReadonlySet<Participant> | null = null,
  ): void {
    const signal = { kind, data, from, atMs: this.#deps.clock.wallMs() }
    this.#room.tellSignal(signal, participant, to)
    this.#room.broadcast.answerSignal(participant, signal)
  }

  #answerWith(
    to: Participant,
    kind: string,
    data: Json,
    by: Pick<Signal, 'from' | 'atMs'> | null = null,
  ): void {
    const { from = RELAY, atMs = this.#deps.clock.wallMs() } = by ?? {}
    this.#room.broadcast.answerSignal(to, { kind, data, from, atMs })
  }

  async #answer(participant: Participant, asked: HistoryRequest): Promise<void> {
    try {
      await this.#writer.ready()
      this.#deps.onUsed(this)
      const pageOf = await this.#pages.open()
      this.#deps.answers.add(this.#room.id, () => {
        this.#rates.answered(participant)
        this.#answerWith(participant, 'chat-history', this.#shownTo(participant, pageOf(asked), asked))
      })
    } catch (error) {
      this.#rates.answered(participant)
      this.#writer.failed(error)
      const { code, message } = STORE_FAILS.fault
      this.#answerWith(participant, 'chat-history', { ref: asked.ref, refused: code, why: message })
    }
  }

  #shownTo(reader: Participant, { messages, before }: ChatPage, { refs, ref }: HistoryRequest): Json {
    const isHost = may(reader.identity, 'moderate')
    const { policy } = this.#room.moderation
    const own = new Set(refs.filter((one) => one !== ''))
    return {
      ref,
      before,
      messages: messages
        .filter((message) => this.#readers.isFor(reader, message, own))
        .map((message) => ({
          ...shownMessage(message),
          ...(isNamedBy(reader, message, own) && { ref: message.ref }),
          ...(!isHost && message.receipt !== '' && { receipt: message.receipt }),
        })),
      paused: policy.isChatPaused,
      muted: this.#mutes.isMuted(reader),
      ...(isHost && { mutedIds: [...policy.chatMuted.keys()] }),
    }
  }
}

/** A message as it is told; `ref` goes to its sender alone. */
const wireOf = ({ id, text, to, receipt }: ChatMessage, ref = ''): Json => ({
  id,
  text,
  to,
  ...(receipt !== '' && { receipt }),
  ...(ref !== '' && { ref }),
})

const idIn = (data: Json): string | null => {
  const { id } = isJsonObject(data) ? data : {}
  return isMessageId(id) ? id : null
}

/** What the relay says itself. */
const RELAY = { clientId: null, id: null, name: null, role: 'host' }

const PAUSED = fault('chat-paused', 'A host has paused the chat: you may write to the hosts alone.')
const MUTED = fault('chat-muted', 'A host has muted you in the chat: you may write to the hosts alone.')
const TOO_FAST = fault('chat-too-fast', 'That is too fast: wait a moment.')
const STORE_FAILS = fault('store-unavailable', 'The relay cannot keep messages just now.')
