import type { Result } from '../../shared/index.ts'
import type { PresenceRoom } from '../room-api.ts'
import type { SendResult, SignalReceivers, Signals } from '../signals/signals.ts'
import type { ReadonlyStore } from '../store.ts'
import type { ChatAddressee, ChatState } from './chat-message.ts'

/**
 * A room, as far as its chat needs one: that of `joinRoom`, or of `joinPresence` with its signals.
 *
 * @example
 * ```ts
 * import { chatOf } from 'homeroom/chat'
 * import { joinPresence, signalsOf } from 'homeroom/presence'
 *
 * const room = joinPresence('wss://rooms.example', 'school/7b')
 * const chat = chatOf(Object.assign(room, { signals: signalsOf(room) }))
 * ```
 */
export interface ChatRoom extends Pick<PresenceRoom<object>, 'welcome' | 'notice' | 'serverMs'> {
  readonly self: Pick<ReadonlyStore<{ readonly name?: unknown }>, 'get'>
  readonly signals: Pick<Signals<object, object>, 'on' | 'send'>
}

/**
 * One person: somebody of `room.people`, the author of a message, who may have left, or the one whom a message is for.
 *
 * @example
 * ```ts
 * import type { ChatMessage, RoomChat } from 'homeroom/chat'
 *
 * export const answer = (chat: RoomChat, { from }: ChatMessage, text: string) => chat.send(text, { to: from })
 * ```
 */
export type ChatReceiver =
  | { readonly clientIds: readonly number[]; readonly name?: string | undefined }
  | Pick<ChatAddressee, 'id' | 'clientId' | 'name'>

/** Whom a message is for. */
export interface ChatSendOptions {
  /** `everyone` by default. Hosts alone write to one person; the hosts read that, too. */
  readonly to?: 'everyone' | 'hosts' | ChatReceiver
}

/** Why a message is not taken here. What the relay refuses is said at the message. */
export type ChatFault = 'bad-signal' | 'chat-too-long' | 'too-many-waiting' | 'role-forbidden'

/**
 * The chat of a room, from the first call of `chatOf` on. No method throws, and none needs `this`.
 *
 * @example
 * ```ts
 * import type { RoomChat } from 'homeroom/chat'
 *
 * export const show = (chat: RoomChat, list: HTMLElement) =>
 *   chat.state.subscribe(({ messages }) => {
 *     list.replaceChildren(...messages.map(({ from, text }) => `${from.name ?? 'somebody'}: ${text}\n`))
 *   })
 * ```
 */
export interface RoomChat {
  /** What is to be shown. */
  readonly state: ReadonlyStore<ChatState>
  /**
   * Sends a message: it is shown at once as `sending`, and waits for the relay also while this client is not connected. Gives its
   * key, or why it is not taken.
   */
  readonly send: (text: string, options?: ChatSendOptions) => Result<string, ChatFault>
  /** Sends a message again that was refused. */
  readonly retry: (key: string) => void
  /** Takes a message away that was refused. */
  readonly discard: (key: string) => void
  /** Asks for older messages, which come by `state`. */
  readonly older: () => void
  /** Says that everything that is here has been seen. */
  readonly read: () => void
  /** For hosts: deletes a message for everyone. */
  readonly remove: (id: string) => SendResult
  /** For hosts: lets nobody else write to everyone, or everybody again. */
  readonly pause: (isPaused: boolean) => SendResult
  /** For hosts: lets a person of the room write to hosts alone, or to everyone again. */
  readonly mute: (person: SignalReceivers, isMuted: boolean) => SendResult
}
