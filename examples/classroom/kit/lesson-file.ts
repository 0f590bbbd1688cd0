// What a lesson leaves, as a file that people read.

import type { ChatMessage } from 'homeroom/chat'
import * as Y from 'yjs'
import type { KeptCheck } from '../../common/kit/kept-checks.ts'
import { append, createFilePage, saveFilePage } from '../../common/page/file-page.ts'
import { words } from '../../common/words/index.ts'
import type { Classroom } from '../room/classroom.ts'
import { boardPicture } from '../stage/picture.ts'

/** What the picture of the board shows, and how the desks stand: nothing that people read. */
const NOT_READ = new Set(['board', 'board-images', 'settings', 'plan'])

interface LessonFile {
  /** The room's name. */
  readonly name: string
  readonly classroom: Pick<Classroom, 'room' | 'board'>
  readonly messages: readonly ChatMessage[]
  readonly checks: readonly KeptCheck[]
}

/** What is kept in the document of a room, apart from its board: texts, and all else. */
const contentOf = (doc: Y.Doc) => {
  const texts: string[] = []
  const others: Record<string, unknown> = {}
  for (const [name, type] of doc.share) {
    if (type instanceof Y.Text) texts.push(type.toString())
    else if (!NOT_READ.has(name)) others[name] = type.toJSON()
  }
  return { texts, others }
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

/** The board as a picture, the notes, what came of the checks, what everyone could read of the chat. */
const lessonFile = ({ name, classroom, messages, checks }: LessonFile, picture: string | null): Document => {
  const { kit, people, stage } = words()
  const page = createFilePage(name)
  append(page, 'h1', name)
  append(page, 'p', new Date().toLocaleDateString())
  if (picture !== null) {
    append(page, 'h2', stage.board)
    page.body.append(Object.assign(page.createElement('img'), { src: picture, alt: stage.board }))
  }
  const { texts, others } = contentOf(classroom.room.doc)
  if (texts.some((text) => text !== '')) append(page, 'h2', kit.notes)
  for (const text of texts) append(page, 'p', text).dir = 'auto'
  if (checks.length > 0) appendChecks(page, checks)
  append(page, 'h2', kit.chat)
  for (const { to, atMs, from, text } of messages)
    if (to === 'everyone')
      append(
        page,
        'p',
        `${new Date(atMs).toLocaleTimeString()} ${from.name ?? people.unnamed}: ${text}`,
      ).dir = 'auto'
  if (Object.values(others).some((value) => JSON.stringify(value).length > 2)) {
    append(page, 'h2', kit.other)
    append(page, 'pre', JSON.stringify(others, null, 2))
  }
  return page
}

/** Has the browser save the file of a lesson. */
export const saveLesson = async (lesson: LessonFile): Promise<void> => {
  const picture =
    lesson.classroom.board.items.get().length === 0 ? null : await boardPicture(lesson.classroom.board)
  saveFilePage(lesson.name, lessonFile(lesson, picture?.toDataURL('image/png') ?? null))
}
