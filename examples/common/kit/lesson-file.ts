// What a lesson leaves, as a file that people read.

import type { ChatMessage } from 'homeroom/chat'
import type { Room } from 'homeroom/client'
import { append, createFilePage, saveFilePage } from '../page/file-page.ts'
import { isolated, named } from '../words/formats.ts'
import { words } from '../words/index.ts'
import { rightAnswerWords } from '../words/right-answer.ts'
import type { KeptCheck } from './kept-checks.ts'
import type { LessonParts } from './lesson-parts.tsx'
import { choicesIn } from './yes-no.ts'

interface LessonFile {
  /** The room's name. */
  readonly name: string
  readonly doc: Room['doc']
  readonly parts: LessonParts
  readonly checks: readonly KeptCheck[]
  readonly messages: readonly ChatMessage[]
}

/** A text by a person beside others: the line goes in the direction of the page, whatever the text is written in. */
const inLine = (text: string): string =>
  document.documentElement.dir === 'rtl' ? isolated(text) : named(text)

/** What was asked, how many chose what, and who, where that is known. */
const appendChecks = (page: Document, checks: readonly KeptCheck[]): void => {
  const { kit, people } = words()
  append(page, 'h2', kit.checks)
  for (const { question, counts, answers, right, ...check } of checks) {
    const choices = choicesIn(check.choices, kit)
    append(page, 'h3', question === '' ? kit.check : question).dir = 'auto'
    choices.forEach((choice, place) => {
      const mark = place === right ? ` ✓ ${rightAnswerWords().right}` : ''
      append(page, 'p', `${kit.counted(inLine(choice), counts[place] ?? 0)}${mark}`)
    })
    if (answers.length > 0) append(page, 'h4', kit.whoChose)
    for (const { name, choice } of answers)
      append(page, 'p', `${inLine(name ?? people.unnamed)}: ${inLine(choices[choice] ?? '')}`)
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
        `${new Date(atMs).toLocaleTimeString()} ${inLine(from.name ?? people.unnamed)}: ${inLine(text)}`,
      )
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
