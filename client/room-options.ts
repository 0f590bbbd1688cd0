import { type RoomId, roomIdOf } from '../shared/index.ts'
import { presenceEnvironment } from './environment.ts'
import { isAwareness } from './presence/states.ts'
import type { PresenceOptions, RoomOptions } from './room-api.ts'

/** What a value has to be, in words. */
interface Check {
  readonly is: string
  readonly test: (value: unknown) => boolean
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isFunction = (value: unknown): boolean => typeof value === 'function'

const ENVIRONMENT = 'an Environment: begin with systemEnvironment()'

type Checks<Name extends keyof RoomOptions> = Readonly<Record<Name, Check>>

/** The options that a room without a document has, too. */
export const PRESENCE_CHECKS: Checks<keyof PresenceOptions> = {
  token: { is: 'a string or a function', test: (value) => typeof value === 'string' || isFunction(value) },
  presence: { is: 'an object', test: isObject },
  space: { is: "'free' or 'unit'", test: (value) => value === 'free' || value === 'unit' },
  throttleMs: {
    is: 'a number of milliseconds, 0 or more',
    test: (value) => Number.isFinite(value) && (value as number) >= 0,
  },
  environment: {
    is: ENVIRONMENT,
    test: (value) =>
      isObject(value) &&
      // Its own, since it is copied.
      Object.keys(presenceEnvironment()).every(
        (name) => Object.hasOwn(value, name) && isFunction(value[name]),
      ),
  },
}

/** What a surrounding may lack: then it is null. */
const MAY_BE_NULL = ['BroadcastChannel', 'indexedDB']

/** The options of a document, and what it needs of an environment beyond what presence does. */
export const DOCUMENT_CHECKS: Checks<Exclude<keyof RoomOptions, keyof PresenceOptions> | 'environment'> = {
  environment: {
    is: ENVIRONMENT,
    test: (value) =>
      isObject(value) &&
      PRESENCE_CHECKS.environment.test(value) &&
      MAY_BE_NULL.every((name) => Object.hasOwn(value, name) && value[name] !== undefined),
  },
  doc: { is: 'a Y.Doc', test: (value) => isObject(value) && isFunction(value.transact) && 'store' in value },
  awareness: { is: 'an Awareness of y-protocols', test: isAwareness },
  offline: { is: 'true or false', test: (value) => typeof value === 'boolean' },
}

/** Where a room is. */
interface Place {
  /** Of the relay, with `ws:` or `wss:`. */
  readonly url: string
  readonly room: RoomId
}

/**
 * The room that is to be joined.
 *
 * @throws TypeError where it is none, or something is wrong with the URL or an option; it says all that is wrong.
 */
export const checkedRoom = (
  url: unknown,
  room: unknown,
  options: unknown,
  checks: Readonly<Record<string, Check>>,
): Place => {
  if (typeof room !== 'string') throw new TypeError(`A room's id is a string, not ${shown(room)}.`)
  const roomId = roomIdOf(room)
  if (!roomId.ok) throw new TypeError(roomId.fault.message)
  const socketUrl = typeof url === 'string' ? socketUrlOf(url) : ''
  const faults = [...faultsOfUrl(url, socketUrl), ...faultsOfOptions(options, checks)]
  if (faults.length > 0) throw new TypeError(faults.join(' '))
  return { url: socketUrl, room: roomId.value }
}

/** What is wrong with the options of a room, a sentence for each fault. */
const faultsOfOptions = (options: unknown, checks: Readonly<Record<string, Check>>): readonly string[] => {
  if (!isObject(options)) return [`The options of a room are an object, not ${shown(options)}.`]
  return Object.entries(options).flatMap(([name, value]) => {
    const check = Object.hasOwn(checks, name) ? checks[name] : undefined
    if (check === undefined)
      return [`There is no option ${name}; there are ${Object.keys(checks).join(', ')}.`]
    return value === undefined || check.test(value)
      ? []
      : [`The option ${name} is ${check.is}, not ${shown(value)}.`]
  })
}

/**
 * The URL of a relay as a WebSocket takes it; empty where it is none. One with `http:` is that of the same relay, as a server's
 * `listen` gives it, and a path is one of the page's own server.
 */
const socketUrlOf = (url: string): string => {
  if (!/^((ws|http)s?:\/\/|\.{0,2}\/)/.test(url)) return ''
  try {
    return new URL(url, globalThis.location?.href).href.replace(/^http/, 'ws')
  } catch {
    return ''
  }
}

/** What is wrong with the URL of a relay. */
const faultsOfUrl = (url: unknown, socketUrl: string): readonly string[] => {
  if (!/^wss?:/.test(socketUrl))
    return [
      `The URL of a relay begins with ws: or wss: (or http: or https:), or is a path in a page, as /rooms, not ${shown(url)}.`,
    ]
  // What is joined is the URL, a slash and the room's id. What stands behind may be a token: it is not repeated.
  const [before, behind] = String(url).split(/[?#]/)
  return behind === undefined
    ? []
    : [`The URL of a relay has no query and no fragment, as there is behind ${before}.`]
}

/** A value in a sentence, without a secret that may be in it: of an object and a function only the kind. */
const shown = (value: unknown): string => {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 100))
  if (Array.isArray(value)) return 'an array'
  if (isObject(value)) return 'an object'
  return isFunction(value) || typeof value === 'symbol' ? `a ${typeof value}` : String(value)
}
