// What a section of a guide takes for granted: an empty folder with the package in it, a relay, a secret.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestCleanup } from './cleanup.ts'
import type { GuideBlock, GuideSection } from './guide-sections.ts'
import { startRelay } from './start-relay.ts'
import { ORDERED, SECRET } from './tokens.ts'
import { until } from './until.ts'
import { WEBHOOK_SECRET } from './webhook-receiver.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const BIN = join(ROOT, 'node_modules/node/bin')

/** Not in git, and below the project's own node_modules, where the packages that a guide installs are found. */
const FOLDER = join(ROOT, `dist/.guides-${process.pid}`)

/** What a builder has after `npm i homeroom`: the package, its command, and a package.json. */
const openFolder = (): void => {
  mkdirSync(join(FOLDER, 'node_modules/.bin'), { recursive: true })
  writeFileSync(join(FOLDER, 'package.json'), '{ "type": "module" }')
  symlinkSync(ROOT, join(FOLDER, 'node_modules/homeroom'))
  const command = `#!/bin/sh\nexec node ${join(ROOT, 'dist/server/bin.js')} "$@"\n`
  writeFileSync(join(FOLDER, 'node_modules/.bin/homeroom'), command, { mode: 0o755 })
}

export const removeGuideFolder = (): void => rmSync(FOLDER, { recursive: true, force: true })

export interface WrittenBlock extends GuideBlock {
  /** Its file, for the ports of the test. */
  readonly file: string
}

export interface GuideWorld {
  readonly folder: string
  /** Where the relay of the section is, or will be: `ws://127.0.0.1:PORT`. */
  readonly wsUrl: string
  readonly port: number
  readonly blocks: readonly WrittenBlock[]
}

export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return address.port
}

/** A block of the section starts a server itself. */
const LISTENS = /\.listen\((\{|1234)|\bserve\(|^ *(?:npx |node_modules\/\.bin\/)homeroom( serve| --| &|$)/m

let sections = 0

/** The files of a section, with ports that are free; the ports 1234, 1235 and 3000 stand in the guides. */
export const writeSection = async (
  { blocks }: GuideSection,
  port: number,
  newPort = 1235,
): Promise<WrittenBlock[]> => {
  if (sections === 0) openFolder()
  sections += 1
  const folder = join(FOLDER, `${sections}`)
  mkdirSync(folder)
  symlinkSync('../node_modules', join(folder, 'node_modules'))
  const appPort = await freePort()
  const ports = new Map([
    ['1234', port],
    ['1235', newPort],
    ['3000', appPort],
  ])
  const withPorts = (text: string) =>
    text.replaceAll(/\b(1234|1235|3000)\b/g, (named) => `${ports.get(named)}`)
  return blocks.map((block, index) => {
    const code = withPorts(block.code)
    const file = join(folder, block.name ?? `block-${index}.${block.language}`)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, code)
    return { ...block, code, file, output: block.output.map(withPorts) }
  })
}

/** A section, with a relay where none of its blocks starts one. */
export const openSection = async (section: GuideSection): Promise<GuideWorld> => {
  const needsSecret = /HOMEROOM_SECRET/.test(section.text)
  const port = await freePort()
  const access = needsSecret ? ORDERED : {}
  if (!LISTENS.test(section.text)) await startRelay({ port, ...access })
  const newPort = await freePort()
  // A move is from one relay to another one.
  if (/\b1235\b/.test(section.text)) await startRelay({ port: newPort, ...access })
  const blocks = await writeSection(section, port, newPort)
  return { folder: join(FOLDER, `${sections}`), wsUrl: `ws://127.0.0.1:${port}`, port, blocks }
}

/** A process of the guide; `ended` is its exit code, and null while it runs. */
interface Run {
  readonly child: ChildProcess
  readonly said: () => string
  readonly ended: () => number | null
}

const start = (world: GuideWorld, command: string, args: readonly string[], env: NodeJS.ProcessEnv): Run => {
  const child = spawn(command, args, {
    cwd: world.folder,
    env: { PATH: `${BIN}:${process.env.PATH}`, HOME: process.env.HOME, ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // A group of its own: a shell ends with what it has started.
    detached: true,
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
  onTestCleanup(() => {
    if (child.pid === undefined || (child.exitCode !== null && command !== 'bash')) return
    try {
      process.kill(-child.pid, 'SIGKILL')
    } catch (error) {
      // All of the group have ended.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
    }
  })
  return { child, said: () => said, ended: () => child.exitCode }
}

const environmentOf = ({ text }: GuideSection): NodeJS.ProcessEnv => ({
  ...(/HOMEROOM_SECRET/.test(text) && { HOMEROOM_SECRET: SECRET }),
  ...(/HOMEROOM_WEBHOOK_SECRET/.test(text) && { HOMEROOM_WEBHOOK_SECRET: WEBHOOK_SECRET }),
})

/** Its top level has run when it says so: it may go on after that, as a server does. */
const RUN = `await import(process.argv[1]); process.send('ran')`

/** Runs a block in a process of its own; gives what says at the end whether it has failed meanwhile. */
export const runNodeBlock = async (world: GuideWorld, section: GuideSection, block: WrittenBlock) => {
  const args = ['--input-type=module', '--eval', RUN, block.file]
  const run = start(world, 'node', args, environmentOf(section))
  let hasRun = false
  run.child.on('message', () => {
    hasRun = true
  })
  await until(() => hasRun || run.ended() !== null, `${block.source} has run`, 20_000)
  await saidAll(run, block)
  return () => faultOf(run, block)
}

/** A line that installs changes the reader's machine, and a test of the package does it. */
const INSTALLS = /^.*\bnpm (i|install|ci|create)\b.*\n?/gm

/** Runs a block of the shell until it ends, or until the server that it starts says where it listens. */
export const runShellBlock = async (world: GuideWorld, section: GuideSection, block: WrittenBlock) => {
  const script = block.code
    .replaceAll(INSTALLS, '')
    .replaceAll('$(openssl rand -hex 32)', SECRET)
    .replaceAll('whsec_$(openssl rand -base64 32)', WEBHOOK_SECRET)
  const env = { ...environmentOf(section), HOMEROOM_PORT: `${world.port}` }
  const run = start(world, 'bash', ['-euo', 'pipefail', '-c', script], env)
  await until(
    () => run.ended() !== null || /listening on/.test(run.said()),
    `${block.source} has run`,
    30_000,
  )
  await saidAll(run, block)
  return () => faultOf(run, block)
}

const saidAll = async (run: Run, { source, output }: GuideBlock): Promise<void> => {
  for (const line of output) {
    await until(
      () => run.said().includes(line) || (run.ended() ?? 0) !== 0,
      `${source} prints ${line}; it printed ${run.said()}`,
    )
  }
}

const faultOf = (run: Run, { source, output }: GuideBlock): string | null => {
  const code = run.ended()
  if (code !== null && code !== 0) return `${source} ended with ${code}: ${run.said()}`
  const missing = output.find((line) => !run.said().includes(line))
  return missing === undefined ? null : `${source} did not print ${missing}`
}
