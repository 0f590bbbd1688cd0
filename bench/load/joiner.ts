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
  const answer = Promise.withResolvers<Uint8Array>()
  const socket = enterRoom(entrance, (bytes, start, end) => {
    const sync = readSync(bytes, wire.messageStart(bytes, start, end), end)
    if (sync?.kind === 'step2') answer.resolve(sync.update)
  })
  await socket.opened
  const update = await answer.promise
  return { update, atMs: performance.now(), leave: () => socket.destroy() }
}
