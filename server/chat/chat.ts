import { type Fault, fault, type Result, type RoomId } from '../../shared/index.ts'
import type { Context } from '../base/context.ts'
import { Round } from '../base/round.ts'
import type { ChatDesk, ChatSignal } from '../rooms/chat-desk.ts'
import type { AskedSignal } from '../rooms/host-code.ts'
import type { Room } from '../rooms/room.ts'
import type { RoomWatcher } from '../rooms/room-watcher.ts'
import type { SignalFault } from '../rooms/signal-acts.ts'
import type { KeepingStore } from '../store/store.ts'
import { ChatAnswers } from './chat-answers.ts'
import { ChatMemory } from './chat-memory.ts'
import { takeChatSignal } from './chat-signals.ts'
import { RoomChat } from './room-chat.ts'
import { type ChatPage, type PageRange, StoredChat } from './stored-chat.ts'

const FORGET_MS = 3_600_000
const DAY_MS = 86_400_000

export interface ChatDeps extends Pick<Context, 'clock' | 'log' | 'metrics' | 'fence' | 'arrivals'> {
  readonly store: KeepingStore
  /** So many days a message is kept. */
  readonly days: number
}

/** The chats of the rooms that are open, and the end of what was kept for long enough. */
export class Chat implements ChatDesk, RoomWatcher {
  readonly #deps: ChatDeps
  readonly #stored: StoredChat
  readonly #answers: ChatAnswers
  readonly #memory: ChatMemory
  readonly #byRoom = new Map<RoomId, RoomChat>()
  /** Those in which something is on its way, or was of late. */
  readonly #busy = new Set<RoomChat>()
  readonly #round: Round<RoomChat>
  #forgetting: Promise<void> | null = null
  #forgetAtMs = Number.NEGATIVE_INFINITY

  constructor(deps: ChatDeps) {
    this.#deps = deps
    this.#stored = new StoredChat(deps.store)
    this.#answers = new ChatAnswers(deps)
    this.#memory = new ChatMemory(deps)
    this.#round = new Round(deps.clock)
  }

  /** The chat of a room that is open. */
  of(room: RoomId): RoomChat | null {
    return this.#byRoom.get(room) ?? null
  }

  /** Part of the history of a room, which need not be open. Rejects as the store does. */
  page(room: RoomId, range: PageRange): Promise<ChatPage> {
    return this.#stored.page(room, range)
  }

  opened(room: Room): void {
    const onUsed = (chat: RoomChat) => this.#busy.add(chat)
    const shared = { stored: this.#stored, answers: this.#answers, memory: this.#memory }
    const deps = { ...this.#deps, ...shared, onUsed }
    this.#byRoom.set(room.id, new RoomChat(room, deps))
  }

  closed({ id }: Room): void {
    this.#end(id)
  }

  replaced(id: RoomId): void {
    this.#byRoom.get(id)?.close()
  }

  holds({ id }: Room): boolean {
    return this.of(id)?.isWaiting === true
  }

  take(signal: ChatSignal): Result<void, SignalFault> {
    const chat = this.of(signal.room)
    return chat === null ? NOT_OPEN : takeChatSignal(chat, signal)
  }

  refused({ room, request, participant }: AskedSignal, why: Fault): void {
    if (request.kind === 'chat') this.of(room)?.refused(participant, request.data, why)
  }

  missed(room: RoomId): void {
    this.of(room)?.missed()
  }

  sweep(): void {
    const look = (chat: RoomChat) => {
      chat.sweep()
      if (chat.isIdle) this.#busy.delete(chat)
    }
    this.#round.begin(
      () => [...this.#busy],
      // Its room may have been closed in a turn before this one, and the store with the relay.
      (chat) => this.#busy.has(chat) && this.#deps.fence.run('sweep', {}, () => look(chat)),
    )
    const nowMs = this.#deps.clock.monotonicMs()
    if (nowMs < this.#forgetAtMs || this.#forgetting !== null) return
    this.#forgetAtMs = nowMs + FORGET_MS
    this.#forgetting = this.#forget().finally(() => {
      this.#forgetting = null
    })
  }

  /** Settles once nothing is being written. */
  async idle(): Promise<void> {
    await Promise.all([...this.#byRoom.values()].map((chat) => chat.idle()))
  }

  #end(id: RoomId): void {
    const chat = this.of(id)
    if (chat === null) return
    chat.close()
    this.#byRoom.delete(id)
    this.#busy.delete(chat)
  }

  async #forget(): Promise<void> {
    const { clock, days, log, metrics } = this.#deps
    try {
      await this.#stored.forget(clock.wallMs() - days * DAY_MS)
    } catch (error) {
      const operation = 'chat'
      metrics.storeFailures.inc({ operation })
      log.error({ operation, err: error }, 'the store failed')
    }
  }
}

const NOT_OPEN = fault('chat-off', 'The room is not open.')
