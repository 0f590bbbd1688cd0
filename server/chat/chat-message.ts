import { randomBytes } from 'node:crypto'
import * as v from 'valibot'
import { fault, type Json, ok, type Result, ROLES, type Role, sizeOf } from '../../shared/index.ts'

/** A text of a message has at most so many bytes of UTF-8. */
const CHAT_TEXT_BYTES = 3_000

/** An id of a person has at most so many characters. */
const ID_CHARS = 256

/** A page of the history has at most so many messages. */
export const MOST_IN_PAGE = 200
export const PAGE_BY_DEFAULT = 50

/** Messages that a reader asks for by name: own ones on their way, and those that were for it alone. */
const MOST_REFS = 60

/** Digits, to the base of 36, of the number by which ids rise: about the time of a message, in ms. */
const ID_DIGITS = 9

/** An id of a message. */
export const MESSAGE_ID = /^[0-9a-z]{9}-[0-9a-f]{8}$/

const Author = v.object({
  clientId: v.nullable(v.number()),
  id: v.nullable(v.string()),
  name: v.nullable(v.string()),
  role: v.string(),
  rights: v.exactOptional(v.picklist(Object.keys(ROLES) as Role[])),
})

/** The one person, beside the hosts, who may read a message; `clientId` is that of the tab that was named, null where an id was. */
const Addressee = v.object({
  id: v.nullable(v.string()),
  clientId: v.nullable(v.number()),
  name: v.nullable(v.string()),
})

const Body = v.object({
  text: v.string(),
  to: v.union([v.picklist(['everyone', 'hosts']), Addressee]),
  from: Author,
  atMs: v.number(),
  /** What its sender knows it by; empty where it has no name for it. Nobody else is told it. */
  ref: v.string(),
  /** By what an addressee without a verified id asks for it on another connection; empty for any other. */
  receipt: v.optional(v.string(), ''),
})

/** What is stored of a message. */
type ChatBody = Readonly<v.InferOutput<typeof Body>>

/** A message of the chat. */
export interface ChatMessage extends ChatBody {
  /** Messages are in the order of their ids. */
  readonly id: string
}

export const isMessageId = (value: unknown): value is string =>
  typeof value === 'string' && MESSAGE_ID.test(value)

/** The number by which an id rises. */
export const numberOf = (id: string): number => Number.parseInt(id, 36)

export const messageId = (number: number): string =>
  `${number.toString(36).padStart(ID_DIGITS, '0')}-${randomBytes(4).toString('hex')}`

/** Ids of a time or later come after this text. */
export const idsFrom = (atMs: number): string =>
  Math.max(0, Math.floor(atMs)).toString(36).padStart(ID_DIGITS, '0')

export const bodyOf = ({ id: _, ...body }: ChatMessage): Uint8Array => Buffer.from(JSON.stringify(body))

/** Null for one that is not there, or is damaged. */
export const messageIn = (id: string, body: Uint8Array | null): ChatMessage | null => {
  if (body === null) return null
  try {
    const read = v.safeParse(Body, JSON.parse(Buffer.from(body).toString()))
    return read.success ? { id, ...read.output } : null
  } catch {
    return null
  }
}

/** Controls but line feed and tab, and what turns the direction of a text that stands around it. */
const HARMFUL = /(?![\n\t])\p{Cc}|[\u202A-\u202E\u2066-\u2069]/gu

/** A letter, a digit, a sign: something that can be seen. */
const VISIBLE = /[\p{L}\p{N}\p{P}\p{S}]/u

/** A text as everybody shall see it: well-formed, without control characters; a fault where it is none. */
export const cleanText = (given: string): Result<string, 'bad-signal' | 'chat-too-long'> => {
  // Bounds the work: a signal is not larger, and a request by HTTP may be.
  if (given.length > CHAT_TEXT_BYTES * 2) return TOO_LONG
  const lines = given.toWellFormed().replace(/\r\n?|[\u2028\u2029]/gu, '\n')
  const text = lines.replace(HARMFUL, '').normalize('NFC').trim()
  if (!VISIBLE.test(text)) return fault('bad-signal', 'A message has a text.')
  return sizeOf(text) > CHAT_TEXT_BYTES ? TOO_LONG : ok(text)
}

const TOO_LONG = fault('chat-too-long', `A message has at most ${CHAT_TEXT_BYTES} bytes.`)

const Ref = v.pipe(v.string(), v.maxLength(64))

const Draft = v.object({
  text: v.string(),
  ref: v.optional(Ref, ''),
  to: v.optional(
    v.union([
      v.picklist(['everyone', 'hosts']),
      v.strictObject({ id: v.pipe(v.string(), v.minLength(1), v.maxLength(ID_CHARS)) }),
      v.strictObject({ clientId: v.number() }),
    ]),
    'everyone',
  ),
})

/** A message as its sender asks for it. */
export type Draft = Readonly<v.InferOutput<typeof Draft>>

/** The draft in the data of a signal; null where there is none. */
export const draftIn = (data: Json): Draft | null => {
  const draft = v.safeParse(Draft, data)
  return draft.success ? draft.output : null
}

const HistoryRequest = v.object({
  /** What comes before this id; the latest where it is left out. */
  before: v.optional(v.custom<string>(isMessageId)),
  limit: v.optional(
    v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MOST_IN_PAGE)),
    PAGE_BY_DEFAULT,
  ),
  /** Its reader's own names for messages, and their receipts: the answer says which of them it has. */
  refs: v.optional(v.pipe(v.array(Ref), v.maxLength(MOST_REFS)), []),
  /** What the answer says again. */
  ref: v.optional(Ref, ''),
})

export type HistoryRequest = Readonly<v.InferOutput<typeof HistoryRequest>>

/** The question in the data of a signal; null where there is none. */
export const historyRequestIn = (data: Json): HistoryRequest | null => {
  const request = v.safeParse(HistoryRequest, data ?? {})
  return request.success ? request.output : null
}

/** As everybody may see it. */
export const shownMessage = ({ ref: _, receipt: __, ...shown }: ChatMessage) => shown
