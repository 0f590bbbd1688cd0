// A process with stores in files, as the parent of workers has one: each end asks the store of its file.
import { type Store, sqliteStore } from '../../server/index.ts'
import { withCollectedAppends } from '../../server/workers/collected-appends.ts'
import type { StoreQuestion } from '../../server/workers/messages.ts'
import { factsOf, StoreServer } from '../../server/workers/store-server.ts'

interface Asked {
  readonly end: number
  /** To be opened. */
  readonly file?: string
  readonly question?: StoreQuestion
  readonly isOver?: boolean
}

const servedByEnd = new Map<number, { readonly store: Store; readonly server: StoreServer }>()

const say = (message: object) => process.send?.(message)

process.on('message', async ({ end, file, question, isOver }: Asked) => {
  if (file !== undefined) {
    const store = withCollectedAppends(sqliteStore(file))
    servedByEnd.set(end, { store, server: new StoreServer(store, (answer) => say({ end, answer })) })
    say({ end, facts: factsOf(store) })
  }
  if (question !== undefined) servedByEnd.get(end)?.server.take(question)
  if (isOver === true) {
    await servedByEnd.get(end)?.store.close()
    servedByEnd.delete(end)
    say({ end, isClosed: true })
  }
})
