import { formats } from '../formats.ts'
import { board } from './board.ts'
import { chat } from './chat.ts'
import { connection } from './connection.ts'
import { editor } from './editor.ts'
import { floor } from './floor.ts'
import { gestures } from './gestures.ts'
import { header } from './header.ts'
import { host } from './host.ts'
import { invite } from './invite.ts'
import { kit } from './kit.ts'
import { lobby } from './lobby.ts'
import { news } from './news.ts'
import { notes } from './notes.ts'
import { page } from './page.ts'
import { pen } from './pen.ts'
import { people } from './people.ts'
import { places } from './places.ts'
import { refusals } from './refusals.ts'
import { rights } from './rights.ts'
import { room } from './room.ts'
import { settings } from './settings.ts'
import { stage } from './stage.ts'
import { versions } from './versions.ts'
import { waiting } from './waiting.ts'
import { whiteboard } from './whiteboard.ts'

/** The words of this page in English, by area: an area is a folder of the page. */
export const en = {
  number: formats('en').number,
  board,
  chat,
  connection,
  editor,
  floor,
  gestures,
  header,
  host,
  invite,
  kit,
  lobby,
  news,
  notes,
  page,
  pen,
  people,
  places,
  refusals,
  rights,
  room,
  settings,
  stage,
  versions,
  waiting,
  whiteboard,
}

/** The words of a language: all languages have the same ones. */
export type Words = typeof en
