import { execFileSync, spawn } from 'node:child_process'
import { chownSync, existsSync, globSync, mkdirSync, readFileSync } from 'node:fs'
import { createConnection } from 'node:net'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { onTestCleanup } from './cleanup.ts'
import { freePort } from './guide-world.ts'
import { tempFolder } from './temp-folder.ts'
import { until } from './until.ts'

/** Debian has it where nobody looks for commands. */
const folderOfCommands = (): string => {
  const [found] = globSync('/usr/lib/postgresql/*/bin/postgres').sort().toReversed()
  if (found === undefined) throw new Error('There is no Postgres here: scripts/setup.sh installs it.')
  return join(found, '..')
}

/** Postgres does not run as root: then the user is one with few rights, who is on every machine. */
export const ordinaryUser = (): { readonly uid: number; readonly gid: number } => {
  const { uid, gid } = userInfo()
  if (uid !== 0) return { uid, gid }
  const [, id = '65534'] = /^nobody:[^:]*:(\d+)/m.exec(readFileSync('/etc/passwd', 'utf8')) ?? []
  return { uid: Number(id), gid: Number(id) }
}

/** A real Postgres on a free port, with an empty database; stopped and gone when the test ends. */
export const startPostgres = async () => {
  const commands = folderOfCommands()
  const as = ordinaryUser()
  const folder = tempFolder()
  const data = join(folder, 'data')
  mkdirSync(data, { mode: 0o700 })
  for (const path of [folder, data]) chownSync(path, as.uid, as.gid)
  const locale = { ...process.env, LC_ALL: 'C.UTF-8' }
  const options = ['-D', data, '-U', 'homeroom', '--auth=trust', '--encoding=UTF8', '--no-sync']
  execFileSync(join(commands, 'initdb'), options, { ...as, env: locale, stdio: 'pipe' })

  const port = await freePort()
  let running: ReturnType<typeof run> | null = null

  const run = () => {
    // No socket file beside the port, and no wait for a disk whose content nobody needs later.
    const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'fsync=off']
    const args = ['-D', data, '-p', `${port}`, ...settings.flatMap((setting) => ['-c', setting])]
    const child = spawn(join(commands, 'postgres'), args, { ...as, env: locale, stdio: 'ignore' })
    return { child, ended: new Promise((resolve) => child.once('close', resolve)) }
  }

  const start = async () => {
    running = run()
    const isReady = () => existsSync(join(data, 'postmaster.pid')) && answers(port)
    await until(isReady, 'Postgres takes connections')
  }

  /** Ends it at once, and every connection with it. */
  const stop = async () => {
    running?.child.kill('SIGQUIT')
    await running?.ended
    running = null
  }

  await start()
  onTestCleanup(stop)
  const env = { PGHOST: '127.0.0.1', PGPORT: `${port}`, PGUSER: 'homeroom', PGDATABASE: 'postgres' }
  return { env, start, stop }
}

/** It closes what comes too early, and says nothing. */
const answers = (port: number): Promise<boolean> => {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const socket = createConnection(port, '127.0.0.1')
  socket.on('error', () => resolve(false))
  // A request for TLS, which each Postgres answers by one letter.
  socket.on('connect', () => socket.write(Uint8Array.of(0, 0, 0, 8, 4, 210, 22, 47)))
  socket.on('data', () => {
    socket.destroy()
    resolve(true)
  })
  socket.on('close', () => resolve(false))
  return promise
}
