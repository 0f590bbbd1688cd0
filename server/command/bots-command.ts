import type { Entry } from '../../bots/index.ts'
import { signBySecret } from '../gate/hmac-tokens.ts'
import type { DataCommand } from './data-command.ts'
import { type FlagTable, readFlags } from './flags.ts'
import {
  isSecret,
  PLACE_FLAGS,
  readRoom,
  readUrl,
  TOKEN_S,
  untilSignal,
  type Values,
} from './room-command.ts'

const BOTS_FLAGS = {
  ...PLACE_FLAGS,
  room: { value: 'ID', help: 'the room; not with --code' },
  code: {
    value: 'CODE',
    help: 'the code of a class, in place of a room: each bot comes by it as a pupil does',
  },
  secret: { value: 'SECRET', help: 'the relay secret, for a token for each bot; better in HOMEROOM_SECRET' },
  count: { value: 'N', help: 'how many, 1 to 1000 (20)' },
  seed: { value: 'N', help: 'the same seed makes the same people (1)' },
  seconds: { value: 'N', help: 'how long they stay; until SIGINT (Ctrl+C) where it is left out' },
  text: {
    value: 'NAME',
    help: 'the Y.Text into which one of ten types; better a room for trying (none does)',
  },
  board: {
    value: 'NAME',
    help: 'the elements of Excalidraw into which they draw; better a room for trying (none does)',
  },
} as const satisfies FlagTable

const DEFAULT_COUNT = 20
const MOST = 1_000
/** A number that a flag gives: at most nine digits. */
const NUMBER = /^\d{1,9}$/

const readNumber = (
  values: Values,
  flag: string,
  range: { least: number; most: number },
  faults: string[],
) => {
  const [text] = values
  if (text === undefined) return null
  const value = NUMBER.test(text) ? Number(text) : Number.NaN
  if (value >= range.least && value <= range.most) return value
  faults.push(`--${flag} is a whole number from ${range.least} to ${range.most}`)
  return null
}

/** The relay's answer to a code whose bearer waits in front of the room. */
const WAITS = 202

/** What the relay gives for a code; rejects with its words. */
const enter = async (url: string, code: string): Promise<Entry> => {
  const answer = await fetch(`${url.replace(/^ws/, 'http').replace(/\/$/, '')}/api/join`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code }),
  })
  const body = (await answer.json()) as { room: string; token: string; message?: string }
  if (!answer.ok) throw new Error(body.message ?? `the relay answers ${answer.status}`)
  if (answer.status === WAITS)
    throw new Error(
      'people who come by this code wait for a host: let them in without waiting, or give --token',
    )
  return { room: body.room, token: body.token }
}

type Flags = ReturnType<typeof readFlags<typeof BOTS_FLAGS>>['values']

/** How each of them comes in: by a code, by the one token for all, by a token of its own, or by none. */
const readEntry = (values: Flags, faults: string[]): ((bot: number, name: string) => Promise<Entry>) => {
  const url = readUrl(values.url, faults)
  const [[code], [token], [secret]] = [values.code, values.token, values.secret]
  if (code !== undefined) {
    if (values.room.length > 0) faults.push('--code stands for its room: --room is not given with it')
    return () => enter(url, code)
  }
  const room = readRoom(values.room, faults)
  if (token !== undefined || secret === undefined) return async () => ({ room, token })
  if (!isSecret(secret, faults)) return async () => ({ room, token })
  return async (bot, name) => ({
    room,
    token: () => signBySecret(secret, `bot-${bot + 1}`, { room, role: 'member', name }, TOKEN_S),
  })
}

/** Fills a room with people that nobody sits behind. */
export const botsCommand: DataCommand = {
  help: 'lets people into a room who walk, raise hands, react, type and draw, for trying things',
  flags: BOTS_FLAGS,
  read(args, env, output) {
    const { values, faults } = readFlags(BOTS_FLAGS, args, env)
    const entryOf = readEntry(values, faults)
    const count = readNumber(values.count, 'count', { least: 1, most: MOST }, faults) ?? DEFAULT_COUNT
    const seed = readNumber(values.seed, 'seed', { least: 0, most: 999_999_999 }, faults) ?? 1
    const seconds = readNumber(values.seconds, 'seconds', { least: 1, most: 999_999_999 }, faults)
    const run = async () => {
      const signal = untilSignal()
      const [{ runBots }, { commandEnvironment }] = await Promise.all([
        import('../../bots/index.ts'),
        import('../../recording/index.ts'),
      ])
      const { came, refused } = await runBots({
        ...{ url: values.url[0] ?? '', count, seed, entryOf, signal },
        ...{ text: values.text[0] ?? null, board: values.board[0] ?? null },
        forMs: seconds === null ? null : seconds * 1_000,
        environment: commandEnvironment(),
        say: output.print,
      })
      for (const [why, times] of refused) output.warn(`refused (${times}): ${why}`)
      return came > 0
    }
    return { faults, run }
  },
}
