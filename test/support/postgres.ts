import { execFileSync, spawn } from 'node:child_process'
import { chownSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { onTestCleanup } from './cleanup.ts'
import { freePort } from './guide-world.ts'
import { LOOPBACKS } from './loopbacks.ts'
import { childrenOf, folderOfPostgres, ordinaryUser } from './server-programs.ts'
import { tempFolder } from './temp-folder.ts'
import { until } from './until.ts'

export interface PostgresOptions {
  /** What was copied of the folder of another one, to begin with; an empty one by default. */
  readonly copyOf?: string
  /** The port to listen on; a free one by default. */
  readonly port?: number
  /** Whether a commit waits for the disk: for tests whose server is killed (false). */
  readonly fsync?: boolean
}

/** A real Postgres, with an empty database; stopped and gone when the test, or the file that starts it at its top level, ends. */
export const startPostgres = async ({ copyOf, port: given, fsync = false }: PostgresOptions = {}) => {
  const commands = folderOfPostgres()
  const as = ordinaryUser()
  const folder = tempFolder()
  const data = join(folder, 'data')
  const locale = { ...process.env, LC_ALL: 'C.UTF-8' }
  chownSync(folder, as.uid, as.gid)
  if (copyOf === undefined) {
    mkdirSync(data, { mode: 0o700 })
    chownSync(data, as.uid, as.gid)
    const options = ['-D', data, '-U', 'homeroom', '--auth=trust', '--encoding=UTF8', '--no-sync']
    execFileSync(join(commands, 'initdb'), options, { ...as, env: locale, stdio: 'pipe' })
  } else execFileSync('cp', ['-a', copyOf, data])

  const port = given ?? (await freePort())
  const urlOf = (database: string) => `postgres://homeroom@127.0.0.1:${port}/${database}`
  let running: ReturnType<typeof run> | null = null

  const run = () => {
    // No socket file beside the port.
    const settings = [
      `listen_addresses=${LOOPBACKS.join()}`,
      'unix_socket_directories=',
      `fsync=${fsync ? 'on' : 'off'}`,
    ]
    const args = ['-D', data, '-p', `${port}`, ...settings.flatMap((setting) => ['-c', setting])]
    const child = spawn(join(commands, 'postgres'), args, { ...as, env: locale, stdio: 'ignore' })
    return { child, ended: new Promise((resolve) => child.once('close', resolve)) }
  }

  const start = async () => {
    running = run()
    await until(() => answers(urlOf('postgres')), 'Postgres takes connections', 60_000)
  }

  /** To the server and to the processes of all its connections, which have groups of their own. */
  const signal = (name: NodeJS.Signals) => {
    const pid = running?.child.pid
    for (const one of pid === undefined ? [] : [pid, ...childrenOf(pid)])
      try {
        process.kill(one, name)
      } catch {
        // Its connection has ended meanwhile.
      }
  }

  const ended = async () => {
    await running?.ended
    running = null
  }

  const env = { PGHOST: '127.0.0.1', PGPORT: `${port}`, PGUSER: 'homeroom', PGDATABASE: 'postgres' }
  /** Ends it at once, and every connection with it. */
  const stop = async () => {
    running?.child.kill('SIGQUIT')
    await ended()
  }

  /** As a loss of the machine does: nothing of it does anything more. */
  const kill = async () => {
    signal('SIGKILL')
    await ended()
  }

  await start()
  onTestCleanup(kill)
  return {
    env,
    data,
    port,
    start,
    stop,
    kill,
    freeze: () => signal('SIGSTOP'),
    thaw: () => signal('SIGCONT'),
    /** Does statements in a database, by a connection of its own. */
    sql: async (statements: string, url = urlOf('postgres')) => {
      const client = new pg.Client(url)
      await client.connect()
      try {
        return (await client.query(statements)).rows
      } finally {
        await client.end()
      }
    },
    /** A new database, as a URL. */
    newDatabase: () => makeDatabase(urlOf),
  }
}

let databases = 0

const makeDatabase = async (urlOf: (database: string) => string): Promise<string> => {
  databases += 1
  const name = `school_${databases}`
  const client = new pg.Client(urlOf('postgres'))
  await client.connect()
  try {
    await client.query(`CREATE DATABASE ${name}`)
  } finally {
    await client.end()
  }
  return urlOf(name)
}

/** While it starts it refuses. */
const answers = async (url: string): Promise<boolean> => {
  const client = new pg.Client(url)
  try {
    await client.connect()
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => undefined)
  }
}
