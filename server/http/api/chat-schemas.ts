// What the HTTP API takes and gives of the chat.
import * as v from 'valibot'
import { ClientId, WallMs } from '../../base/values.ts'
import { MESSAGE_ID, MOST_IN_PAGE, PAGE_BY_DEFAULT } from '../../chat/chat-message.ts'
import { PersonId } from '../../gate/claims-schema.ts'

const MessageId = v.pipe(
  v.string(),
  v.regex(MESSAGE_ID, 'is the id of a message'),
  v.description('Messages are in the order of their ids.'),
)

const LIMIT = `is a whole number from 1 to ${MOST_IN_PAGE}.`

export const ChatQuery = v.object({
  before: v.pipe(
    v.optional(MessageId),
    v.description('What comes before this id; the latest where it is left out.'),
  ),
  limit: v.pipe(
    v.optional(v.string(), `${PAGE_BY_DEFAULT}`),
    v.regex(/^\d{1,3}$/, LIMIT),
    v.transform(Number),
    v.number(),
    v.integer(),
    v.minValue(1, LIMIT),
    v.maxValue(MOST_IN_PAGE, LIMIT),
    v.metadata({ description: 'How many at most.', default: PAGE_BY_DEFAULT }),
  ),
})

const ToMany = v.picklist(['everyone', 'hosts'])

const To = v.union([
  ToMany,
  v.object({
    id: v.pipe(v.nullable(v.string()), v.description('Their verified id; null for an anonymous person.')),
    clientId: v.pipe(v.nullable(ClientId), v.description('Of their tab, where that was named.')),
    name: v.pipe(v.nullable(v.string()), v.description('By which everyone saw them then.')),
  }),
])

const PersonById = v.pipe(PersonId, v.description('A verified id: the sub of a token.'))

const ToOrder = v.pipe(
  v.union(
    [ToMany, v.strictObject({ id: PersonById }), v.strictObject({ clientId: ClientId })],
    'is everyone, hosts, or one person by either an id or a clientId.',
  ),
  v.description('Those who may read it; hosts read what is for one person, too.'),
)

export const ChatMessage = v.object({
  id: MessageId,
  text: v.string(),
  to: v.pipe(To, v.description('Those who may read it; hosts read what is for one person, too.')),
  from: v.object({
    clientId: v.pipe(v.nullable(ClientId), v.description('Of their tab; null where it came by HTTP.')),
    id: v.pipe(v.nullable(v.string()), v.description('The verified id; null for an anonymous person.')),
    name: v.pipe(v.nullable(v.string()), v.description('By which everyone saw them.')),
    role: v.string(),
    rights: v.exactOptional(
      v.pipe(v.string(), v.description('The role of the table, where `role` is a word of the relay.')),
    ),
  }),
  atMs: WallMs,
})

export const ChatHistory = v.object({
  room: v.string(),
  messages: v.pipe(v.array(ChatMessage), v.description('The oldest first.')),
  before: v.pipe(
    v.nullable(v.string()),
    v.description('The `before` of the page with older ones; null where there are none.'),
  ),
  paused: v.pipe(v.boolean(), v.description('Nobody but hosts may write.')),
  mutedIds: v.pipe(v.array(v.string()), v.description('Of those who may write nothing; for hosts.')),
})

export const ChatOrder = v.strictObject({
  text: v.pipe(v.string(), v.description('At most 3000 bytes of UTF-8.')),
  to: v.optional(ToOrder, 'everyone'),
  ref: v.pipe(
    v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(64))),
    v.description('A random name for the message: sent again with it, it is written once.'),
  ),
  name: v.pipe(
    v.optional(v.pipe(v.string(), v.regex(/\S/), v.maxLength(64))),
    v.description('The name of its author, by the holder of a secret: that of a host is in their token.'),
  ),
})

export const ChatPauseOrder = v.strictObject({ paused: v.boolean() })

const muted = v.boolean()

export const ChatMuteOrder = v.union(
  [v.strictObject({ id: PersonById, muted }), v.strictObject({ clientId: ClientId, muted })],
  'It names a person, by either an id or a clientId, and says whether they are muted.',
)

export const CHAT_SCHEMAS = {
  ChatMessage,
  ChatHistory,
  ChatOrder,
  ChatPauseOrder,
  ChatMuteOrder,
}
