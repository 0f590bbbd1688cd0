import type { Words } from '../en/index.ts'
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

/** The words of this page in Spanish. */
export const es: Words = {
  number: formats('es').number,
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
  people,
  places,
  refusals,
  rights,
  settings,
  versions,
  waiting,
  whiteboard,
  room,
  pen,
  stage,
}
