import type { Json, SignalSender } from '../../shared/index.ts'

/**
 * The one person, beside the hosts, whom a message is for.
 *
 * @example
 * ```ts
 * import type { ChatAddressee, ChatMessage } from 'homeroom/chat'
 *
 * export const addresseeOf = ({ to }: ChatMessage): ChatAddressee | null => (typeof to === 'object' ? to : null)
 * ```
 */
export interface ChatAddressee {
  /** The verified id; null for an anonymous person. */
  readonly id: string | null
  /** The clientID of the tab that was named; null where an id was. */
  readonly clientId: number | null
  /** The name by which everyone saw them; null where they were not there. */
  readonly name: string | null
}

/**
 * A message of the chat, as it is shown here.
 *
 * @example
 * ```ts
 * import type { ChatMessage } from 'homeroom/chat'
 *
 * export const line = ({ from, text, fate }: ChatMessage) =>
 *   `${from.name ?? 'somebody'}: ${text}${fate === 'sent' ? '' : ` (${fate})`}`
 * ```
 */
export interface ChatMessage {
  /** The relay's id, by which a host deletes it; null as long as it is not sent. Messages are in the order of their ids. */
  readonly id: string | null
  /** The same for as long as it is shown: for keys of lists, `retry` and `discard`. */
  readonly key: string
  readonly text: string
  /** Those who may read it: everyone, the hosts, or the hosts and this person. */
  readonly to: 'everyone' | 'hosts' | ChatAddressee
  /** Its author, as the relay knew them then; an own one that is not sent has what this client knows of itself. */
  readonly from: SignalSender
  /** The relay's wall clock, in ms since 1970. */
  readonly atMs: number
  /** It was written by this person, as far as that is known: without a verified id, in this tab. */
  readonly isOwn: boolean
  /** `sent`: the relay keeps it. `sending`: it goes out as soon as the relay takes it. `refused`: see `refusal`. */
  readonly fate: 'sent' | 'sending' | 'refused'
  /** Why it was refused: a code for programs (docs/protocol.md, Chat), and a text. Null where it was not. */
  readonly refusal: { readonly code: string; readonly text: string } | null
}

/**
 * What is to be shown of a chat.
 *
 * @example
 * ```ts
 * import type { ChatState } from 'homeroom/chat'
 *
 * export const title = ({ unread }: ChatState) => (unread === 0 ? 'Chat' : `Chat (${unread})`)
 * ```
 */
export interface ChatState {
  /** The oldest first; own ones that are not sent come last. */
  readonly messages: readonly ChatMessage[]
  /** The latest messages have come. */
  readonly isLoaded: boolean
  /** There are older ones than those that are here. */
  readonly hasOlder: boolean
  /** The relay keeps no chat. */
  readonly isOff: boolean
  /** Nobody but hosts may write, except to the hosts. */
  readonly isPaused: boolean
  /** This person may write to the hosts alone. */
  readonly isMuted: boolean
  /** For hosts: the verified ids of those who may write to hosts alone. */
  readonly mutedIds: readonly string[]
  /** Messages of others that have come since `read` was called last. */
  readonly unread: number
}

export const EMPTY: ChatState = {
  messages: [],
  isLoaded: false,
  hasOlder: false,
  isOff: false,
  isPaused: false,
  isMuted: false,
  mutedIds: [],
  unread: 0,
}

type Fields = { readonly [key: string]: Json | undefined }

export const fieldsOf = (data: Json | undefined): Fields =>
  typeof data === 'object' && data !== null && !Array.isArray(data) ? (data as Fields) : {}

/** A message as the relay tells it. */
interface ReadMessage extends Omit<ChatMessage, 'isOwn'> {
  /** The name that this client has for it; null where it is not its own. */
  readonly ref: string | null
  /** By what this client asks for it, which has no verified id; null for any other. */
  readonly receipt: string | null
}

/** Null where it is none. */
export const readMessage = (
  data: Json | undefined,
  by: { readonly from: SignalSender; readonly atMs: number } | null,
): ReadMessage | null => {
  const { id, text, to, ref, receipt, from = by?.from, atMs = by?.atMs } = fieldsOf(data)
  if (typeof id !== 'string' || typeof text !== 'string' || typeof atMs !== 'number') return null
  const author = by?.from ?? (fieldsOf(from as Json) as unknown as SignalSender)
  return {
    ...{ id, key: id, text, from: author, atMs, to: readReceivers(to) },
    ...{ ref: textOrNull(ref), receipt: textOrNull(receipt), fate: 'sent', refusal: null },
  }
}

const readReceivers = (to: Json | undefined): ChatMessage['to'] => {
  if (typeof to !== 'object' || to === null) return to === 'hosts' ? 'hosts' : 'everyone'
  const { id, clientId, name } = fieldsOf(to)
  return {
    ...{ id: textOrNull(id), name: textOrNull(name) },
    clientId: typeof clientId === 'number' ? clientId : null,
  }
}

const textOrNull = (value: Json | undefined): string | null => (typeof value === 'string' ? value : null)
