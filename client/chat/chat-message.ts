import type { Json, SignalSender } from '../../shared/index.ts'

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
  /** Those who may read it. */
  readonly to: 'everyone' | 'hosts'
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
  /** Nobody but hosts may write. */
  readonly isPaused: boolean
  /** This person may write nothing. */
  readonly isMuted: boolean
  /** For hosts: the verified ids of those who may write nothing. */
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

/** A message as the relay tells it, and the name that this client has for it; null where it is none. */
export const readMessage = (
  data: Json | undefined,
  by: { readonly from: SignalSender; readonly atMs: number } | null,
): (Omit<ChatMessage, 'isOwn'> & { readonly ref: string | null }) | null => {
  const { id, text, to, ref, from = by?.from, atMs = by?.atMs } = fieldsOf(data)
  if (typeof id !== 'string' || typeof text !== 'string' || typeof atMs !== 'number') return null
  const author = by?.from ?? (fieldsOf(from as Json) as unknown as SignalSender)
  return {
    ...{ id, key: id, text, from: author, atMs, to: to === 'hosts' ? 'hosts' : 'everyone' },
    ...{ ref: typeof ref === 'string' ? ref : null, fate: 'sent', refusal: null },
  }
}
