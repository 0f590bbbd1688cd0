// What a lesson leaves, as a file that people read.

import type { ChatMessage } from 'homeroom/chat'
import type { Room } from 'homeroom/client'
import { append, createFilePage, saveFilePage } from '../page/file-page.ts'
import { words } from '../words/index.ts'
import type { KeptCheck } from './kept-checks.ts'
import type { LessonParts } from './lesson-parts.tsx'

interface LessonFile {
  /** The room's name. */
  readonly name: string
  readonly doc: Room['doc']
  readonly parts: LessonParts
  readonly checks: readonly KeptCheck[]
  readonly messages: readonly ChatMessage[]
}

/** What was asked, how many chose what, and who, where that is known. */
const appendChecks = (page: Document, checks: readonly KeptCheck[]): void => {
  const { kit, people } = words()
  append(page, 'h2', kit.checks)
  for (const { question, choices, counts, answers } of checks) {
    append(page, 'h3', question === '' ? kit.check : question).dir = 'auto'
    choices.forEach((choice, place) => {
      append(page, 'p', kit.counted(choice, counts[place] ?? 0)).dir = 'auto'
    })
    if (answers.length > 0) append(page, 'h4', kit.whoChose)
    for (const { name, choice } of answers)
      append(page, 'p', `${name ?? people.unnamed}: ${choices[choice] ?? ''}`).dir = 'auto'
  }
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
export const saveLesson = async ({ name, doc, parts, checks, messages }: LessonFile): Promise<void> => {
  const page = createFilePage(name)
  append(page, 'h1', name)
  append(page, 'p', new Date().toLocaleDateString())
  for (const load of parts) await (await load())(page, doc)
  if (checks.length > 0) appendChecks(page, checks)
  appendChat(page, messages)
  saveFilePage(name, page)
}
