import type { ChatMessage } from 'homeroom/chat'
import type { Room } from 'homeroom/client'
import * as Y from 'yjs'
import { words } from '../../common/words/index.ts'

/**
 * What a lesson leaves, as a text that people read: the texts of the room, what everyone could read of its chat, and everything else
 * as JSON. It may be given to the class.
 */
export const lessonFile = ({ doc }: Pick<Room, 'doc'>, messages: readonly ChatMessage[]): string => {
  const { kit, people } = words()
  const texts: string[] = []
  const others: Record<string, unknown> = {}
  for (const [name, type] of doc.share) {
    if (type instanceof Y.Text) texts.push(type.toString())
    else others[name] = type.toJSON()
  }
  const chat = messages
    .filter(({ to }) => to === 'everyone')
    .map(
      ({ atMs, from, text }) =>
        `${new Date(atMs).toLocaleTimeString()} ${from.name ?? people.unnamed}: ${text}`,
    )
  const parts: readonly (readonly [title: string, text: string])[] = [
    [kit.notes, texts.join('\n\n')],
    [kit.chat, chat.join('\n')],
    [kit.other, JSON.stringify(others, null, 2)],
  ]
  return parts.map(([title, text]) => `# ${title}\n\n${text}\n`).join('\n')
}
