import * as Y from 'yjs'
import { type Entrance, enterRoom } from './enter.ts'
import { readSync } from './sync-message.ts'

/** The document as the relay sent it to a client that had nothing. */
export interface Joined {
  readonly update: Uint8Array
  readonly atMs: number
  leave(): void
}

/** Comes into a room with nothing and waits for its document. */
export const joinDocument = async (entrance: Entrance): Promise<Joined> => {
  const { wire } = entrance
  const answer = Promise.withResolvers<number>()
  const parts: Uint8Array[] = []
  const socket = enterRoom(entrance, (bytes, start, end) => {
    const sync = readSync(bytes, wire.messageStart(bytes, start, end), end)
    if (sync === null || sync.kind === 'step1') return
    // A relay may send a large document in parts, of which the last is the step 2.
    parts.push(sync.update)
    if (sync.kind === 'step2') answer.resolve(performance.now())
  })
  await socket.opened
  const atMs = await answer.promise
  return {
    // Made when it is asked for: others may still be waiting for their documents.
    get update() {
      const [first] = parts
      return parts.length === 1 && first !== undefined ? first : Y.mergeUpdates(parts)
    },
    atMs,
    leave: () => socket.destroy(),
  }
}
