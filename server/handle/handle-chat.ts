import { fault, type Result } from '../../shared/index.ts'
import { withDeadline } from '../base/deadline.ts'
import { shownMessage } from '../chat/chat-message.ts'
import type { RoomChat } from '../chat/room-chat.ts'
import type { SignalFault } from '../rooms/signal-acts.ts'
import type { HandleChat } from './chat-types.ts'
import type { OpenRoom } from './open-room.ts'
import { STORE_MS } from './order-stored.ts'
import { type Act, readActOptions, readChatOptions, readHistoryOptions } from './read-act.ts'
import { unwrap } from './room-error.ts'
import type { ServerParticipant } from './server-participant.ts'

const NO_CHAT = fault('chat-off', 'This relay keeps no chat.')
export const NOT_STORED = fault('store-unavailable', 'It is not stored yet: it may be later, or never.')

/** Somebody who may have no tab, as a speaker in the chat. */
export const chatSpeaker = (participant: ServerParticipant) => {
  const { mayRename: _, ...identity } = participant.identity
  return { participant, from: { clientId: null, ...identity } }
}

/** What `work` gives, or a fault where the store does not take it in time. */
export const untilStored = async <Value>(
  work: Promise<Value>,
): Promise<Result<Value, 'store-unavailable'>> => {
  const done = work.then((value): Result<Value, 'store-unavailable'> => ({ ok: true, value }))
  return withDeadline(STORE_MS, done, NOT_STORED)
}

/** The chat of an open room, as server code has it. */
export const chatPart = (open: OpenRoom, speakerOf: (act: Act) => ServerParticipant): HandleChat => {
  const chat = (): RoomChat => {
    const found: Result<RoomChat, SignalFault> = chatOf(open)
    return unwrap(found)
  }
  const by = (act: Act) => chatSpeaker(speakerOf(act))
  return {
    list: async (options = {}) => {
      const { messages, before } = await chat().page(readHistoryOptions(options))
      return { messages: messages.map(shownMessage), before }
    },
    send: async (text, options = {}) => {
      if (typeof text !== 'string') throw new TypeError('A message is a text.')
      const { to, ...act } = readChatOptions(options)
      const posted = unwrap(chat().post(by(act), { text, to, ref: '' }))
      return shownMessage(unwrap(await untilStored(posted)))
    },
    remove: async (id, options = {}) => {
      unwrap(await untilStored(chat().remove(by(readActOptions('remove', options)), id)))
    },
    pause: (isPaused, options = {}) => chat().pause(by(readActOptions('pause', options)), isPaused),
    mute: (person, isMuted, options = {}) =>
      chat().mute(by(readActOptions('mute', options)), person, isMuted),
  }
}

/** The chat of an open room; a fault where the relay keeps none. */
const chatOf = (open: OpenRoom): Result<RoomChat, 'chat-off'> => {
  // Throws where the handle is over.
  const chat = open.deps.chat?.of(open.room.id) ?? null
  return chat === null ? NO_CHAT : { ok: true, value: chat }
}
