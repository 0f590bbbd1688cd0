import * as Y from 'yjs'
import { sqliteStore } from '../../server/index.ts'

/** What a data file holds of a room's text once nobody has the room open any more. */
export const storedText = async (file: string, room: string): Promise<string> => {
  const store = sqliteStore(file)
  const { updates } = await store.open(room)
  await store.close()
  const doc = new Y.Doc()
  for (const update of updates) Y.applyUpdate(doc, update)
  return doc.getText('text').toString()
}
