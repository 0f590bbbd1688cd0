import type { RoomId } from '../../shared/index.ts'
import { forgetKept } from '../store/forget-kept.ts'
import type { KeptChanges } from '../store/kept.ts'
import type { KeepingStore } from '../store/store.ts'
import { type ChatMessage, idsFrom, messageIn } from './chat-message.ts'

const CHAT = 'chat'

/** What a room keeps: of more the oldest goes. */
const MOST_MESSAGES = 1_000
const MOST_BYTES = 1024 * 1024

/** What the messages of a page take in the store, at most. */
const PAGE_BYTES = 64 * 1024

/** Which part of a history is read. */
export interface PageRange {
  /** What comes before this id; the latest where it is left out. */
  readonly before?: string | undefined
  readonly limit: number
}

/** Part of a history. */
export interface ChatPage {
  /** The oldest first. */
  readonly messages: readonly ChatMessage[]
  /** What comes before it is before this id; null where there is nothing. */
  readonly before: string | null
}

/** A message, and what it takes in the store. */
export interface KeptMessage {
  readonly message: ChatMessage
  readonly bytes: number
}

/** So many bodies are read in one step. */
const READ_AT_ONCE = 200

/** Where a page begins that ends with the last of these: it has so many messages, and so many bytes, at most. */
export const fromOf = (earlier: readonly { readonly bytes: number }[], limit: number): number => {
  let bytes = 0
  let from = earlier.length
  while (from > 0 && earlier.length - from < limit) {
    bytes += earlier[from - 1]?.bytes ?? 0
    if (bytes > PAGE_BYTES && from < earlier.length) break
    from -= 1
  }
  return from
}

/** The chats of rooms in a store. Rejects as that does. */
export class StoredChat {
  readonly #store: KeepingStore

  constructor(store: KeepingStore) {
    this.#store = store
  }

  async page(room: RoomId, { before, limit }: PageRange): Promise<ChatPage> {
    const all = await this.#store.kept(CHAT, { room })
    const earlier = before === undefined ? all : all.filter(({ key }) => key < before)
    const from = fromOf(earlier, limit)
    const keys = earlier.slice(from).map(({ key }) => key)
    const bodies = keys.length === 0 ? [] : await this.#store.keptBodies(room, CHAT, keys)
    const messages = keys.flatMap((key, at) => messageIn(key, bodies[at] ?? null) ?? [])
    return { messages, before: from > 0 ? (keys[0] ?? null) : null }
  }

  /** All of a room, the oldest first, some at a time. */
  async *all(room: RoomId): AsyncGenerator<readonly KeptMessage[]> {
    const infos = await this.#store.kept(CHAT, { room })
    for (let at = 0; at < infos.length; at += READ_AT_ONCE) {
      const keys = infos.slice(at, at + READ_AT_ONCE).map(({ key }) => key)
      const bodies = await this.#store.keptBodies(room, CHAT, keys)
      yield keys.flatMap((key, index) => {
        const message = messageIn(key, bodies[index] ?? null)
        return message === null ? [] : { message, bytes: bodies[index]?.length ?? 0 }
      })
    }
  }

  async has(room: RoomId, id: string): Promise<boolean> {
    const [body] = await this.#store.keptBodies(room, CHAT, [id])
    return messageIn(id, body ?? null) !== null
  }

  write(room: RoomId, changes: KeptChanges): Promise<void> {
    return this.#store.keep(room, CHAT, changes)
  }

  /** Takes away the oldest of more than a room may keep. */
  async prune(room: RoomId): Promise<void> {
    const kept = (await this.#store.kept(CHAT, { room })).toReversed()
    let bytes = 0
    const old = kept.filter((message, at) => {
      bytes += message.bytes
      return at >= MOST_MESSAGES || bytes > MOST_BYTES
    })
    if (old.length > 0) await this.write(room, new Map(old.map(({ key }) => [key, null])))
  }

  /** Takes away what is older than that, in all rooms. */
  forget(beforeMs: number): Promise<void> {
    const first = idsFrom(beforeMs)
    return forgetKept(this.#store, CHAT, (id) => id < first)
  }
}
