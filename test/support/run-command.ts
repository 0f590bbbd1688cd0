import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestCleanup } from './cleanup.ts'
import { until } from './until.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** The Node that the project brings along. */
const NODE = resolve(ROOT, 'node_modules/.bin/node')

/** Where Node keeps the code that it has compiled: a process that starts then takes less than half of the time. */
const COMPILED = resolve(ROOT, 'node_modules/.cache/node')

/** A process of the project, by its path from the root, with what it has said; killed when the test ends. `under` starts it. */
export const runNode = (
  file: string,
  args: readonly string[] = [],
  env: NodeJS.ProcessEnv = {},
  under: readonly string[] = [],
) => {
  const [program = NODE, ...rest] = [...under, NODE, resolve(ROOT, file), ...args]
  const child: ChildProcess = spawn(program, rest, {
    env: { PATH: process.env.PATH, NODE_COMPILE_CACHE: COMPILED, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  const closed = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>
  onTestCleanup(async () => {
    child.kill('SIGKILL')
    await closed
  })

  return {
    pid: child.pid,
    stdout: () => stdout,
    stderr: () => stderr,
    isRunning: () => child.exitCode === null && child.signalCode === null,
    kill: (signal: NodeJS.Signals) => child.kill(signal),
    /** The exit code, or null where a signal ended it; all that it said has been read by then. */
    exited: async (): Promise<number | null> => (await closed)[0],
  }
}

/** A machine that is busy with other tests takes so long to start a process. */
const START_MS = 60_000

/** The real command, once it listens. */
export const runRelay = async (
  args: readonly string[] = [],
  env: NodeJS.ProcessEnv = {},
  under: readonly string[] = [],
) => {
  const command = runNode(
    'server/bin.ts',
    ['serve', ...(args.includes('--port') ? [] : ['--port', '0']), ...args],
    env,
    under,
  )
  const url = await until(
    () => {
      if (!command.isRunning()) throw new Error(`the relay did not start: ${command.stderr()}`)
      return /listening on (http:[^\s,]+)/.exec(command.stdout())?.[1]
    },
    'the relay listens',
    START_MS,
  )
  return { ...command, url, wsUrl: url.replace('http', 'ws') }
}
