import { setImmediate as nextTurn } from 'node:timers/promises'
import type { RoomId } from '../../shared/index.ts'
import type { Clock } from '../base/clock.ts'
import { bodyOf, type ChatMessage } from './chat-message.ts'
import { type ChatPage, fromOf, type KeptMessage, type PageRange, type StoredChat } from './stored-chat.ts'

/** For so long readers share what was read: to read all of a chat takes as long as some twenty answers. */
const SHARED_MS = 5_000

interface Read {
  /** By their ids, in the order of these; what is written or deleted here is so in it at once. */
  readonly messages: Promise<Map<string, KeptMessage>>
  readonly untilMs: number
}

/** What was said in one room, read of the store once for all who ask within a few seconds: each page anew would be a list of all of it. */
export class ChatPages {
  readonly #room: RoomId
  readonly #stored: StoredChat
  readonly #clock: Pick<Clock, 'monotonicMs'>
  #read: Read | null = null

  constructor(room: RoomId, stored: StoredChat, clock: Pick<Clock, 'monotonicMs'>) {
    this.#room = room
    this.#stored = stored
    this.#clock = clock
  }

  /** It holds what was said, until a sweep finds that its time is over. */
  get isRead(): boolean {
    return this.#read !== null
  }

  /** Gives what makes a page of all that is known, at the moment at which it is called. Rejects as the store does. */
  async open(): Promise<(range: PageRange) => ChatPage> {
    this.sweep()
    this.#read ??= { messages: this.#readAll(), untilMs: this.#clock.monotonicMs() + SHARED_MS }
    const messages = await this.#read.messages
    return (range) => pageOf([...messages.values()], range)
  }

  /** A message was written here. */
  added(message: ChatMessage): void {
    this.#change((messages) => messages.set(message.id, { message, bytes: bodyOf(message).length }))
  }

  removed(id: string): void {
    this.#change((messages) => messages.delete(id))
  }

  /** Others have written: it is read anew. */
  forget(): void {
    this.#read = null
  }

  get isEmpty(): boolean {
    return this.#read === null
  }

  sweep(): void {
    if (this.#read !== null && this.#clock.monotonicMs() >= this.#read.untilMs) this.forget()
  }

  /** Once it is read, where it is being read just now: the store may have given it before that. */
  #change(change: (messages: Map<string, KeptMessage>) => void): void {
    this.#read?.messages.then(change, () => undefined)
  }

  async #readAll(): Promise<Map<string, KeptMessage>> {
    try {
      const messages = new Map<string, KeptMessage>()
      for await (const some of this.#stored.all(this.#room)) {
        for (const kept of some) messages.set(kept.message.id, kept)
        await nextTurn()
      }
      return messages
    } catch (error) {
      this.forget()
      throw error
    }
  }
}

const pageOf = (all: readonly KeptMessage[], { before, limit }: PageRange): ChatPage => {
  const earlier = before === undefined ? all : all.filter(({ message }) => message.id < before)
  const from = fromOf(earlier, limit)
  const messages = earlier.slice(from).map(({ message }) => message)
  return { messages, before: from > 0 ? (messages[0]?.id ?? null) : null }
}
