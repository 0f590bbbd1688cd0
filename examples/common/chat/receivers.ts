// Those whom this person writes to, and how one person is called.

import type { ChatAddressee, ChatMessage, ChatReceiver, ChatState } from 'homeroom/chat'
import type { Rights } from '../room/rights.ts'

/** One person, whom a host writes to. */
interface OnePerson {
  readonly name: string
  readonly receiver: ChatReceiver
}

export type Receivers = 'everyone' | 'hosts' | OnePerson

/** The receivers whom a person may write to now, where they chose these: those who are muted can still ask for help. */
export const allowedReceivers = (
  chosen: Receivers,
  { isMuted, isPaused }: Pick<ChatState, 'isMuted' | 'isPaused'>,
  { isHost }: Pick<Rights, 'isHost'>,
): Receivers => (!isHost && (isMuted || isPaused || typeof chosen === 'object') ? 'hosts' : chosen)

/** The name of the one whom a message is for; that of an earlier message, where they were not there. */
export const addresseeName = (
  { id, name }: ChatAddressee,
  messages: readonly ChatMessage[],
  somebody: string,
): string =>
  name ??
  messages.findLast(({ from }) => id !== null && from.id === id && from.name !== null)?.from.name ??
  somebody
