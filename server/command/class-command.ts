// `homeroom class NAME`: a relay for one class in the network at hand, with links for its host and for everyone else.
import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { parseRoomId, type RoomId } from '../../shared/index.ts'
import { isSecretLongEnough } from '../gate/hmac-tokens.ts'
import { type Config, readConfig, SERVE_FLAGS } from './config.ts'
import { type FlagTable, readFlags } from './flags.ts'

/** What a class may say of its relay; all else is as for `serve`. */
const OF_RELAY = ['host', 'port', 'data', 'secret', 'attendance', 'versions', 'log'] as const

const NO_OPEN = 'no-open'
const DESKS = 'desks'

/** As many as the page draws: six rows of eight. */
const MOST_DESKS = 48

const CLASS_HELP: Readonly<Record<string, string>> = {
  host: 'where to listen (0.0.0.0: at every address of this machine)',
  secret: 'signs tokens; one is made and kept beside the data file where it is left out',
  attendance: 'keeps for so many days who was there, and for how long (30)',
  log: 'debug, info, warn, error, silent (warn)',
}

/** The page of a class saves who was there, so that is kept. */
const PRESET = { HOMEROOM_HOST: '0.0.0.0', HOMEROOM_LOG: 'warn', HOMEROOM_ATTENDANCE: '30' }

/** It stands in until the class is started: a command that only reads its flags makes no file. */
const STAND_IN = 'x'.repeat(32)

export const CLASS_FLAGS: FlagTable = {
  ...Object.fromEntries(
    OF_RELAY.map((name) => [
      name,
      { ...SERVE_FLAGS[name], help: CLASS_HELP[name] ?? SERVE_FLAGS[name]?.help ?? '' },
    ]),
  ),
  [DESKS]: {
    value: 'N',
    help: `desks for so many people, 1 to ${MOST_DESKS}, in a room that is made now (15)`,
  },
  [NO_OPEN]: { help: 'does not open the page in a browser' },
}

export interface ClassRequest {
  readonly room: RoomId
  readonly config: Config
  /** Desks for so many people, where the room is made now; null where nothing was said. */
  readonly desks: number | null
  /** Opens the page of the host, where there is a browser. */
  readonly opens: boolean
}

const NO_NAME = 'class is followed by the name of its room, such as 7b'

/** People type `7B` where the wall says `7b`: the lobby writes small letters, too. */
const asTyped = (name: string): string => name.toWellFormed().toLowerCase()

const desksOf = ([given]: readonly string[], faults: string[]): number | null => {
  if (given === undefined) return null
  const desks = /^\d{1,2}$/.test(given) ? Number(given) : 0
  if (desks >= 1 && desks <= MOST_DESKS) return desks
  faults.push(`--${DESKS} is a number from 1 to ${MOST_DESKS}, not ${JSON.stringify(given)}`)
  return null
}

/** Reads what was asked for, or lists everything that is wrong with it. */
export const readClassRequest = (
  [name, ...args]: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): { readonly request: ClassRequest | null; readonly faults: readonly string[] } => {
  const room = name === undefined || name.startsWith('-') ? null : parseRoomId(encodeURI(asTyped(name)))
  const { values, faults } = readFlags(CLASS_FLAGS, args, env)
  const given = OF_RELAY.flatMap((flag) => (values[flag] ?? []).map((value) => `--${flag}=${value}`))
  const hasSecret = (values.secret ?? []).length > 0
  const secret = hasSecret ? [] : [`--secret=${STAND_IN}`]
  const read = readConfig([...given, ...secret], PRESET)
  if (room === null) faults.unshift(NO_NAME)
  else if (!room.ok) faults.push(`${JSON.stringify(name)} is no room: ${room.fault.message}`)
  faults.push(...read.faults)
  const desks = desksOf(values[DESKS] ?? [], faults)
  if (room?.ok !== true || faults.length > 0) return { request: null, faults }
  const config = hasSecret ? read.config : { ...read.config, secrets: [] }
  const opens = (values[NO_OPEN] ?? []).length === 0
  return { request: { room: room.value, config, desks, opens }, faults }
}

/**
 * The secret of a class that was told none: what stands beside its data file, so that links and tokens hold after a restart. It is
 * made where there is none.
 *
 * @throws Error where the file is there and holds no secret, or cannot be read or written.
 */
export const secretBeside = (data: string): string => {
  const made = randomBytes(32).toString('hex')
  if (data === ':memory:') return made
  const path = `${data}.secret`
  if (!existsSync(path)) writeFileSync(path, `${made}\n`, { mode: 0o600, flag: 'wx' })
  const secret = readFileSync(path, 'utf8').trim()
  if (!isSecretLongEnough(secret))
    throw new Error(`${path} holds no secret: delete it, and another one is made`)
  return secret
}
