import { DatabaseSync } from 'node:sqlite'
import * as Y from 'yjs'
import { changeDataFile } from '../../server/store/data-file.ts'
import { sqliteStore } from '../../server/store/sqlite.ts'
import { appendTo } from '../../server/store/store.ts'
import { tempFile } from './temp-folder.ts'

/** The updates of a document in which `text` is typed letter by letter. */
export const typed = (text: string): Uint8Array[] => {
  const doc = new Y.Doc()
  const updates: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => updates.push(update))
  for (const letter of text) doc.getText('text').insert(doc.getText('text').length, letter)
  return updates
}

/** What the text of these updates is. */
export const textOf = (...updates: Uint8Array[]): string => {
  const doc = new Y.Doc()
  for (const update of updates) Y.applyUpdate(doc, update)
  return doc.getText('text').toString()
}

/** A data file with a text in each room. */
export const dataFile = async (textByRoom: Record<string, string>): Promise<string> => {
  const file = tempFile()
  const store = sqliteStore(file)
  for (const [room, text] of Object.entries(textByRoom))
    await appendTo(store, room, `epoch of ${room}`, typed(text))
  await store.close()
  return file
}

/** What a data file has of a room, also while a relay has it; what is damaged is set aside. */
export const readRoom = (file: string, room: string) =>
  changeDataFile(file, async ({ store }) => {
    const loaded = await store.open(room)
    return { ...loaded, text: textOf(...loaded.updates) }
  })

/** Runs SQL on a data file behind everybody's back. */
export const tamper = <Row>(file: string, sql: string): Row[] => {
  const db = new DatabaseSync(file, { enableForeignKeyConstraints: false })
  try {
    return db.prepare(sql).all() as Row[]
  } finally {
    db.close()
  }
}
