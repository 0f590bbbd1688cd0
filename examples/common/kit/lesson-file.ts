// What a lesson leaves, as a file that people read.

import type { ChatMessage } from 'homeroom/chat'
import type { Room } from 'homeroom/client'
import { append, createFilePage, saveFilePage } from '../page/file-page.ts'
import { words } from '../words/index.ts'
import type { LessonParts } from './lesson-parts.tsx'

interface LessonFile {
  /** The room's name. */
  readonly name: string
  readonly doc: Room['doc']
  readonly parts: LessonParts
  readonly messages: readonly ChatMessage[]
}

/** What everyone could read: the file may be given to the class. */
const appendChat = (page: Document, messages: readonly ChatMessage[]): void => {
  const { kit, people } = words()
  append(page, 'h2', kit.chat)
  for (const { to, atMs, from, text } of messages)
    if (to === 'everyone')
      append(
        page,
        'p',
        `${new Date(atMs).toLocaleTimeString()} ${from.name ?? people.unnamed}: ${text}`,
      ).dir = 'auto'
}

/** Has the browser save the file of a lesson. */
export const saveLesson = async ({ name, doc, parts, messages }: LessonFile): Promise<void> => {
  const page = createFilePage(name)
  append(page, 'h1', name)
  append(page, 'p', new Date().toLocaleDateString())
  for (const load of parts) await (await load())(page, doc)
  appendChat(page, messages)
  saveFilePage(name, page)
}
