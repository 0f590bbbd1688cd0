import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import type { Space } from '../../shared/index.ts'
import type { Limits } from '../base/limits.ts'
import { LOG_LEVELS, type LogLevel } from '../base/log.ts'
import { ANONYMOUS_MODES, type AnonymousMode } from '../gate/gate.ts'
import { type FlagTable, readFlags } from './flags.ts'
import { LIMIT_HELP, readLimits } from './limits.ts'

export const SERVE_FLAGS = {
  host: { value: 'ADDRESS', help: 'where to listen (127.0.0.1)' },
  port: { value: 'PORT', help: 'the port; 0 takes a free one (1234)' },
  data: { value: 'FILE', help: 'the data file; :memory: keeps nothing (homeroom.db)' },
  durability: {
    value: 'normal|full',
    help: 'what is saved outlives: a kill of the process, or a loss of power, too (normal)',
  },
  secret: { value: 'SECRET', help: 'HS256 secret of tokens; better in HOMEROOM_SECRET', multiple: true },
  jwks: { value: 'FILE_OR_URL', help: 'JSON Web Key Set of tokens' },
  issuer: { value: 'ISS', help: 'the iss that tokens must have' },
  audience: { value: 'AUD', help: 'the aud that tokens must have' },
  anonymous: {
    value: 'join|view|off',
    help: 'who may come without a token (join without secret and jwks, else off)',
  },
  origin: { value: 'URL', help: 'origin of pages that may join (all)', multiple: true },
  rooms: {
    value: 'any|known',
    help: 'known: a room is made by the API alone, and any other is not there (any)',
  },
  space: { value: 'free|unit', help: 'unit clamps x and y to 0..1 (free)' },
  idle: { value: 'SECONDS', help: 'how long an empty room stays in memory (30)' },
  'trust-proxy': {
    value: 'N',
    help: 'proxies in front whose X-Forwarded-For is believed; one too many lets anybody forge it (0)',
  },
  limit: { value: 'NAME=N', help: LIMIT_HELP, multiple: true },
  log: { value: 'LEVEL', help: `${LOG_LEVELS.join(', ')} (info)` },
} as const satisfies FlagTable

export interface Config {
  readonly host: string
  readonly port: number
  readonly data: string
  readonly durability: (typeof DURABILITIES)[number]
  readonly secrets: readonly string[]
  readonly jwks: string | null
  readonly issuer: string | null
  readonly audience: string | null
  readonly anonymous: AnonymousMode
  readonly origins: readonly string[]
  readonly rooms: (typeof ROOMS)[number]
  readonly space: Space
  readonly idleMs: number
  readonly trustProxy: number
  readonly limits: Partial<Limits>
  readonly logLevel: LogLevel
}

const DURABILITIES = ['normal', 'full'] as const
const MAX_PROXIES = 16

const ROOMS = ['any', 'known'] as const
const SPACES = ['free', 'unit'] as const

/** Reads the configuration whole, or lists everything that is wrong with it. */
export const readConfig = (
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): { readonly config: Config; readonly faults: readonly string[] } => {
  const { values, faults } = readFlags(SERVE_FLAGS, args, env)

  const one = (name: keyof typeof values): string | undefined => values[name].at(-1)
  const choice = <Value extends string>(
    name: keyof typeof values,
    allowed: readonly Value[],
    preset: Value,
  ): Value => {
    const value = one(name)
    if (value === undefined) return preset
    if ((allowed as readonly string[]).includes(value)) return value as Value
    faults.push(`--${name} is one of ${allowed.join(', ')}, not ${JSON.stringify(value)}`)
    return preset
  }
  const number = (name: keyof typeof values, preset: number, max: number): number => {
    const value = one(name)
    if (value === undefined) return preset
    const parsed = /^\d+(\.\d+)?$/.test(value) ? Number(value) : Number.NaN
    if (parsed <= max) return parsed
    faults.push(`--${name} is a number from 0 to ${max}, not ${JSON.stringify(value)}`)
    return preset
  }

  const host = one('host') ?? '127.0.0.1'
  const jwks = one('jwks') ?? null
  const verifies = values.secret.length > 0 || jwks !== null
  const port = number('port', 1234, 65_535)
  const anonymous = choice('anonymous', ANONYMOUS_MODES, verifies ? 'off' : 'join')

  const trustProxy = number('trust-proxy', 0, MAX_PROXIES)
  const { limits, faults: limitFaults } = readLimits(values.limit)

  faults.push(...limitFaults)
  if (!Number.isInteger(trustProxy)) faults.push('--trust-proxy is a whole number')
  if (!Number.isInteger(port)) faults.push('--port is a whole number')
  if (values.secret.some((secret) => secret === '')) faults.push('--secret is empty')
  if (jwks !== null) faults.push(...jwksFaults(jwks))
  if (!verifies && anonymous === 'off') {
    faults.push('--anonymous off without --secret or --jwks lets nobody in')
  }
  if (!isLoopback(host) && !verifies && one('anonymous') === undefined) {
    faults.push(
      `--host ${host} without --secret or --jwks lets anybody in: say --anonymous join (or view) if it shall`,
    )
  }
  for (const origin of values.origin) {
    if (originOf(origin) === null)
      faults.push(`--origin ${JSON.stringify(origin)} is no origin like https://school.example`)
  }

  const config: Config = {
    host,
    port,
    data: one('data') ?? 'homeroom.db',
    durability: choice('durability', DURABILITIES, 'normal'),
    secrets: values.secret,
    jwks,
    issuer: one('issuer') ?? null,
    audience: one('audience') ?? null,
    anonymous,
    origins: values.origin.flatMap((origin) => originOf(origin) ?? []),
    rooms: choice('rooms', ROOMS, 'any'),
    space: choice('space', SPACES, 'free'),
    idleMs: number('idle', 30, 86_400) * 1000,
    trustProxy,
    limits,
    logLevel: choice('log', LOG_LEVELS, 'info'),
  }
  return { config, faults }
}

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))

const originOf = (text: string): string | null => {
  if (!URL.canParse(text)) return null
  const { origin } = new URL(text)
  return origin === 'null' ? null : origin
}

const jwksFaults = (source: string): readonly string[] => {
  if (/^https?:\/\//.test(source)) return URL.canParse(source) ? [] : [`--jwks ${source} is no URL`]
  try {
    const keys: unknown = JSON.parse(readFileSync(source, 'utf8')).keys
    return Array.isArray(keys) ? [] : [`--jwks ${source} has no "keys"`]
  } catch (error) {
    return [`--jwks ${source} cannot be read: ${error instanceof Error ? error.message : error}`]
  }
}
