import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createClient } from '@redis/client'
import pg from 'pg'
import { childrenOf, folderOfPostgres, ordinaryUser } from '../../test/support/server-programs.ts'
import { readCpuSeconds } from '../proc.ts'
import { pinned } from '../relay-process.ts'

const LOOK_MS = 50
const START_MS = 20_000

const running = new Set<() => void>()
process.on('exit', () => {
  for (const end of running) end()
})

/** A server of its own on a free port, with a folder that goes with it. */
interface Server {
  readonly port: number
  readonly pid: number
  stop(): Promise<void>
}

type Start = (port: number, folder: string) => ChildProcess

const startServer = async (start: Start, answers: (port: number) => Promise<unknown>): Promise<Server> => {
  const port = await freePort()
  const folder = mkdtempSync(join(tmpdir(), 'homeroom-bench-'))
  const { uid, gid } = ordinaryUser()
  chownSync(folder, uid, gid)
  const child = start(port, folder)
  const end = () => {
    // Postgres ends at once, and all of its processes with it, by this signal alone.
    child.kill('SIGQUIT')
    rmSync(folder, { recursive: true, force: true })
  }
  running.add(end)
  const ended = once(child, 'exit')
  const endMs = performance.now() + START_MS
  while (!(await answers(port).then(...IS_THERE))) {
    if (performance.now() > endMs) throw new Error(`${child.spawnfile} does not answer`)
    await sleep(LOOK_MS)
  }
  return {
    port,
    pid: child.pid as number,
    async stop() {
      child.kill('SIGQUIT')
      await ended
      running.delete(end)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const IS_THERE = [() => true, () => false] as const

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}

/** Numbers of a server so far. */
export type Counts = Readonly<Record<string, number>>

/** The versions of the servers that are installed. */
export const serverVersions = (): Readonly<Record<string, string>> => {
  const versionOf = (program: string) =>
    /\d+\.[\d.]*\d/.exec(execFileSync(program, ['--version'], { encoding: 'utf8' }))?.[0] ?? 'unknown'
  return { Redis: versionOf('redis-server'), Postgres: versionOf(join(folderOfPostgres(), 'postgres')) }
}

/** A Redis beside the relays, on their core. */
export const startRedis = async () => {
  const clientOf = (port: number) =>
    createClient({ url: `redis://127.0.0.1:${port}`, socket: { reconnectStrategy: false } }).on(
      'error',
      () => undefined,
    )
  const server = await startServer(
    (port, dir) => {
      const args = ['--save', '', '--port', `${port}`, '--bind', '127.0.0.1', '--dir', dir]
      const [program = '', ...rest] = pinned(['redis-server', ...args])
      return spawn(program, rest, { stdio: 'ignore' })
    },
    async (port) => {
      const client = await clientOf(port).connect()
      client.destroy()
    },
  )
  const client = clientOf(server.port)
  await client.connect()

  return {
    url: `redis://127.0.0.1:${server.port}`,
    port: server.port,
    async counts(): Promise<Counts> {
      const text = await client.info()
      const commands = await client.info('commandstats')
      const published = /^cmdstat_publish:calls=(\d+)/m.exec(commands)?.[1] ?? 0
      const bytes = /^total_net_input_bytes:(\d+)/m.exec(text)?.[1] ?? 0
      return {
        published: Number(published),
        busBytes: Number(bytes),
        redisCpuSeconds: readCpuSeconds(server.pid),
      }
    },
    /** How many messages go to each channel in `ms`, counted by somebody who hears all of them. */
    async listen(ms: number): Promise<ReadonlyMap<string, number>> {
      const countByChannel = new Map<string, number>()
      const listener = client.duplicate().on('error', () => undefined)
      await listener.connect()
      await listener.pSubscribe('*', (_, channel) => {
        countByChannel.set(channel, (countByChannel.get(channel) ?? 0) + 1)
      })
      await sleep(ms)
      listener.destroy()
      return countByChannel
    },
    async stop(): Promise<void> {
      client.destroy()
      await server.stop()
    },
  }
}

export type Redis = Awaited<ReturnType<typeof startRedis>>

/** A Postgres as it comes, whose commits wait for the disk. */
export const startPostgres = async () => {
  const programs = folderOfPostgres()
  const as = ordinaryUser()
  const env = { ...process.env, LC_ALL: 'C.UTF-8' }
  const urlOf = (port: number, database: string) => `postgres://homeroom@127.0.0.1:${port}/${database}`
  const query = async (url: string, text: string) => {
    const client = new pg.Client(url)
    await client.connect()
    try {
      return (await client.query(text)).rows
    } finally {
      await client.end()
    }
  }
  const server = await startServer(
    (port, folder) => {
      const data = join(folder, 'data')
      mkdirSync(data, { mode: 0o700 })
      chownSync(data, as.uid, as.gid)
      const options = ['-D', data, '-U', 'homeroom', '--auth=trust', '--encoding=UTF8', '--no-sync']
      execFileSync(join(programs, 'initdb'), options, { ...as, env, stdio: 'pipe' })
      const args = ['-D', data, '-p', `${port}`, '-k', '', '-c', 'listen_addresses=127.0.0.1']
      return spawn(join(programs, 'postgres'), args, { ...as, env, stdio: 'ignore' })
    },
    (port) => query(urlOf(port, 'postgres'), 'SELECT 1'),
  )
  let databases = 0
  return {
    /** A new database, as a URL. */
    async newDatabase(): Promise<string> {
      databases += 1
      await query(urlOf(server.port, 'postgres'), `CREATE DATABASE school_${databases}`)
      return urlOf(server.port, `school_${databases}`)
    },
    /** How many transactions a database has had: Postgres counts those that ended over a second ago. */
    async commitsIn(url: string): Promise<number> {
      const name = new URL(url).pathname.slice(1)
      const text = `SELECT xact_commit FROM pg_stat_database WHERE datname = '${name}'`
      const [row] = await query(urlOf(server.port, 'postgres'), text)
      return Number(row.xact_commit)
    },
    get cpuSeconds(): number {
      return [server.pid, ...childrenOf(server.pid)].reduce((total, pid) => total + readCpuSeconds(pid), 0)
    },
    stop: () => server.stop(),
  }
}

export type Postgres = Awaited<ReturnType<typeof startPostgres>>
