import type { ReadonlyStore, Room } from 'homeroom/client'
import type * as Y from 'yjs'
import { countGraphemes, cutGraphemes } from '../page/graphemes.ts'
import { randomId } from '../page/random-id.ts'
import { createValue } from '../page/value.ts'

export const MESSAGE_GRAPHEMES = 500
/** A character may take many code units, as a family of emoji does; this bounds a stack of marks. */
const MESSAGE_UNITS = 8_000
/** So many messages are shown, and twice as many kept. */
const SHOWN = 200

export interface Message {
  readonly id: string
  /** The writer: {@link Member.sitter}. */
  readonly who: string
  readonly name: string
  readonly text: string
  /** In ms since 1970, by the relay's clock as the writer knew it. */
  readonly at: number
}

/** How many characters are left; below 0, how many are too many. */
export const charactersLeft = (text: string): number => {
  // For a text this long the number need not be exact, and counting takes time.
  if (text.length > MESSAGE_UNITS * 2) return MESSAGE_GRAPHEMES - text.length
  const left = MESSAGE_GRAPHEMES - countGraphemes(text)
  return text.length > MESSAGE_UNITS ? Math.min(left, MESSAGE_UNITS - text.length) : left
}

const readMessage = (value: unknown): Message | null => {
  if (typeof value !== 'object' || value === null) return null
  const { id, who, name, text, at } = value as Record<string, unknown>
  if (typeof id !== 'string' || typeof who !== 'string' || typeof text !== 'string') return null
  if (typeof at !== 'number' || Math.abs(at) > 8.64e15) return null
  return {
    id,
    who,
    name: typeof name === 'string' && name.trim() !== '' ? cutGraphemes(name.slice(0, 1024), 64) : 'unnamed',
    text: cutGraphemes(text.slice(0, MESSAGE_UNITS).toWellFormed(), MESSAGE_GRAPHEMES),
    at,
  }
}

/** The latest messages in the document's order. Anybody may have written anything into it. */
const readMessages = (values: readonly unknown[]): readonly Message[] => {
  const messageById = new Map<string, Message>()
  for (const value of values.slice(-SHOWN)) {
    const message = readMessage(value)
    if (message !== null && !messageById.has(message.id)) messageById.set(message.id, message)
  }
  return [...messageById.values()]
}

/** Appends a message, and deletes the oldest ones if there are too many. */
const append = (list: Y.Array<unknown>, message: Message): void => {
  list.doc?.transact(() => {
    list.push([{ ...message }])
    if (list.length > SHOWN * 2) list.delete(0, list.length - SHOWN * 2)
  })
}

/** The chat of a room, as its document has it. */
export interface Chat {
  readonly messages: ReadonlyStore<readonly Message[]>
  write(text: string): void
  stop(): void
}

export const createChat = (room: Pick<Room, 'doc' | 'self' | 'serverMs'>, own: () => string): Chat => {
  const list = room.doc.getArray('chat')
  const messages = createValue(readMessages(list.toArray()))
  const onList = () => messages.set(readMessages(list.toArray()))
  list.observe(onList)
  return {
    messages,
    write: (text) =>
      append(list, {
        id: randomId(),
        who: own(),
        name: room.self.get().name ?? 'unnamed',
        text,
        at: Math.round(room.serverMs()),
      }),
    stop: () => list.unobserve(onList),
  }
}
