import type { Server } from 'node:http'
import type { WebSocketServer } from 'ws'
import { withDeadline } from './base/deadline.ts'
import type { Log } from './base/log.ts'
import type { RelayParts } from './relay-parts.ts'
import type { Store } from './store/store.ts'

/**
 * How long clients have to answer the close, the store to take what is left, hooks of the host to be told of it, chat, attendance and a
 * version to be written, the bus and the store to close: together, with the 0.8 s of webhooks, under 10 s.
 */
const GOODBYE_MS = 2_000
const FLUSH_MS = 3_500
const HOOKS_MS = 1_500
const CHAT_MS = 300
const ATTENDANCE_MS = 500
const VERSIONS_MS = 500
const BUS_CLOSE_MS = 100
const STORE_CLOSE_MS = 1_000
const STEP_MS = 20
const FLUSH_STEP_MS = 250

export interface DrainDeps extends RelayParts {
  readonly servers: ReadonlySet<Server>
  readonly sockets: WebSocketServer
  readonly log: Log
}

/** Takes a relay down in order: no new sockets, no open ones, everything written, the store closed. */
export const drain = async (deps: DrainDeps): Promise<void> => {
  const {
    servers,
    connections,
    sockets,
    handles,
    hub,
    hooks,
    attendanceLog,
    chat,
    versions,
    webhooks,
    node,
    store,
    log,
  } = deps
  for (const server of servers) server.close()
  handles.drain()
  connections.drain()
  await within(GOODBYE_MS, async () => connections.size === 0)
  connections.terminate()
  const isWritten = await within(FLUSH_MS, () => hub.flush(), FLUSH_STEP_MS)
  if (!isWritten) log.error({}, 'the relay goes down with updates that the store did not take')
  handles.abandon()
  // A client that was let in just before the drain began may have come since.
  connections.terminate()
  const isTold = await within(HOOKS_MS, () => hooks.settle(), FLUSH_STEP_MS)
  if (!isTold) log.error({}, 'the relay goes down with hooks that have not settled')
  await withDeadline(CHAT_MS, chat?.idle() ?? Promise.resolve(), undefined)
  hub.close()
  await within(ATTENDANCE_MS, async () => (await attendanceLog?.write()) ?? true)
  for (const server of servers) server.closeAllConnections()
  sockets.close()
  // A version that is being made is made, or is nowhere.
  await withDeadline(VERSIONS_MS, versions?.idle() ?? Promise.resolve(), undefined)
  await webhooks?.close()
  await withDeadline(BUS_CLOSE_MS, node?.close() ?? Promise.resolve(), undefined)
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
