import { type Fault, fault, type Result, type RoomId, type SignalSender } from '../../shared/index.ts'
import type { AskedSignal } from './host-code.ts'
import type { SignalFault } from './signal-acts.ts'

/** A signal of the chat, with its sender as the relay knows them. */
export interface ChatSignal extends AskedSignal {
  readonly from: SignalSender
}

/** What keeps the chat of the rooms, as they ask it. No method throws. */
export interface ChatDesk {
  /** Takes a signal of the chat that its sender may send. */
  take(signal: ChatSignal): Result<void, SignalFault>
  /** A signal was refused: where it was a message of the chat, its sender is told of which one. */
  refused(signal: AskedSignal, why: Fault): void
  /** Messages that another node has told may not have come. */
  missed(room: RoomId): void
}

/** Of a relay that keeps no chat. */
export const noChat: ChatDesk = {
  take: () => fault('chat-off', 'This relay keeps no chat.'),
  refused: () => undefined,
  missed: () => undefined,
}
