import { setImmediate as nextTurn } from 'node:timers/promises'
import type { RoomId } from '../../shared/index.ts'
import type { Clock } from '../base/clock.ts'
import type { ChatMemory, HeldRead } from './chat-memory.ts'
import { bodyOf, type ChatMessage } from './chat-message.ts'
import { type ChatPage, fromOf, type KeptMessage, type PageRange, type StoredChat } from './stored-chat.ts'

/** For so long readers share what was read: to read all of a chat takes as long as some twenty answers. */
const SHARED_MS = 5_000

interface Read {
  /** By their ids, in the order of these; what is written or deleted here is so in it at once. */
  readonly messages: Promise<Map<string, KeptMessage>>
  readonly untilMs: number
}

interface ChatPagesDeps {
  readonly stored: StoredChat
  readonly memory: ChatMemory
  readonly clock: Pick<Clock, 'monotonicMs'>
}

/** What was said in one room, read of the store once for all who ask within a few seconds: each page anew would be a list of all of it. */
export class ChatPages {
  readonly #room: RoomId
  readonly #deps: ChatPagesDeps
  #read: Read | null = null
  #held: HeldRead | null = null

  constructor(room: RoomId, deps: ChatPagesDeps) {
    this.#room = room
    this.#deps = deps
  }

  /** Gives what makes a page of all that is known, at the moment at which it is called. Rejects as the store does. */
  async open(): Promise<(range: PageRange) => ChatPage> {
    this.sweep()
    this.#read ??= this.#begin()
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
    if (this.#held !== null) this.#deps.memory.release(this.#held)
    this.#held = null
  }

  get isEmpty(): boolean {
    return this.#read === null
  }

  sweep(): void {
    if (this.#read !== null && this.#deps.clock.monotonicMs() >= this.#read.untilMs) this.forget()
  }

  /** Once it is read, where it is being read just now: the store may have given it before that. */
  #change(change: (messages: Map<string, KeptMessage>) => void): void {
    this.#read?.messages.then(change, () => undefined)
  }

  #begin(): Read {
    const { clock, memory } = this.#deps
    const messages = memory.whenFree(() => this.#readAll())
    const read = { messages, untilMs: clock.monotonicMs() + SHARED_MS }
    messages.then(
      (all) => this.#hold(read, all),
      () => this.#read === read && this.forget(),
    )
    return read
  }

  /** Counts what was read, unless it is known by now that others have written. */
  #hold(read: Read, messages: ReadonlyMap<string, KeptMessage>): void {
    if (this.#read !== read) return
    let bytes = 0
    for (const kept of messages.values()) bytes += kept.bytes
    this.#held = { bytes, forget: () => this.forget() }
    this.#deps.memory.hold(this.#held)
  }

  async #readAll(): Promise<Map<string, KeptMessage>> {
    const messages = new Map<string, KeptMessage>()
    for await (const some of this.#deps.stored.all(this.#room)) {
      for (const kept of some) messages.set(kept.message.id, kept)
      await nextTurn()
    }
    return messages
  }
}

const pageOf = (all: readonly KeptMessage[], { before, limit }: PageRange): ChatPage => {
  const earlier = before === undefined ? all : all.filter(({ message }) => message.id < before)
  const from = fromOf(earlier, limit)
  const messages = earlier.slice(from).map(({ message }) => message)
  return { messages, before: from > 0 ? (messages[0]?.id ?? null) : null }
}
