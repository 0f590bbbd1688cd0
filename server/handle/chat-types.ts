// What server code has of the chat of a room: `room.chat` of a handle.
import type { Role } from '../../shared/index.ts'
import type { ActOptions } from './act-options.ts'

/**
 * The one person, beside the hosts, whom a message is for.
 *
 * @example
 * ```ts
 * import type { KeptAddressee, KeptMessage } from 'homeroom/server'
 *
 * export const addresseeOf = ({ to }: KeptMessage): KeptAddressee | null => (typeof to === 'object' ? to : null)
 * ```
 */
export interface KeptAddressee {
  /** The verified id; null for an anonymous person. */
  readonly id: string | null
  /** The clientID of the tab that was named; null where an id was. */
  readonly clientId: number | null
  /** The name by which everyone saw them; null where they were not there. */
  readonly name: string | null
}

/**
 * A message of the chat, as it is kept.
 *
 * @example
 * ```ts
 * import type { KeptMessage } from 'homeroom/server'
 *
 * export const line = ({ from, text }: KeptMessage) => `${from.name ?? 'somebody'}: ${text}`
 * ```
 */
export interface KeptMessage {
  /** Messages are in the order of their ids. */
  readonly id: string
  /** At most 3000 bytes of UTF-8. */
  readonly text: string
  /** Those who may read it: everyone, the hosts, or the hosts and this person. */
  readonly to: 'everyone' | 'hosts' | KeptAddressee
  /** Its author, as the relay knew them then. */
  readonly from: {
    /** The clientID of their tab; null where they had no presence, or sent it by HTTP. */
    readonly clientId: number | null
    /** The verified id; null for an anonymous person. */
    readonly id: string | null
    /** The name by which everyone saw them; null for none. */
    readonly name: string | null
    readonly role: string
    /** The role of the table whose rights they had, where `role` is a word of the relay's own. */
    readonly rights?: Role
  }
  /** The relay's wall clock, in ms since 1970. */
  readonly atMs: number
}

/**
 * Part of the history of a chat.
 *
 * @example
 * ```ts
 * import type { ChatHistory } from 'homeroom/server'
 *
 * export const isWhole = ({ before }: ChatHistory) => before === null
 * ```
 */
export interface ChatHistory {
  /** The oldest first. */
  readonly messages: readonly KeptMessage[]
  /** What is asked for next: what comes before this id; null where nothing does. */
  readonly before: string | null
}

/**
 * Which part of a history is asked for.
 *
 * @example
 * ```ts
 * import type { ChatHistoryOptions } from 'homeroom/server'
 *
 * export const latest: ChatHistoryOptions = { limit: 10 }
 * ```
 */
export interface ChatHistoryOptions {
  /** What comes before this id; the latest where it is left out. */
  readonly before?: string
  /** At most so many messages, 1 to 200; 50 by default. */
  readonly limit?: number
}

/**
 * Whom a message is told as, and who may read it.
 *
 * @example
 * ```ts
 * import type { ChatSendOptions } from 'homeroom/server'
 *
 * export const quietly: ChatSendOptions = { to: 'hosts', by: { id: 'bot', name: 'Bot' } }
 * ```
 */
export interface ChatSendOptions extends ActOptions {
  /** `everyone` by default. One person is named by a verified id, also where they are not there, or by the clientID of a tab. */
  readonly to?: 'everyone' | 'hosts' | { readonly id: string } | { readonly clientId: number }
}

/**
 * The chat of the room (docs/chat.md).
 *
 * @throws RoomError `chat-off` where the relay keeps none; `chat-too-long`, `bad-signal`, `store-unavailable` as the protocol says them;
 * `not-found` where nobody has the clientID, and `role-forbidden` where somebody who is no host writes to one person.
 * `list` rejects as the store does, where that fails.
 * @example
 * ```ts
 * import { createRelay, type HandleChat } from 'homeroom/server'
 *
 * const relay = createRelay()
 * const room = await relay.room('lesson')
 * const chat: HandleChat = room.chat
 * await chat.send('The lesson begins.', { by: { id: 'bot', name: 'Bot' } })
 * console.log((await chat.list()).messages.length)
 * await relay.close()
 * ```
 */
export interface HandleChat {
  /** Part of the history, messages to hosts too: the latest, or what comes before an id. */
  readonly list: (options?: ChatHistoryOptions) => Promise<ChatHistory>
  /** Writes a message, and settles once it is stored and told. */
  readonly send: (text: string, options?: ChatSendOptions) => Promise<KeptMessage>
  /** Deletes a message for everyone; settles once that is stored. One that is not there is no fault. */
  readonly remove: (id: string, options?: ActOptions) => Promise<void>
  /** Lets nobody but hosts write, or everybody again. */
  readonly pause: (isPaused: boolean, options?: ActOptions) => void
  /** Lets a person write nothing, or again, by their verified id. */
  readonly mute: (person: string, isMuted: boolean, options?: ActOptions) => void
}
