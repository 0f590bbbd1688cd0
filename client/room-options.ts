import * as Y from 'yjs'
import { isWellFormed } from '../shared/index.ts'
import type { Environment } from './environment.ts'
import type { RoomOptions } from './room-api.ts'

/** What a value has to be, in words. */
interface Check {
  readonly is: string
  readonly test: (value: unknown) => boolean
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isFunction = (value: unknown): boolean => typeof value === 'function'

const METHODS: readonly (keyof Environment)[] = [
  'nowMs',
  'after',
  'random',
  'wallMs',
  'WebSocket',
  'isHidden',
  'onHint',
  'report',
]

const CHECKS: Readonly<Record<keyof RoomOptions, Check>> = {
  token: { is: 'a string or a function', test: (value) => typeof value === 'string' || isFunction(value) },
  presence: { is: 'an object', test: isObject },
  space: { is: "'free' or 'unit'", test: (value) => value === 'free' || value === 'unit' },
  throttleMs: {
    is: 'a number of milliseconds, 0 or more',
    test: (value) => typeof value === 'number' && value >= 0 && Number.isFinite(value),
  },
  doc: { is: 'a Y.Doc', test: (value) => isObject(value) && isFunction(value.transact) && 'store' in value },
  offline: { is: 'true or false', test: (value) => typeof value === 'boolean' },
  environment: {
    is: 'an Environment: begin with systemEnvironment()',
    test: (value) =>
      isObject(value) &&
      METHODS.every((name) => isFunction(value[name])) &&
      value.BroadcastChannel !== undefined &&
      value.indexedDB !== undefined,
  },
}

/**
 * Thrown, and not only warned of: such a document looks as if it worked, and shows nothing of what others write into a text.
 */
const OTHER_YJS =
  'The option doc is a document of another copy of Yjs than the one that Homeroom uses: what others write would not be seen in it. ' +
  '`npm ls yjs` lists the copies: have one version, put yjs into resolve.dedupe of your bundler, and load it in CommonJS by import("yjs"). ' +
  'Or leave doc out, and use room.doc.'

/** What is wrong with the options of a room, a sentence for each fault. */
export const faultsOfOptions = (options: unknown): readonly string[] => {
  if (!isObject(options)) return [`The options of a room are an object, not ${shown(options)}.`]
  return Object.entries(options).flatMap(([name, value]) => {
    if (!Object.hasOwn(CHECKS, name))
      return [`There is no option ${name}; there are ${Object.keys(CHECKS).join(', ')}.`]
    const { is, test } = CHECKS[name as keyof RoomOptions]
    if (value !== undefined && !test(value)) return [`The option ${name} is ${is}, not ${shown(value)}.`]
    return name === 'doc' && value !== undefined && !(value instanceof Y.Doc) ? [OTHER_YJS] : []
  })
}

/** True where this can be the id of a room: with a lone surrogate it could not be in a URL. */
export const isRoomText = (room: unknown): room is string => typeof room === 'string' && isWellFormed(room)

/** Browsers have `URL.canParse` only since 2023 (Chrome 120, Safari 17). */
const isUrl = (url: string): boolean => {
  try {
    return new URL(url) !== null
  } catch {
    return false
  }
}

/** What is wrong with the URL of a relay; null where nothing is. */
export const faultOfUrl = (url: unknown): string | null => {
  if (typeof url !== 'string' || !/^wss?:\/\//.test(url) || !isUrl(url))
    return `The URL of a relay begins with ws: or wss:, not ${shown(url)}.`
  // What is joined is the URL, a slash and the room's id.
  const [before = ''] = url.split(/[?#]/)
  // What stands there may be a token: it is not repeated.
  return before === url
    ? null
    : `The URL of a relay has no query and no fragment, as there is behind ${before}.`
}

/** A value in a sentence, without a secret that may be in it: of an object and a function only the kind. */
export const shown = (value: unknown): string => {
  if (value === null || ['undefined', 'boolean', 'number', 'bigint'].includes(typeof value))
    return String(value)
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 100))
  return Array.isArray(value) ? 'an array' : typeof value === 'object' ? 'an object' : `a ${typeof value}`
}
