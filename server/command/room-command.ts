// What the commands have in common that are clients of a relay.
import { parseRoomId } from '../../shared/index.ts'
import { isSecretLongEnough, SECRET_TOO_SHORT } from '../gate/hmac-tokens.ts'
import type { FlagTable } from './flags.ts'

/** What was given for a flag. */
export type Values = readonly string[]

export const PLACE_FLAGS = {
  url: { value: 'URL', help: 'the relay, as wss://rooms.example' },
  room: { value: 'ID', help: 'the room' },
  token: { value: 'JWT', help: 'a token for the room; better in HOMEROOM_TOKEN' },
} as const satisfies FlagTable

/** How long a token holds that a command signs, in s; another one is signed when it ends. */
export const TOKEN_S = 3_600

export const readUrl = (values: Values, faults: string[]): string => {
  const [url] = values
  if (url === undefined) faults.push('--url is missing')
  else if (!/^(ws|http)s?:\/\/[^?#]+$/.test(url))
    faults.push('--url begins with ws:// or wss://, and has no query')
  return url ?? ''
}

export const readRoom = (values: Values, faults: string[]): string => {
  const [name] = values
  const room = name === undefined ? null : parseRoomId(encodeURI(name.toWellFormed()))
  if (room === null) faults.push('--room is missing')
  else if (!room.ok) faults.push(`--room ${JSON.stringify(name)}: ${room.fault.message}`)
  return name ?? ''
}

export const readPlace = (
  { url, room, token }: { readonly url: Values; readonly room: Values; readonly token: Values },
  faults: string[],
) => ({ url: readUrl(url, faults), room: readRoom(room, faults), token: token.at(0) })

export const isSecret = (secret: string, faults: string[]): boolean => {
  if (isSecretLongEnough(secret)) return true
  faults.push(`--secret ${SECRET_TOO_SHORT}`)
  return false
}

/** Aborted at the first signal of the system; a second one ends the process as it always does. */
export const untilSignal = (): AbortSignal => {
  const controller = new AbortController()
  const stop = (signal: NodeJS.Signals) => {
    process.off('SIGINT', stop).off('SIGTERM', stop)
    controller.abort(new Error(`${signal} has broken it off`))
  }
  process.on('SIGINT', stop).on('SIGTERM', stop)
  return controller.signal
}
