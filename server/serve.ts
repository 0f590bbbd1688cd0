// The command `homeroom serve`: one relay, or a parent with workers, each of which is a relay.
import { fork } from 'node:child_process'
import { systemClock } from './base/clock.ts'
import { DEFAULT_LIMITS } from './base/limits.ts'
import { createLog, createWorkerLog, type Log } from './base/log.ts'
import type { Config } from './command/config.ts'
import { createRelay, createWorkerRelay, type RelayOptions, urlOf } from './relay.ts'
import { memoryStore } from './store/memory.ts'
import { readyPostgresStore } from './store/postgres/postgres.ts'
import { sqliteStore } from './store/sqlite.ts'
import type { Store } from './store/store.ts'
import type { ProcessEnd } from './workers/line.ts'
import { Parent } from './workers/worker.ts'
import { Workers } from './workers/workers.ts'

/** The command has its server to itself. */
const NO_PATH = ''

/** What listens. */
export interface Served {
  readonly url: string
  /** Takes it down in order; false where that came to no good end. */
  close(): Promise<boolean>
  /** Ends other processes that it has, at once. */
  kill(): void
}

/** One relay, in this process. */
export const serveRelay = async (config: Config, page: string | null): Promise<Served> => {
  const { host, port, logLevel } = config
  const relay = createRelay(relayOptions(config, await openStore(config), createLog(logLevel), page))
  try {
    const { url } = await relay.listen({ host, port })
    return { url, close: () => relay.close().then(() => true), kill: () => undefined }
  } catch (error) {
    await relay.close()
    throw error
  }
}

/** A parent with workers; `args` are the command's own. */
export const serveWorkers = async (config: Config, args: readonly string[]): Promise<Served> => {
  const { host, port, postgres, workers: count, limits, logLevel } = config
  const workers = new Workers({
    ...{ count, base: NO_PATH, clock: systemClock, log: createLog(logLevel) },
    limits: { ...DEFAULT_LIMITS, ...limits },
    store: postgres === undefined ? await openStore(config) : await checked(postgres),
    fork: () => fork(process.argv[1] ?? '', ['worker', ...args], { serialization: 'advanced' }),
  })
  try {
    const taken = await workers.listen({ host, port })
    return {
      url: urlOf(host, taken, NO_PATH),
      close: () => workers.close(),
      kill: () => workers.kill(),
    }
  } catch (error) {
    await workers.close()
    throw error
  }
}

/** One of the workers; the parent is who started this process, and says when it ends. */
export const serveAsWorker = async (config: Config, page: string | null): Promise<void> => {
  // A terminal and a service manager give their signals to all processes; in what order they go down is the parent's to say.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => undefined)
  const parent = new Parent(process as ProcessEnd)
  const { worker, store } = await parent.begun
  const log = createWorkerLog(config.logLevel, worker)
  const options = relayOptions(config, store ?? (await openStore(config)), log, page)
  const { relay, server } = await createWorkerRelay({ ...options, bus: options.bus ?? parent.bus }, parent)
  // What Node does when a server listens: it looks after the times of its sockets.
  server.emit('listening')
  parent.ready((socket) => server.emit('connection', socket))
  const isOrphan = await parent.ended
  if (isOrphan) log.error({}, 'the parent process is gone: this worker closes')
  await relay.close()
  process.exit(isOrphan ? 1 : 0)
}

const relayOptions = (
  { host, port, data, postgres, durability, logLevel, workers, ...settings }: Config,
  store: Store,
  log: Log,
  page: string | null,
): RelayOptions & { readonly page: string | null } => ({ ...settings, store, log, page })

/** A database is looked at before anything listens: what is wrong with it is told at once. */
const openStore = async ({
  data,
  postgres,
  durability,
}: Pick<Config, 'data' | 'postgres' | 'durability'>): Promise<Store> => {
  if (postgres !== undefined) return readyPostgresStore(postgres)
  return data === ':memory:' ? memoryStore() : sqliteStore(data, { durability })
}

/** Each worker has connections of its own to a Postgres. */
const checked = async (postgres: string): Promise<null> => {
  await (await readyPostgresStore(postgres)).close()
  return null
}
