import { fault, ok, type Result } from '../../shared/index.ts'
import type { ChatSignal } from '../rooms/chat-desk.ts'
import type { SignalFault } from '../rooms/signal-acts.ts'
import { draftIn, historyRequestIn, isMessageId } from './chat-message.ts'
import type { RoomChat } from './room-chat.ts'

/** Does what a signal of the chat asks for, which its sender may send. */
export const takeChatSignal = (
  chat: RoomChat,
  { request: { kind, data, to }, ...by }: ChatSignal,
): Result<void, SignalFault> => {
  switch (kind) {
    case 'chat': {
      const draft = draftIn(data)
      if (draft === null || to.length > 0) return NO_DRAFT
      const posted = chat.post(by, draft)
      return posted.ok ? ok(undefined) : posted
    }
    case 'chat-history': {
      const asked = historyRequestIn(data)
      return asked === null ? NO_QUESTION : chat.ask(by.participant, asked)
    }
    case 'chat-delete':
      if (!isMessageId(data)) return NO_MESSAGE
      void chat.remove(by, data)
      return ok(undefined)
    case 'chat-pause':
      if (typeof data !== 'boolean') return NEEDS_BOOLEAN
      return ok(chat.pause(by, data))
    default:
      if (typeof data !== 'boolean') return NEEDS_BOOLEAN
      if (to.length === 0) return NOBODY_NAMED
      return ok(chat.muteTabs(by, to, data))
  }
}

const NO_DRAFT = fault(
  'bad-signal',
  'A message has a text, and is for everyone, for the hosts, or for one person.',
)
const NO_QUESTION = fault('bad-signal', 'The history is asked for with before, limit and refs.')
const NO_MESSAGE = fault('bad-signal', 'The data of this signal is the id of a message.')
const NOBODY_NAMED = fault('bad-signal', 'This signal names whom it is for.')
const NEEDS_BOOLEAN = fault('bad-signal', 'The data of this signal is true or false.')
