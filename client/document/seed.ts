import * as Y from 'yjs'
import { may, type Welcome } from '../../shared/index.ts'
import type { Status } from '../connection/status.ts'
import type { ReadonlyStore } from '../store.ts'
import { checksumOf } from './checksum.ts'
import { isEmpty } from './open-copy.ts'

/** What became of the first content: this client has written it, or there was something. */
export type Seeded = 'filled' | 'not-needed'

interface SeededRoom {
  readonly doc: Y.Doc
  readonly status: ReadonlyStore<Status>
  readonly welcome: ReadonlyStore<Welcome | null>
}

/**
 * Fills a room that is empty. Nobody is granted it: clients that fill at the same moment write the same update, and Yjs keeps it
 * once. So a client that dies half-way, or a relay that restarts, leaves nothing to be granted anew.
 */
export const seeded = async (
  fill: (doc: Y.Doc) => void,
  { doc, status, welcome }: SeededRoom,
): Promise<Seeded> => {
  const update = constantUpdate(fill)
  return new Promise((resolve) => {
    const look = () => {
      // Before that nobody here knows whether the room is empty.
      if (status.get().state !== 'connected') return
      const isNeeded = isEmpty(doc)
      if (isNeeded && !may(welcome.get()?.identity ?? { role: 'member' }, 'write')) return
      for (const stop of stops) stop()
      resolve(isNeeded ? 'filled' : 'not-needed')
      if (isNeeded) Y.applyUpdate(doc, update)
    }
    doc.on('update', look)
    const stops = [() => doc.off('update', look), status.subscribe(look), welcome.subscribe(look)]
    look()
  })
}

/** The same update wherever the same is made. Another content has another clientID: two of one clientID would never merge. */
const constantUpdate = (fill: (doc: Y.Doc) => void): Uint8Array => {
  const [first, again] = [made(fill, 0), made(fill, 0)]
  if (first.some((byte, at) => byte !== again[at]))
    throw new TypeError('What fills a room has to make the same at each call.')
  return made(fill, checksumOf(first))
}

const made = (fill: (doc: Y.Doc) => void, clientId: number): Uint8Array => {
  const doc = new Y.Doc()
  doc.clientID = clientId
  doc.transact(() => fill(doc))
  return Y.encodeStateAsUpdate(doc)
}
