// What a lesson leaves, as a file that people read: a page of its own, which a browser opens, shows and prints.

import type { ChatMessage } from 'homeroom/chat'
import * as Y from 'yjs'
import { languageOf, words } from '../../common/words/index.ts'
import type { Classroom } from '../room/classroom.ts'
import { boardPicture } from '../stage/picture.ts'
import { saveFile } from './save-file.ts'

/** What the picture of the board shows. */
const OF_THE_BOARD = new Set(['board', 'board-images'])

const STYLE = `body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; font: 1.05rem/1.5 system-ui, sans-serif }
img { max-width: 100%; border-radius: 8px }
p, pre { white-space: pre-wrap; overflow-wrap: anywhere }`

interface LessonFile {
  /** The room's name. */
  readonly name: string
  readonly classroom: Pick<Classroom, 'room' | 'board'>
  readonly messages: readonly ChatMessage[]
}

/** What is kept in the document of a room, apart from its board: texts, and all else. */
const contentOf = (doc: Y.Doc) => {
  const texts: string[] = []
  const others: Record<string, unknown> = {}
  for (const [name, type] of doc.share) {
    if (type instanceof Y.Text) texts.push(type.toString())
    else if (!OF_THE_BOARD.has(name)) others[name] = type.toJSON()
  }
  return { texts, others }
}

/** Texts by people go in as text alone. */
const append = (page: Document, tag: string, text: string): HTMLElement => {
  const element = page.createElement(tag)
  element.textContent = text
  page.body.append(element)
  return element
}

/** The file as HTML: the board as a picture, the notes, what everyone could read of the chat. It may be given to the class. */
const lessonFile = ({ name, classroom, messages }: LessonFile, picture: string | null): string => {
  const { kit, people, stage } = words()
  const page = document.implementation.createHTMLDocument(name)
  page.documentElement.lang = languageOf()
  page.documentElement.dir = document.documentElement.dir
  const encoding = page.createElement('meta')
  encoding.setAttribute('charset', 'utf-8')
  page.head.prepend(encoding)
  append(page, 'h1', name)
  append(page, 'p', new Date().toLocaleDateString())
  if (picture !== null) {
    append(page, 'h2', stage.board)
    page.body.append(Object.assign(page.createElement('img'), { src: picture, alt: stage.board }))
  }
  const { texts, others } = contentOf(classroom.room.doc)
  append(page, 'h2', kit.notes)
  for (const text of texts) append(page, 'p', text).dir = 'auto'
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
  // Not as an element here: the policy of this page forbids it.
  const html = page.documentElement.outerHTML.replace('</head>', `<style>${STYLE}</style></head>`)
  return `<!doctype html>\n${html}\n`
}

/** Has the browser save the file of a lesson. */
export const saveLesson = async (lesson: LessonFile): Promise<void> => {
  const picture =
    lesson.classroom.board.items.get().length === 0 ? null : await boardPicture(lesson.classroom.board)
  const day = new Date().toISOString().slice(0, 10)
  saveFile(
    `${lesson.name} ${day}.html`,
    'text/html',
    lessonFile(lesson, picture?.toDataURL('image/png') ?? null),
  )
}
