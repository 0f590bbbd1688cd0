import { setTimeout as sleep } from 'node:timers/promises'
import { type Entrance, enterRoom } from './enter.ts'
import type { LoadSocket } from './socket.ts'
import { readSync } from './sync-message.ts'

/** A relay that makes room for others sends a reader away, who comes again: so often at most. */
const TRIES = 50
const LOOK_MS = 20
const AGAIN_MS = 200

/** What a client with nothing was sent, of which it has kept nothing. */
export interface Read {
  /** From its first try until the document was whole, in ms. */
  readonly ms: number
  readonly bytes: number
  /** How often it was sent away meanwhile. */
  readonly returns: number
  leave(): void
}

/** Comes into a room with nothing and waits until its document has been sent, as often as it takes. */
export const readDocument = async (entrance: Entrance): Promise<Read> => {
  const startMs = performance.now()
  for (let returns = 0; returns < TRIES; returns++) {
    const read = await readOnce(entrance)
    if (read !== null) return { ...read, ms: performance.now() - startMs, returns }
    await sleep(AGAIN_MS)
  }
  throw new Error(`sent away ${TRIES} times`)
}

/** Null where it was sent away before it had everything. */
const readOnce = async (entrance: Entrance): Promise<Pick<Read, 'bytes' | 'leave'> | null> => {
  const { wire } = entrance
  let bytes = 0
  let isWhole = false
  const socket: LoadSocket = enterRoom(entrance, (payload, start, end) => {
    const sync = readSync(payload, wire.messageStart(payload, start, end), end)
    if (sync === null || sync.kind === 'step1' || isWhole) return
    bytes += end - start
    isWhole = sync.kind === 'step2'
  })
  const isOpen = await socket.opened.then(
    () => true,
    () => false,
  )
  while (isOpen && !isWhole && !socket.isClosed) await sleep(LOOK_MS)
  return isWhole ? { bytes, leave: () => socket.destroy() } : null
}
