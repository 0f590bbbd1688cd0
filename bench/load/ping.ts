// Two people in a room of their own, in a thread of its own: how long a change takes from one to the other, again and again.
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { joinRoom } from 'homeroom/client'

const EVERY_MS = 20

/** Pings in a quiet room of the relay at `url`, until it is stopped; then gives the longest, in ms. */
export const startPing = (url: string) => {
  const worker = new Worker(new URL(import.meta.url), { workerData: { url } })
  return {
    async stop(): Promise<number> {
      worker.postMessage('stop')
      const [longestMs] = (await once(worker, 'message')) as [number]
      await worker.terminate()
      return longestMs
    },
  }
}

const ping = async (url: string): Promise<void> => {
  // A room that nobody has written to: an older value could stand above the first one that is written here.
  const room = `quiet-${randomUUID()}`
  const [one, other] = [joinRoom(url, room), joinRoom(url, room)]
  const [from, to] = [one.doc.getMap('map'), other.doc.getMap('map')]
  let isStopped = false
  let longestMs = 0
  parentPort?.once('message', () => {
    isStopped = true
  })
  for (let count = 0; !isStopped; count++) {
    const beganMs = performance.now()
    from.set('count', count)
    // A ping that never arrives counts for as long as it was waited for.
    while (to.get('count') !== count && !isStopped) await sleep(1)
    // The first one waits for the connections.
    if (count > 0) longestMs = Math.max(longestMs, performance.now() - beganMs)
    await sleep(EVERY_MS)
  }
  parentPort?.postMessage(longestMs)
}

if (!isMainThread) await ping(workerData.url)
