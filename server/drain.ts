import type { Server } from 'node:http'
import type { WebSocketServer } from 'ws'
import { withDeadline } from './base/deadline.ts'
import type { Log } from './base/log.ts'
import type { ConnectionRegistry } from './connections/connection-registry.ts'
import type { Hub } from './rooms/hub.ts'
import type { Store } from './store/store.ts'
import type { Versions } from './versions/versions.ts'

/** How long clients have to answer the close, and the store to take what is left and close: together under 10 s. */
const GOODBYE_MS = 2_000
const FLUSH_MS = 6_000
const STORE_CLOSE_MS = 1_000
const STEP_MS = 20
const FLUSH_STEP_MS = 250

export interface DrainDeps {
  readonly servers: ReadonlySet<Server>
  readonly connections: ConnectionRegistry
  readonly sockets: WebSocketServer
  readonly hub: Hub
  readonly store: Store
  readonly versions: Pick<Versions, 'idle'> | null
  readonly log: Log
}

/** Takes a relay down in order: no new sockets, no open ones, everything written, the store closed. */
export const drain = async ({
  servers,
  connections,
  sockets,
  hub,
  store,
  versions,
  log,
}: DrainDeps): Promise<void> => {
  for (const server of servers) server.close()
  connections.drain()
  await within(GOODBYE_MS, async () => connections.size === 0)
  connections.terminate()
  const isWritten = await within(FLUSH_MS, () => hub.flush(), FLUSH_STEP_MS)
  if (!isWritten) log.error({}, 'the relay goes down with updates that the store did not take')
  // A client that was let in just before the drain began may have come since.
  connections.terminate()
  for (const server of servers) server.closeAllConnections()
  sockets.close()
  // A version that is being made is made, or is nowhere.
  await withDeadline(STORE_CLOSE_MS, versions?.idle() ?? Promise.resolve(), undefined)
  const isClosed = await within(STORE_CLOSE_MS, () => closeStore(store, log))
  if (!isClosed) log.error({}, 'the relay goes down with a store that did not close')
}

/** A store of the host that throws or rejects here keeps nobody from going down. */
const closeStore = async (store: Store, log: Log): Promise<boolean> => {
  try {
    await store.close()
  } catch (error) {
    log.error({ operation: 'close', err: error }, 'the store failed')
  }
  return true
}

/** Asks again and again until it is so, or the time is over: also where an answer never comes. */
const within = async (ms: number, isDone: () => Promise<boolean>, stepMs = STEP_MS): Promise<boolean> => {
  const endMs = performance.now() + ms
  while (!(await withDeadline(endMs - performance.now(), isDone(), false))) {
    if (performance.now() >= endMs) return false
    const { promise, resolve } = Promise.withResolvers<void>()
    setTimeout(resolve, stepMs)
    await promise
  }
  return true
}
