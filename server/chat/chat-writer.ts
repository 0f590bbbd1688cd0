import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Context } from '../base/context.ts'
import { LateMap } from '../base/late-map.ts'
import type { Room } from '../rooms/room.ts'
import type { ChatMemory } from './chat-memory.ts'
import { bodyOf, type ChatMessage, messageId, numberOf } from './chat-message.ts'
import type { StoredChat } from './stored-chat.ts'

/** So many are written together. */
const AT_ONCE = 50

/** So much waits for the store; more is refused. Everybody in a full room may write in the same moment. */
const MOST_WAITING = 2_000
/** Of what a store does not take that has failed. */
const MOST_FAILED = 200

/** So many messages are known by the names that their senders have for them. */
const KNOWN = 200

/** After so many messages the oldest of more than a room may keep are taken away. */
const PRUNE_EVERY = 32

const RETRY_MS = 1_000

export interface ChatWriterDeps extends Pick<Context, 'clock' | 'log' | 'metrics' | 'fence' | 'arrivals'> {
  readonly stored: StoredChat
  readonly memory: ChatMemory
}

/** What a message takes beside its text, in bytes. */
const MESSAGE_BYTES = 1_000

/** A message without its id, which it gets when it is written. */
type Unwritten = Omit<ChatMessage, 'id'>

/** What waits for the store: a message, or the end of one. */
interface Waiting {
  readonly draft: Unwritten | null
  /** Null for a message that was never written. */
  id: string | null
  /** What it takes in memory. */
  readonly bytes: number
  readonly done: (id: string) => void
}

/** The messages of one room on their way to the store, retried until they are there, and told then. */
export class ChatWriter {
  readonly #room: Room
  readonly #deps: ChatWriterDeps
  readonly #knownByRef = new LateMap<string, Promise<ChatMessage>>()
  #waiting: Waiting[] = []
  #beginning: Promise<void> | null = null
  #writing: Promise<void> | null = null
  /** Ids rise, whatever the clock says. */
  #lastNumber = 0
  #untilPrune = 0
  #failedAtMs: number | null = null
  #isOver = false

  constructor(room: Room, deps: ChatWriterDeps) {
    this.#room = room
    this.#deps = deps
  }

  get isWaiting(): boolean {
    return this.#waiting.length > 0
  }

  /** It has been asked for something. */
  get isUsed(): boolean {
    return this.#beginning !== null
  }

  /** The message that its author, by their verified id, knows by this name; null where it is not known. */
  find(author: string | null, ref: string): Promise<ChatMessage> | null {
    return this.#knownByRef.get(refOf(author, ref)) ?? null
  }

  /** Writes a message, and calls `told` when it is in the store; null where too many wait. */
  write(draft: Unwritten, told: (message: ChatMessage) => void): Promise<ChatMessage> | null {
    const most = this.#failedAtMs === null ? MOST_WAITING : MOST_FAILED
    if (this.#waiting.length >= most || this.#deps.memory.isFull) return null
    const { promise, resolve } = Promise.withResolvers<ChatMessage>()
    this.#add(draft, null, (id) => {
      const message = { ...draft, id }
      told(message)
      resolve(message)
    })
    this.#know(draft, promise)
    return promise
  }

  /** Takes a message away, and calls `told` when that is stored. */
  remove(id: string, told: () => void): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#add(null, id, () => {
      told()
      resolve()
    })
    return promise
  }

  /** Another node has written this one. */
  heard(id: string | null): void {
    if (id !== null) this.#lastNumber = Math.max(this.#lastNumber, numberOf(id))
  }

  /** Settles once it knows what is stored. Rejects as the store does. */
  ready(): Promise<void> {
    this.#beginning ??= this.#begin()
    return this.#beginning
  }

  idle(): Promise<void> {
    return this.#writing ?? Promise.resolve()
  }

  sweep(): void {
    const sinceMs = this.#failedAtMs
    if (sinceMs !== null && this.#deps.clock.monotonicMs() - sinceMs >= RETRY_MS) this.#flush()
  }

  close(): void {
    this.#isOver = true
    this.#take(this.#waiting.length)
  }

  failed(error: unknown): void {
    const { log, metrics } = this.#deps
    const operation = 'chat'
    metrics.storeFailures.inc({ operation })
    log.error({ room: this.#room.id, operation, err: error }, 'the store failed')
  }

  #add(draft: Unwritten | null, id: string | null, done: (id: string) => void): void {
    const bytes = MESSAGE_BYTES + 2 * (draft?.text.length ?? 0)
    this.#waiting.push({ draft, id, bytes, done })
    this.#deps.memory.waits(bytes)
    if (this.#failedAtMs === null) this.#flush()
  }

  /** Takes the first of what waits away. */
  #take(count: number): void {
    for (const { bytes } of this.#waiting.splice(0, count)) this.#deps.memory.waits(-bytes)
  }

  #flush(): void {
    this.#failedAtMs = null
    this.#writing ??= this.#write().finally(() => {
      this.#writing = null
    })
  }

  async #write(): Promise<void> {
    try {
      await this.ready()
      while (this.#waiting.length > 0) {
        // What comes in one turn of the event loop is written together; and to tell some hundreds of people of fifty messages takes some ms.
        await nextTurn()
        // And there may be thousands of rooms in which somebody writes at the same time.
        await this.#deps.arrivals.ofRoom(this.#room.id)
        const some = this.#waiting.slice(0, AT_ONCE)
        const written = await this.#put(some)
        this.#take(written.length)
        for (const { id, done } of written)
          this.#deps.fence.run('listener', { room: this.#room.id }, () => done(id))
        await this.#prune(written.length)
      }
    } catch (error) {
      this.#failedAtMs = this.#isOver ? null : this.#deps.clock.monotonicMs()
      this.failed(error)
    }
  }

  /** Writes some of what waits; none of it where the room is gone. */
  async #put(some: readonly Waiting[]): Promise<{ readonly id: string; readonly done: Waiting['done'] }[]> {
    const changes = new Map<string, Uint8Array | null>()
    const written = some.map((one) => {
      const { draft, done } = one
      // A store that failed may have it already: it is written under the same id again.
      one.id ??= this.#nextId()
      changes.set(one.id, draft && bodyOf({ ...draft, id: one.id }))
      return { id: one.id, done }
    })
    await this.#deps.stored.write(this.#room.id, changes)
    if (!this.#isOver) return written
    // The room was deleted meanwhile: nothing of it is left in the next one of its name.
    await this.#deps.stored.write(this.#room.id, new Map(written.map(({ id }) => [id, null])))
    return []
  }

  async #prune(written: number): Promise<void> {
    this.#untilPrune -= written
    if (this.#untilPrune > 0) return
    this.#untilPrune = PRUNE_EVERY
    await this.#deps.stored.prune(this.#room.id)
  }

  async #begin(): Promise<void> {
    try {
      const { messages } = await this.#deps.stored.page(this.#room.id, { limit: KNOWN })
      for (const message of messages) {
        this.heard(message.id)
        this.#know(message, Promise.resolve(message))
      }
    } catch (error) {
      this.#beginning = null
      throw error
    }
  }

  #know({ from, ref }: Unwritten, message: Promise<ChatMessage>): void {
    if (ref === '') return
    this.#knownByRef.set(refOf(from.id, ref), message)
    const [oldest] = this.#knownByRef.keys()
    if (this.#knownByRef.size > KNOWN && oldest !== undefined) this.#knownByRef.delete(oldest)
  }

  #nextId(): string {
    this.#lastNumber = Math.max(this.#lastNumber + 1, Math.floor(this.#deps.clock.wallMs()))
    return messageId(this.#lastNumber)
  }
}

/** Each author has names of their own: nobody else finds a message, or keeps one from being written, by a name that they guess. */
const refOf = (author: string | null, ref: string): string => JSON.stringify([author, ref])
