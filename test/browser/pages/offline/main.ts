import { IndexeddbPersistence } from 'y-indexeddb'
import * as Y from 'yjs'
import { joinRoom, warnUnsaved } from '../../../../client/index.ts'

const query = new URLSearchParams(location.search)
const server = query.get('server') ?? ''

/** Makes a copy as an earlier version of the client did: by y-indexeddb, an update for each word. */
const keepAsBefore = async (words: readonly string[], epoch: string) => {
  const doc = new Y.Doc()
  const copy = new IndexeddbPersistence(`homeroom:${server}/lesson`, doc)
  await copy.whenSynced
  const text = doc.getText('text')
  for (const word of words) text.insert(text.length, word)
  await copy.set('epoch', epoch)
  await copy.destroy()
}

// The test does the rest.
if (query.get('join') === 'false') Object.assign(window, { keepAsBefore })
else {
  const room = joinRoom(server, 'lesson', { offline: query.get('offline') === 'true' })
  Object.assign(window, { homeroom: { room, warnUnsaved } })
}
