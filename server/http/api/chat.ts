// The chat of a room by HTTP: [CH14] of docs/protocol.md.
import { randomUUID } from 'node:crypto'
import type * as v from 'valibot'
import { fault, type Identity, may, ok, type RefusalCode, type Result } from '../../../shared/index.ts'
import type { Chat } from '../../chat/chat.ts'
import { isMessageId, shownMessage } from '../../chat/chat-message.ts'
import type { RoomChat } from '../../chat/room-chat.ts'
import { chatSpeaker, NOT_STORED, untilStored } from '../../handle/handle-chat.ts'
import type { OpenRoom } from '../../handle/open-room.ts'
import { unlessStoreFails } from '../store-fault.ts'
import {
  ChatHistory,
  ChatMessage,
  ChatMuteOrder,
  ChatOrder,
  ChatPauseOrder,
  ChatQuery,
} from './chat-schemas.ts'
import type { LookDeps } from './look.ts'
import { createOrderLimit } from './order-limit.ts'
import { createOrders, NAMING_ORDER, type OrderDeps, sendAs, toPerson } from './orders.ts'
import { jsonBody } from './request.ts'
import { isThere } from './room-of.ts'
import { type Caller, type Route, route } from './route.ts'

export interface ChatRouteDeps extends OrderDeps, Pick<LookDeps, 'policyOf' | 'log' | 'metrics'> {
  /** Null where the relay keeps none. */
  readonly chat: Chat | null
}

const PATH = '/api/rooms/:room/chat'

const NO_CHAT = fault('not-found', 'This relay keeps no chat.')
const NO_MESSAGE = fault('not-found', 'There is no such message in this room.')
const NO_ROOM = fault('room-not-found', 'Nobody is in this room, and nothing of it is stored.')
const OWN_NAME = fault('bad-request', 'The name of a host is in their token.')

export const chatRoutes = (deps: ChatRouteDeps): readonly Route[] => [
  historyRoute(deps),
  writeRoute(deps),
  removeRoute(deps),
  ...orderRoutes(deps),
]

const historyRoute = ({ chat, policyOf, ...deps }: ChatRouteDeps): Route =>
  route({
    method: 'get',
    path: PATH,
    right: 'look',
    summary: 'Messages of the chat: the latest, or what came before one.',
    query: ChatQuery,
    answers: { 200: { description: 'As it is stored; the room is not loaded for it.', json: ChatHistory } },
    refusals: ['not-found', 'store-unavailable'],
    async handle({ caller: { room, identity }, query }) {
      if (chat === null) return NO_CHAT
      const isHost = may(identity, 'moderate')
      return unlessStoreFails(deps, 'chat', room, async () => {
        const [{ messages, before }, policy] = await Promise.all([chat.page(room, query), policyOf(room)])
        return {
          room,
          // Where the relay verifies nobody and all may only look, messages to the hosts are for nobody.
          messages: messages.filter(({ to }) => isHost || to === 'everyone').map(shownMessage),
          before,
          paused: policy.isChatPaused,
          mutedIds: isHost ? [...policy.chatMuted.keys()] : [],
        }
      })
    },
  })

const writeRoute = (deps: ChatRouteDeps): Route => {
  const limit = createOrderLimit(deps)
  return route({
    method: 'post',
    path: PATH,
    right: 'order',
    summary: 'Writes a message.',
    body: jsonBody(ChatOrder),
    answers: { 200: { description: 'It is stored, and told.', json: ChatMessage } },
    refusals: ['not-found', 'room-not-found', 'too-many-orders', 'store-unavailable'],
    async handle({ c, caller, body }) {
      const limited = limit(c, caller)
      if (!limited.ok) return limited
      const author = authorOf(caller, body)
      if (!author.ok) return author
      return inChat(deps, caller, async (chat, open) => {
        if (!caller.isAdmin && !isThere(open.room)) return NO_ROOM
        const { text, to, ref = randomUUID() } = body
        const request = { kind: 'chat', data: { text, to, ref } }
        const sent = sendAs(open, { ...caller, identity: author.value }, request)
        if (!sent.ok) return sent
        const stored = await untilStored(chat.sent(author.value.id, ref))
        if (!stored.ok) return stored
        return stored.value === null ? NOT_STORED : ok(shownMessage(stored.value))
      })
    },
  })
}

/** A message of the holder of a secret bears the name that they give it. */
const authorOf = (
  { identity, isAdmin }: Caller,
  { name }: v.InferOutput<typeof ChatOrder>,
): Result<Identity, 'bad-request'> => {
  if (name === undefined) return ok(identity)
  return isAdmin ? ok({ ...identity, name: name.trim() }) : OWN_NAME
}

const removeRoute = (deps: ChatRouteDeps): Route => {
  const limit = createOrderLimit(deps)
  return route({
    method: 'delete',
    path: `${PATH}/:message`,
    right: 'order',
    summary: 'Deletes a message for everyone, also where nobody is in the room any more.',
    answers: { 204: { description: 'It is done, and stored.' } },
    refusals: ['not-found', 'too-many-orders', 'store-unavailable'],
    async handle({ c, caller }) {
      const limited = limit(c, caller)
      if (!limited.ok) return limited
      const id = c.req.param('message')
      if (!isMessageId(id)) return NO_MESSAGE
      return inChat(deps, caller, async (chat, open) => {
        const found = await unlessStoreFails(deps, 'chat', caller.room, () => chat.has(id))
        if (!found.ok) return found
        if (!found.value) return NO_MESSAGE
        const removed = chat.remove(chatSpeaker(open.speaker('http', caller.identity)), id)
        return untilStored(removed)
      })
    },
  })
}

const orderRoutes = (deps: ChatRouteDeps): readonly Route[] => {
  const order = createOrders(deps)
  const of = (open: OpenRoom) => deps.chat?.of(open.room.id) ?? null
  return [
    route({
      ...NAMING_ORDER,
      path: `${PATH}/pause`,
      summary: 'Lets nobody but hosts write in the chat, or everybody again.',
      body: jsonBody(ChatPauseOrder),
      handle: ({ c, caller, body: { paused } }) =>
        order(c, caller, (_room, open) => {
          const chat = of(open)
          if (chat === null) return NO_CHAT
          return ok(chat.pause(chatSpeaker(open.speaker('http', caller.identity)), paused))
        }),
    }),
    route({
      ...NAMING_ORDER,
      path: `${PATH}/mute`,
      summary: 'Lets a person write nothing in the chat, or again.',
      body: jsonBody(ChatMuteOrder),
      handle: ({ c, caller, body }) =>
        order(c, caller, ({ presence }, open) => {
          const chat = of(open)
          if (chat === null) return NO_CHAT
          const by = chatSpeaker(open.speaker('http', caller.identity))
          return toPerson(
            { presence, named: body },
            (id) => chat.mute(by, id, body.muted),
            (clientIds) => chat.muteTabs(by, clientIds, body.muted),
          )
        }),
    }),
  ]
}

/** Does something in the chat of a room, which is in memory until that is done. */
const inChat = <Value>(
  { handles, chat }: ChatRouteDeps,
  { room }: Caller,
  work: (chat: RoomChat, open: OpenRoom) => Promise<Result<Value, RefusalCode>>,
): Promise<Result<Value, RefusalCode>> =>
  handles.use<Value, RefusalCode>(room, async (open) => {
    const found = chat?.of(room) ?? null
    return found === null ? NO_CHAT : work(found, open)
  })
