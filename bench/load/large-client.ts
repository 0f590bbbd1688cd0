// A client of a large document, in a thread of its own and of low priority: else it takes the core of the relay, or of a ping, at times.
import { once } from 'node:events'
import { constants, setPriority } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { joinRoom } from 'homeroom/client'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'

const MIB = 1024 * 1024

/** So many, of 1 MiB each, are in the document. */
export const TEXTS = 62

const ROOM = 'large'

/** Work that takes longer has failed. */
const WORK_MS = 180_000

const until = async (isDone: () => boolean, what: string): Promise<void> => {
  const endMs = performance.now() + WORK_MS
  while (!isDone()) {
    if (performance.now() > endMs) throw new Error(`${what}: not within ${WORK_MS / 1000} s`)
    await sleep(5)
  }
}

const charsIn = (doc: Y.Doc): number =>
  Array.from({ length: TEXTS }, (_, index) => doc.getText(`text ${index}`).length).reduce((a, b) => a + b)

const isWhole = (doc: Y.Doc): boolean => charsIn(doc) === TEXTS * MIB

const works = {
  /** Our client writes the texts. */
  async write(url: string): Promise<void> {
    const room = joinRoom(url, ROOM)
    const isSaved = () => room.saved.get().state === 'saved' && room.saved.get().pending === 0
    for (let index = 0; index < TEXTS; index++) {
      room.doc.getText(`text ${index}`).insert(0, String.fromCharCode(97 + (index % 26)).repeat(MIB))
      await until(isSaved, `text ${index} is saved`)
    }
    room.leave()
  },
  async read(url: string): Promise<void> {
    const room = joinRoom(url, ROOM)
    await until(() => isWhole(room.doc), 'our client has all of it')
    room.leave()
  },
  async readAsStock(url: string): Promise<void> {
    const doc = new Y.Doc()
    const provider = new WebsocketProvider(url, ROOM, doc, { disableBc: true })
    await until(() => isWhole(doc), 'a stock client has all of it')
    provider.destroy()
  },
}

/** A client that is ready for its work at the relay at `url`; the function does it. */
export const largeClient = async (url: string, work: keyof typeof works): Promise<() => Promise<void>> => {
  const worker = new Worker(new URL(import.meta.url), { workerData: { url, work } })
  await once(worker, 'message')
  return async () => {
    worker.postMessage('begin')
    await once(worker, 'message')
    await worker.terminate()
  }
}

if (!isMainThread) {
  // On Linux that is the priority of this thread alone.
  setPriority(constants.priority.PRIORITY_LOW)
  const { url, work } = workerData as { url: string; work: keyof typeof works }
  parentPort?.once('message', async () => {
    await works[work](url)
    parentPort?.postMessage('done')
  })
  parentPort?.postMessage('ready')
}
