// The commands that are clients of a relay: they join a room as anybody does.
import type { RecordedPerson } from '../../recording/index.ts'
import { signBySecret } from '../gate/hmac-tokens.ts'
import { isPersonId } from '../gate/person-id.ts'
import { botsCommand } from './bots-command.ts'
import type { DataCommand } from './data-command.ts'
import { type FlagTable, flagHelp, readFlags } from './flags.ts'
import { isSecret, PLACE_FLAGS, readPlace, TOKEN_S, untilSignal, type Values } from './room-command.ts'

const RECORD_FLAGS = {
  ...PLACE_FLAGS,
  out: { value: 'FILE', help: 'where to; a file that is not there yet' },
} as const satisfies FlagTable

const REPLAY_FLAGS = {
  ...PLACE_FLAGS,
  in: { value: 'FILE', help: 'the recording' },
  secret: {
    value: 'SECRET',
    help: 'the relay secret, for a token for each person; better in HOMEROOM_SECRET',
    multiple: true,
  },
  speed: { value: 'N|max', help: 'how many times as fast; max makes no pauses (1)' },
} as const satisfies FlagTable

const readPath = (values: Values, flag: string, faults: string[]): string => {
  const [path = ''] = values
  if (path === '') faults.push(`${flag} is missing`)
  return path
}

const readSpeed = (values: Values, faults: string[]): number => {
  const text = values.at(0) ?? '1'
  if (text === 'max') return Number.POSITIVE_INFINITY
  const speed = /^\d{1,6}(\.\d{1,6})?$/.test(text) ? Number(text) : 0
  if (speed === 0) faults.push('--speed is a number above 0, or max')
  return speed
}

/**
 * Tokens for this room alone: each person has the id, the name and the role of the recording, or else an id of their own and the
 * role of a member, and the one who replays is a host.
 */
const signer = (secret: string, room: string) => (person: RecordedPerson | null) => () => {
  const { client, id, name, role } = person ?? { client: 0, id: null, name: 'replay', role: 'host' }
  const sub = isPersonId(id) ? id : `replay-${client}`
  return signBySecret(secret, sub, { room, role: role ?? 'member', ...(name !== null && { name }) }, TOKEN_S)
}

/** A token that was given stands for everybody, and above a secret that the environment may hold for other ends. */
const readTokens = (token: string | undefined, secrets: Values, room: string, faults: string[]) => {
  const [secret] = secrets
  if (token !== undefined || secret === undefined) return () => token
  if (!isSecret(secret, faults)) return () => undefined
  return signer(secret, room)
}

const recordCommand: DataCommand = {
  help: 'records what happens in a room, until SIGINT (Ctrl+C)',
  flags: RECORD_FLAGS,
  read(args, env, output) {
    const { values, faults } = readFlags(RECORD_FLAGS, args, env)
    const place = { ...readPlace(values, faults), path: readPath(values.out, '--out', faults) }
    const run = async () => {
      const signal = untilSignal()
      const { commandEnvironment, record, secondsOf } = await import('../../recording/index.ts')
      const environment = commandEnvironment()
      const { ms, bytes } = await record({ ...place, environment, signal, say: output.print })
      output.print(`${secondsOf(ms)} of ${place.room}: ${bytes} bytes in ${place.path}`)
      return true
    }
    return { faults, run }
  },
}

const replayCommand: DataCommand = {
  help: 'plays a recording into a room: its document, its people, their signals',
  flags: REPLAY_FLAGS,
  read(args, env, output) {
    const { values, faults } = readFlags(REPLAY_FLAGS, args, env)
    const place = { ...readPlace(values, faults), path: readPath(values.in, '--in', faults) }
    const speed = readSpeed(values.speed, faults)
    const tokenOf = readTokens(place.token, values.secret, place.room, faults)
    const run = async () => {
      const signal = untilSignal()
      const { commandEnvironment, replay, secondsOf } = await import('../../recording/index.ts')
      const environment = commandEnvironment()
      const { ms, missed } = await replay({ ...place, tokenOf, speed, environment, signal, say: output.warn })
      for (const line of missed) output.warn(line)
      output.print(`${secondsOf(ms)} played into ${place.room}`)
      return missed.length === 0
    }
    return { faults, run }
  },
}

/** The commands in a room, by name. */
export const ROOM_COMMANDS: ReadonlyMap<string, DataCommand> = new Map([
  ['record', recordCommand],
  ['replay', replayCommand],
  ['bots', botsCommand],
])

export const ROOM_HELP = [...ROOM_COMMANDS]
  .map(([name, { help, flags }]) => `${`homeroom ${name} [flags]`.padEnd(30)}${help}\n${flagHelp(flags)}`)
  .join('\n\n')
