import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { readVersion } from './base/version.ts'
import { nearbyOf, openPage, serveClass } from './class.ts'
import { CLASS_FLAGS, readClassRequest } from './command/class-command.ts'
import { classNotice } from './command/class-notice.ts'
import { type Config, readConfig, SERVE_FLAGS } from './command/config.ts'
import type { DataCommand, Output } from './command/data-command.ts'
import { DATA_COMMANDS, DATA_HELP } from './command/data-commands.ts'
import { flagHelp } from './command/flags.ts'
import { ROOM_COMMANDS, ROOM_HELP } from './command/room-commands.ts'
import { readTokenRequest, TOKEN_FLAGS } from './command/token-command.ts'
import { type Served, serveAsWorker, serveRelay, serveWorkers } from './serve.ts'
import { mintToken } from './token.ts'

/** Hosts that stand for all addresses of the machine. */
const EVERYWHERE = ['0.0.0.0', '::']

const EXIT_FAILED = 1
const EXIT_USAGE = 2

const CLASS_HELP = `homeroom class NAME [flags]   runs a relay for one class: links for its host and for everyone, with a QR code
${flagHelp(CLASS_FLAGS)}`

const TOKEN_HELP = `homeroom token [flags]        prints a JSON Web Token, for trying things
${flagHelp(TOKEN_FLAGS)}`

const OWN_HELP: ReadonlyMap<string, string> = new Map([
  ['class', CLASS_HELP],
  ['token', TOKEN_HELP],
])

const HELP = `homeroom: a room server for people who are in the same place on the web at the same time

homeroom [serve] [flags]      runs a relay
${flagHelp(SERVE_FLAGS)}

${CLASS_HELP}

${TOKEN_HELP}

${DATA_HELP}

${ROOM_HELP}

homeroom --help, --version

Each flag has an environment twin (HOMEROOM_PORT for --port). Secrets are better there.
Clients connect to ws://HOST:PORT/<room>.`

const commandOf = (name: string) => DATA_COMMANDS.get(name) ?? ROOM_COMMANDS.get(name)

/** Runs the command and gives the exit code, or null while a relay runs. */
export const run = async (args: readonly string[], env: NodeJS.ProcessEnv): Promise<number | null> => {
  const [first = 'serve', ...rest] = args
  const [second, ...others] = rest
  const command = commandOf(first)
  const commandOfTwo = commandOf(`${first} ${second}`)
  if (args.includes('--help') || args.includes('-h')) return print(OWN_HELP.get(first) ?? HELP)
  if (args.includes('--version') || args.includes('-v')) return print(readVersion())
  if (first === 'token') return token(rest, env)
  if (first === 'class') return teach(rest, env)
  if (command !== undefined) return work(command, rest, env)
  if (commandOfTwo !== undefined) return work(commandOfTwo, others, env)
  if (first === 'worker' && process.connected) return serveForParent(rest, env)
  const seconds = secondWordsOf(first)
  if (seconds.length > 0)
    return usage([
      `${first} is followed by ${seconds.join(', ')}${second === undefined ? '' : `, not ${JSON.stringify(second)}`}`,
    ])
  return serve(first === 'serve' ? rest : args, env)
}

/** What may follow the first word of commands of two words; none where there are none. */
const secondWordsOf = (first: string): readonly string[] =>
  [...DATA_COMMANDS.keys(), ...ROOM_COMMANDS.keys()]
    .map((name) => name.split(' '))
    .flatMap(([word, second]) => (word === first && second !== undefined ? [second] : []))

const serve = async (args: readonly string[], env: NodeJS.ProcessEnv): Promise<number | null> => {
  const { config, faults } = readConfig(args, env)
  if (faults.length > 0) return usage(faults)
  const { host, workers } = config
  try {
    const served = await (workers === 1 ? serveRelay(config, pageFolder()) : serveWorkers(config, args))
    onSignal(served)
    const nearby = EVERYWHERE.includes(host) ? await nearbyOf(host, served.url) : []
    print([`homeroom listening on ${served.url}`, ...nearby].join(', '))
    return null
  } catch (error) {
    return failToListen(error, config)
  }
}

const teach = async (args: readonly string[], env: NodeJS.ProcessEnv): Promise<number | null> => {
  const { request, faults } = readClassRequest(args, env)
  if (request === null) return usage(faults)
  try {
    const served = await serveClass(request, pageFolder())
    onSignal(served)
    print(classNotice(served.links, process.stdout.isTTY))
    if (served.keepsDesks)
      print('\n  The room was there before, with its desks: Desks on the page sets up others.')
    if (request.opens) await openPage(served.links, env)
    return null
  } catch (error) {
    return failToListen(error, request.config)
  }
}

const failToListen = (error: unknown, { host, port }: Pick<Config, 'host' | 'port'>): number =>
  fail(isPortTaken(error) ? `port ${port} of ${host} is taken: --port 0 finds a free one` : error)

/** What the parent of workers starts; it has read the same flags. */
const serveForParent = async (args: readonly string[], env: NodeJS.ProcessEnv): Promise<number | null> => {
  const { config, faults } = readConfig(args, env)
  if (faults.length > 0) return usage(faults)
  try {
    await serveAsWorker(config, pageFolder())
    return null
  } catch (error) {
    process.exit(fail(error))
  }
}

const isPortTaken = (error: unknown): boolean => (error as { code?: unknown }).code === 'EADDRINUSE'

const token = async (args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> => {
  const { secret, claims, faults } = readTokenRequest(args, env)
  if (faults.length > 0) return usage(faults)
  try {
    return print(await mintToken(secret, claims))
  } catch (error) {
    return fail(error)
  }
}

/** Runs a command that ends by itself. */
const work = async (
  command: DataCommand,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<number> => {
  const { faults, run } = command.read(args, env, OUTPUT)
  if (faults.length > 0) return usage(faults)
  try {
    return (await run()) ? 0 : EXIT_FAILED
  } catch (error) {
    return fail(error)
  }
}

/** The first signal drains, a second one does not wait. */
const onSignal = (served: Served): void => {
  let isDraining = false
  const stop = () => {
    if (isDraining) {
      served.kill()
      process.exit(EXIT_FAILED)
    }
    isDraining = true
    served.close().then(
      (isClean) => process.exit(isClean ? 0 : EXIT_FAILED),
      (error) => process.exit(fail(error)),
    )
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
}

/** The built page: beside the built relay, or under `dist` when the sources run as they are. */
const pageFolder = (): string | null => {
  const folders = ['../page', '../dist/page'].map((path) => fileURLToPath(new URL(path, import.meta.url)))
  return folders.find((folder) => existsSync(`${folder}/index.html`)) ?? null
}

const print = (text: string): number => {
  process.stdout.write(`${text}\n`)
  return 0
}

const OUTPUT: Output = {
  print,
  warn: (line) => process.stderr.write(`homeroom: ${line}\n`),
  write: (bytes) =>
    new Promise((resolve, reject) => {
      process.stdout.once('error', reject)
      process.stdout.write(bytes, () => resolve())
    }),
  isTerminal: process.stdout.isTTY === true,
}

const usage = (faults: readonly string[]): number => {
  process.stderr.write(`homeroom: ${faults.join('\nhomeroom: ')}\nhomeroom --help lists the flags.\n`)
  return EXIT_USAGE
}

const fail = (error: unknown): number => {
  process.stderr.write(`homeroom: ${error instanceof Error ? error.message : error}\n`)
  return EXIT_FAILED
}
