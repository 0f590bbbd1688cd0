import type * as Y from 'yjs'
import { countGraphemes, cutGraphemes } from '../page/graphemes.ts'

export const MESSAGE_GRAPHEMES = 500
/** One character may be long, as a family of emoji is; a stack of marks is not worth more than this. */
const MESSAGE_UNITS = 8_000
/** As many are shown, and twice as many kept. */
const SHOWN = 200

export interface Message {
  readonly id: string
  /** Who wrote it: see `sitterKey` in cast.ts. */
  readonly who: string
  readonly name: string
  readonly text: string
  /** In ms since 1970, by the relay's clock as the writer knew it. */
  readonly at: number
}

export type MessageList = Y.Array<unknown>

/** How many characters are left, or by how many it is too long (below 0). */
export const charactersLeft = (text: string): number => {
  // Nobody needs an exact number for a whole book, and counting takes time.
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

/** The latest messages in the order of the document. Anybody may have written anything there. */
export const readMessages = (values: readonly unknown[]): readonly Message[] => {
  const messageById = new Map<string, Message>()
  for (const value of values.slice(-SHOWN)) {
    const message = readMessage(value)
    if (message !== null && !messageById.has(message.id)) messageById.set(message.id, message)
  }
  return [...messageById.values()]
}

/** Writes a message, and takes the oldest ones away where there are too many. */
export const writeMessage = (list: MessageList, message: Message): void => {
  list.doc?.transact(() => {
    list.push([{ ...message }])
    if (list.length > SHOWN * 2) list.delete(0, list.length - SHOWN * 2)
  })
}
