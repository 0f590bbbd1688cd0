import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createLog, memoryStore } from '../../server/index.ts'
import { createWorkerRelay } from '../../server/relay.ts'
import { BusServer } from '../../server/workers/bus-server.ts'
import { Line, type ProcessEnd } from '../../server/workers/line.ts'
import type { BusQuestion, ToParent, ToWorker } from '../../server/workers/messages.ts'
import { Parent } from '../../server/workers/worker.ts'
import { onTestCleanup } from './cleanup.ts'
import { keptOpen } from './faulty-store.ts'
import { SECRET } from './tokens.ts'

type Hear = (message: unknown, socket: unknown) => void

/** The two ends of what a parent and a worker say to each other, in one process. */
const linked = () => {
  const hearers: [Hear[], Hear[]] = [[], []]
  const endOf = (own: 0 | 1): ProcessEnd => ({
    connected: true,
    send(message, _socket, _options, sent) {
      const copy = structuredClone(message)
      setImmediate(() => {
        for (const hear of hearers[own === 0 ? 1 : 0]) hear(copy, undefined)
        sent?.(null)
      })
      return true
    },
    on: (event, listener: Hear) => event === 'message' && hearers[own].push(listener),
  })
  return [endOf(0), endOf(1)] as const
}

const isOfBus = (message: ToParent): message is BusQuestion =>
  ['subscribe', 'unsubscribe', 'publish'].includes(message.kind)

/** Relays as workers have them, over the bus of a parent, and without one: each listens for itself. Gives their URLs. */
export const workerRelays = async (count: number): Promise<readonly string[]> => {
  const bus = new BusServer(() => undefined)
  const store = memoryStore()
  onTestCleanup(() => store.close())
  const start = async (worker: number) => {
    const [ofParent, ofWorker] = linked()
    const line = new Line<ToWorker>(ofParent)
    ofParent.on('message', (message) => {
      if (isOfBus(message as ToParent)) bus.take(line, message as BusQuestion)
    })
    const parent = new Parent(ofWorker)
    line.send({ kind: 'start', worker, store: null })
    await parent.begun
    const options = { secrets: [SECRET], store: keptOpen(store), bus: parent.bus, log: createLog('silent') }
    const { relay, server } = await createWorkerRelay(options, parent)
    onTestCleanup(() => relay.close())
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  }
  return Promise.all(Array.from({ length: count }, (_, index) => start(index + 1)))
}
