import { type ChildProcess, spawn } from 'node:child_process'
import { chownSync, writeFileSync } from 'node:fs'
import { createConnection } from 'node:net'
import { join } from 'node:path'
import { onTestCleanup } from './cleanup.ts'
import { freePort } from './guide-world.ts'
import { LOOPBACKS } from './loopbacks.ts'
import { ordinaryUser } from './server-programs.ts'
import { tempFolder } from './temp-folder.ts'
import { until } from './until.ts'

/** A real redis-server on a free port, with nothing in it and nothing on the disk; stopped and gone when the test ends. */
export const startRedis = async (...settings: readonly string[]) => startServer(settings)

export type RedisProcess = Awaited<ReturnType<typeof startRedis>>

const startServer = async (settings: readonly string[], config?: string) => {
  const as = ordinaryUser()
  const folder = tempFolder()
  chownSync(folder, as.uid, as.gid)
  const port = await freePort()
  let running: { readonly child: ChildProcess; readonly ended: Promise<unknown> } | null = null

  const start = async () => {
    const own = ['--port', `${port}`, '--bind', ...LOOPBACKS, '--dir', folder]
    const args = [...(config === undefined ? ['--save', ''] : [config]), ...own, ...settings]
    const child = spawn('redis-server', args, { ...as, stdio: 'ignore' })
    running = { child, ended: new Promise((resolve) => child.once('close', resolve)) }
    await until(() => answers(port), 'Redis takes connections')
  }

  /** Ends it at once, and every connection with it. */
  const stop = async () => {
    running?.child.kill('SIGKILL')
    await running?.ended
    running = null
  }

  await start()
  onTestCleanup(stop)
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    start,
    stop,
    /** It stands still, and its connections stay open. */
    freeze: () => running?.child.kill('SIGSTOP'),
    thaw: () => running?.child.kill('SIGCONT'),
    /** Has it do one command, in words without spaces, and gives what it answers as it stands on the wire. */
    order: (...words: readonly string[]) => order(port, words),
  }
}

const order = (port: number, words: readonly string[]): Promise<string> => {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const socket = createConnection(port, '127.0.0.1')
  socket.once('error', reject)
  socket.once('connect', () => socket.write(`${words.join(' ')}\r\n`))
  socket.once('data', (bytes) => {
    socket.destroy()
    resolve(bytes.toString())
  })
  return promise
}

const answers = async (port: number): Promise<boolean> => {
  try {
    return /^[+-]/.test(await order(port, ['PING']))
  } catch {
    return false
  }
}

/** Servers of which each has a third of a cluster's slots. */
export const startRedisCluster = async () => {
  const servers = [await clustered(), await clustered(), await clustered()] as const
  const thirds = [0, 5461, 10923, 16384]
  for (const [index, server] of servers.entries()) {
    await server.order('CLUSTER', 'ADDSLOTSRANGE', `${thirds[index]}`, `${(thirds[index + 1] ?? 0) - 1}`)
    for (const { port, busPort } of servers)
      await server.order('CLUSTER', 'MEET', '127.0.0.1', `${port}`, `${busPort}`)
  }
  const isWhole = async (server: RedisProcess) =>
    (await server.order('CLUSTER', 'INFO')).includes('slots_ok:16384')
  await until(async () => (await Promise.all(servers.map(isWhole))).every(Boolean), 'the cluster is whole')
  return servers
}

const clustered = async () => {
  // The port by which they find each other would be far above the other one, and may be taken.
  const busPort = await freePort()
  const server = await startRedis(
    ...['--cluster-enabled', 'yes', '--cluster-node-timeout', '2000', '--cluster-port', `${busPort}`],
    ...['--cluster-require-full-coverage', 'no'],
  )
  return { ...server, busPort }
}

/** A server, a second one that follows it, and a sentinel that watches both: it alone decides. */
export const startRedisWatched = async () => {
  const master = await startRedis()
  await startRedis('--replicaof', `127.0.0.1 ${master.port}`)
  await until(
    async () => (await master.order('INFO', 'replication')).includes('state=online'),
    'it is followed',
  )
  const folder = tempFolder()
  const config = join(folder, 'sentinel.conf')
  const lines = ['sentinel monitor main 127.0.0.1 PORT 1', 'sentinel down-after-milliseconds main 1000']
  writeFileSync(config, lines.join('\n').replace('PORT', `${master.port}`))
  const { uid, gid } = ordinaryUser()
  for (const path of [folder, config]) chownSync(path, uid, gid)
  const sentinel = await startServer(['--sentinel'], config)
  const knowsBoth = async () =>
    (await sentinel.order('SENTINEL', 'REPLICAS', 'main')).includes('role-reported')
  await until(knowsBoth, 'the sentinel knows both', 30_000)
  return { url: `redis+sentinel://127.0.0.1:${sentinel.port}/main`, master }
}
