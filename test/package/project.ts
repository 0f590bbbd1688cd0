// An empty project of somebody else, with the packed Homeroom installed from the registry's other packages.
import { spawn } from 'node:child_process'
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inject } from 'vitest'
import { onTestCleanup } from '../support/cleanup.ts'

const NPM_INSTALL = ['install', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error']

/** What ends a process that hangs, in ms: no measurement. */
const HANG_MS = 240_000

/** A process that still runs. */
interface Running {
  /** Waits for text that matches, on either output. Rejects with all of the output where the process ends before. */
  line(pattern: RegExp): Promise<RegExpExecArray>
}

export interface Project {
  readonly folder: string
  /** Runs a command to its end and gives what it printed; rejects with that where it fails. */
  run(command: string, args: readonly string[], env?: Readonly<Record<string, string>>): Promise<string>
  /** Starts a command, which is ended with the test. */
  start(command: string, args: readonly string[], env?: Readonly<Record<string, string>>): Running
  /** The path of a command that a dependency has brought. */
  bin(name: string): string
}

/** Makes a project with Homeroom, other packages (`vite@8`) and files of test/package/apps, and installs it. */
export const createProject = async (
  packages: readonly string[],
  apps: readonly string[],
): Promise<Project> => {
  const folder = await mkdtemp(join(tmpdir(), 'homeroom-project-'))
  onTestCleanup(() => rm(folder, { recursive: true, force: true }))
  await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }))
  for (const app of apps)
    await cp(fileURLToPath(new URL(`apps/${app}`, import.meta.url)), folder, { recursive: true })
  const project = projectIn(folder)
  await project.run('npm', [...NPM_INSTALL, inject('tarball'), ...packages])
  return project
}

const projectIn = (folder: string): Project => {
  const start: Project['start'] = (command, args, env) => new RunningProcess(folder, command, args, env)
  return {
    folder,
    start,
    run: (command, args, env) => new RunningProcess(folder, command, args, env).end(),
    bin: (name) => join(folder, 'node_modules/.bin', name),
  }
}

class RunningProcess implements Running {
  readonly #command: string
  #output = ''
  #isOver = false
  readonly #watchers = new Set<() => void>()
  readonly #ended: Promise<number | null>

  constructor(folder: string, command: string, args: readonly string[], env: Record<string, string> = {}) {
    this.#command = [command, ...args].join(' ')
    const process_ = spawn(command, args, {
      cwd: folder,
      env: { ...process.env, NODE_ENV: undefined, NEXT_TELEMETRY_DISABLED: '1', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own: npx and Next start further processes.
      detached: true,
    })
    const kill = () => {
      if (!this.#isOver && process_.pid !== undefined) process.kill(-process_.pid, 'SIGKILL')
    }
    const hang = setTimeout(kill, HANG_MS)
    for (const stream of [process_.stdout, process_.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.#output += text
        this.#look()
      })
    this.#ended = new Promise((resolve) => {
      process_.on('error', (error) => {
        this.#output += String(error)
        resolve(null)
      })
      process_.on('close', (code) => {
        this.#isOver = true
        resolve(code)
      })
    })
    void this.#ended.then(() => {
      clearTimeout(hang)
      this.#look()
    })
    onTestCleanup(async () => {
      kill()
      await this.#ended
    })
  }

  async end(): Promise<string> {
    const code = await this.#ended
    if (code !== 0) throw new Error(`${this.#command} ended with ${code}:\n${this.#output}`)
    return this.#output
  }

  line(pattern: RegExp): Promise<RegExpExecArray> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const match = pattern.exec(this.#output)
        if (match !== null) resolve(match)
        else if (this.#isOver) reject(new Error(`${this.#command} ended:\n${this.#output}`))
      }
      this.#watchers.add(look)
      look()
    })
  }

  #look(): void {
    for (const look of this.#watchers) look()
  }
}
