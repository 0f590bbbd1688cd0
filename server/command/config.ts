// What `homeroom serve` is told by flags and environment: the settings of the relay, and where it listens and keeps things.
import { isIP } from 'node:net'
import * as v from 'valibot'
import { LOG_LEVELS } from '../base/log.ts'
import { oneOf, text, wholeNumberFrom } from '../base/read-options.ts'
import { Port } from '../options/listen-options.ts'
import { numberText, type Option, type OptionFlag } from '../options/option.ts'
import { RELAY_SETTINGS } from '../options/relay-options.ts'
import { DATABASE_URL, isDatabaseUrl } from '../store/postgres/postgres.ts'
import { type FlagTable, type FlagValues, isFileMeant, readFlags } from './flags.ts'
import { WEBHOOK_SETTINGS, webhookFaults, withWebhooks } from './webhook-flags.ts'

const DEFAULT_HOST = '127.0.0.1'
const DEFAULT_PORT = 1234
const DEFAULT_FILE = 'homeroom.db'
const MOST_WORKERS = 64

type Setting = Option<unknown> & { readonly flag: OptionFlag<unknown> }

const SETTINGS = {
  host: {
    schema: v.optional(text, DEFAULT_HOST),
    flag: { name: 'host', value: 'ADDRESS', help: `where to listen (${DEFAULT_HOST})` },
  },
  port: {
    schema: v.optional(Port, DEFAULT_PORT),
    flag: {
      name: 'port',
      value: 'PORT',
      help: `the port; 0 takes a free one (${DEFAULT_PORT})`,
      text: v.pipe(numberText, Port),
    },
  },
  data: {
    schema: v.optional(text, DEFAULT_FILE),
    flag: {
      name: 'data',
      value: 'FILE',
      help: `the data file; :memory: keeps nothing (${DEFAULT_FILE})`,
    },
  },
  postgres: {
    schema: v.optional(
      v.pipe(
        text,
        v.check((url) => isDatabaseUrl(url), DATABASE_URL),
      ),
    ),
    flag: {
      name: 'postgres',
      value: 'URL',
      help: 'keeps rooms in a Postgres, and in no data file; better in HOMEROOM_POSTGRES',
    },
  },
  durability: {
    schema: v.optional(oneOf(['normal', 'full']), 'normal'),
    flag: {
      name: 'durability',
      value: 'normal|full',
      help: 'what is saved outlives: a kill of the process, or a loss of power, too (normal)',
    },
  },
  workers: {
    schema: v.optional(wholeNumberFrom(1, MOST_WORKERS), 1),
    flag: {
      name: 'workers',
      value: 'COUNT',
      help: `processes that share the work, each room on one of them, 1 to ${MOST_WORKERS} (1)`,
      text: v.pipe(numberText, wholeNumberFrom(1, MOST_WORKERS)),
    },
  },
  ...RELAY_SETTINGS,
  ...WEBHOOK_SETTINGS,
  logLevel: {
    schema: v.optional(oneOf(LOG_LEVELS), 'info'),
    flag: { name: 'log', value: 'LEVEL', help: `${LOG_LEVELS.join(', ')} (info)` },
  },
} satisfies Readonly<Record<string, Setting>>

/** Every address of the machine. */
const EVERYWHERE = '0.0.0.0'

const LAN = { lan: { help: `--host ${EVERYWHERE}: for the network that this machine is in` } }

export const SERVE_FLAGS: FlagTable = {
  ...Object.fromEntries(Object.values<Setting>(SETTINGS).map(({ flag }) => [flag.name, flag])),
  ...LAN,
}

type Read = {
  readonly [Name in keyof typeof SETTINGS]: v.InferOutput<(typeof SETTINGS)[Name]['schema']>
}

export type Config = ReturnType<typeof withWebhooks<Read>>

/** Reads the configuration whole, or lists everything that is wrong with it. */
export const readConfig = (
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): { readonly config: Config; readonly faults: readonly string[] } => {
  const { values: given, said, faults } = readFlags(SERVE_FLAGS, args, env)
  const values = said.has('lan') && !said.has('host') ? { ...given, host: [EVERYWHERE] } : given
  const config = mapSettings(({ schema, flag }) => {
    const texts = values[flag.name] ?? []
    if (texts.length === 0) return v.parse(schema, undefined)
    const read = v.safeParse(flag.text ?? schema, flag.multiple ? texts : texts.at(-1))
    if (read.success) return read.output
    faults.push(...read.issues.map((issue) => `--${flag.name} ${messageOf(issue)}`))
    return v.parse(schema, undefined)
  })
  if (said.has('lan') && said.has('host')) faults.push('--lan and --host both say where to listen')
  faults.push(
    ...opennessFaults(config.host, values),
    ...placeFaults(values, said),
    ...webhookFaults(config, values),
  )
  return { config: withWebhooks(isFileMeant(said) ? { ...config, postgres: undefined } : config), faults }
}

const mapSettings = (read: (setting: Setting) => unknown): Read =>
  Object.fromEntries(
    Object.entries<Setting>(SETTINGS).map(([name, setting]) => [name, read(setting)]),
  ) as Read

/** Says which name of an option of several is meant; a place in a list says nothing to a reader of flags. */
const messageOf = ({ path, message }: v.BaseIssue<unknown>): string =>
  [...(path ?? []).flatMap(({ type, key }) => (type === 'array' ? [] : [key])), message].join(' ')

/** What is said of a data file where there is none, and of a bus between relays that have no store in common. */
const placeFaults = (values: FlagValues<FlagTable>, said: ReadonlySet<string>): readonly string[] => {
  const isGiven = (flag: string) => (values[flag] ?? []).length > 0
  const hasDatabase = isGiven('postgres') && !isFileMeant(said)
  const lonely =
    isGiven('redis') && !hasDatabase
      ? ['--redis without --postgres: relays that share rooms share a store, too']
      : []
  const surplus = ['data', 'durability']
    .filter((flag) => said.has('postgres') && said.has(flag))
    .map((flag) => `--${flag} is about a data file, and with --postgres there is none`)
  return [...lonely, ...surplus]
}

/** A relay that verifies nobody, and does not say whom it lets in. */
const opennessFaults = (host: string, values: FlagValues<FlagTable>): readonly string[] => {
  const isGiven = (flag: string) => (values[flag] ?? []).length > 0
  if (isGiven('secret') || isGiven('jwks')) return []
  if (values.anonymous?.at(-1) === 'off') return ['--anonymous off without --secret or --jwks lets nobody in']
  if (isLoopback(host) || isGiven('anonymous')) return []
  return [
    `--host ${host} without --secret or --jwks lets anybody in: say --anonymous join (or view) if it shall`,
  ]
}

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))
