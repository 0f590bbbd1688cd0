import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { readChildren, readCpuSeconds, readRssBytes } from './proc.ts'

/** The core of the relay under test, and the one of everything else: they may be one and the same. */
const cores = { relay: '1', generator: '0' }

const START_MS = 15_000
const ANSWER_MS = 15_000
const ERRORS_KEPT = 2_000

const canPin = spawnSync('taskset', ['--version']).status === 0

const running = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))

/** Leaves the relay's core to the relay, or shares one with it; false where the system cannot. */
export const pinGenerator = (sharesCore = false): boolean => {
  if (sharesCore) cores.relay = cores.generator
  return canPin && spawnSync('taskset', ['-a', '-c', '-p', cores.generator, `${process.pid}`]).status === 0
}

/** A command that runs on the core of the relay under test. */
export const pinned = (command: readonly string[]): readonly string[] =>
  canPin ? ['taskset', '-c', cores.relay, ...command] : command

/** A relay under test, in a process of its own. */
export class RelayProcess {
  readonly port: number
  readonly #child: ChildProcess
  readonly #errors: () => string

  constructor(child: ChildProcess, port: number, errors: () => string) {
    this.#child = child
    this.port = port
    this.#errors = errors
  }

  get cpuSeconds(): number {
    return this.#sumOf(readCpuSeconds)
  }

  get rssBytes(): number {
    return this.#sumOf(readRssBytes)
  }

  /** The beginning of its standard error. */
  get errors(): string {
    return this.#errors()
  }

  get hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null
  }

  /** Collects the relay's garbage; the result is the size of the heap that it keeps, in bytes. */
  async collectGarbage(): Promise<number> {
    return (await this.ask<{ heapBytes: number }>('collect')).heapBytes
  }

  /** Its answer to a question that its file of `relays` knows. */
  async ask<Answer>(question: string): Promise<Answer> {
    const answered = once(this.#child, 'message', { signal: AbortSignal.timeout(ANSWER_MS) })
    this.#child.send(question)
    const [answer] = (await answered) as [Answer]
    return answer
  }

  /** Of the relay and the processes that it has started. */
  #sumOf(read: (pid: number) => number): number {
    const pid = this.#child.pid as number
    return [pid, ...readChildren(pid)].reduce((sum, one) => sum + read(one), 0)
  }

  async stop(): Promise<void> {
    if (!this.hasEnded) {
      const ended = once(this.#child, 'exit')
      this.#child.kill('SIGKILL')
      await ended
    }
    running.delete(this.#child)
  }
}

/** Starts a file of `relays` as a process, on a core of its own or on any; `nodeFlags` are for Node, `args` for the file. */
export const startRelay = async (
  file: string,
  args: readonly string[] = [],
  nodeFlags: readonly string[] = [],
  cores: 'own' | 'any' = 'own',
): Promise<RelayProcess> => {
  const path = fileURLToPath(new URL(`relays/${file}`, import.meta.url))
  const command = [process.execPath, '--expose-gc', ...nodeFlags, path, ...args]
  const [program = '', ...rest] = cores === 'own' ? pinned(command) : command
  const child = spawn(program, rest, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
  running.add(child)
  let errors = ''
  child.stderr?.on('data', (text: Buffer) => {
    errors = `${errors}${text}`.slice(0, ERRORS_KEPT)
  })
  const ended = once(child, 'exit').then(() => {
    throw new Error(`${file} did not start: ${errors}`)
  })
  const started = once(child, 'message', { signal: AbortSignal.timeout(START_MS) })
  // If the child ends later, nobody waits for this promise any more.
  ended.catch(() => null)
  const [{ port }] = (await Promise.race([started, ended])) as [{ port: number }]
  return new RelayProcess(child, port, () => errors)
}
