// The contract of stores as workers have it: the store is in another process, and all goes over IPC.
import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import type { Store } from '../../server/index.ts'
import { type OpenStore, storeContract } from '../../server/store-contract.ts'
import type { StoreAnswer, StoreFacts } from '../../server/workers/messages.ts'
import { WorkerStore } from '../../server/workers/worker-store.ts'
import { tempFile } from '../support/temp-folder.ts'

const NODE = fileURLToPath(new URL('../../node_modules/.bin/node', import.meta.url))
const PROCESS = fileURLToPath(new URL('../support/store-process.ts', import.meta.url))

const parent = fork(PROCESS, { execPath: NODE, execArgv: [], serialization: 'advanced' })
afterAll(() => parent.kill('SIGKILL'))

interface Said {
  readonly end: number
  readonly facts?: StoreFacts
  readonly answer?: StoreAnswer
  readonly isClosed?: boolean
}

const hearByEnd = new Map<number, (said: Said) => void>()
parent.on('message', (said: Said) => hearByEnd.get(said.end)?.(said))

let ends = 0

/** A store in a file of the other process. */
const openFile = async (file: string): Promise<Store> => {
  ends += 1
  const end = ends
  const opened = Promise.withResolvers<StoreFacts>()
  const closed = Promise.withResolvers<void>()
  let worker: WorkerStore | null = null
  hearByEnd.set(end, ({ facts, answer, isClosed }) => {
    if (facts !== undefined) opened.resolve(facts)
    if (answer !== undefined) worker?.take(answer)
    if (isClosed === true) closed.resolve()
  })
  parent.send({ end, file })
  worker = new WorkerStore(await opened.promise, (question) => parent.send({ end, question }) || true)
  const { store } = worker
  return {
    ...store,
    // A worker lets go of its file by going; here the file is opened again.
    async close() {
      await store.close()
      parent.send({ end, isOver: true })
      await closed.promise
    },
  }
}

const open = async (): Promise<OpenStore> => {
  const file = tempFile()
  let store = await openFile(file)
  return {
    store,
    reopen: async () => {
      await store.close()
      store = await openFile(file)
      return store
    },
  }
}

describe('the store of a worker', () => {
  for (const { name, run } of storeContract(open)) test(name, run)
})

test('a call that waits when the process with the store goes is rejected, and so is one after it', async () => {
  let isThere = true
  const worker = new WorkerStore({ durability: 'normal', methods: ['orders'] }, () => isThere)
  const asked = worker.store.orders('lesson')
  isThere = false
  worker.end()
  await expect(asked).rejects.toThrow('the process with the store is gone')
  await expect(worker.store.orders('lesson')).rejects.toThrow('the process with the store is gone')
})
