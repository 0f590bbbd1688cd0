import { Secret } from '../base/secret.ts'

/** A server that is reached by TCP. */
export interface RedisServer {
  readonly host: string
  readonly port: number
}

/** Where Redis is, and who comes. */
export interface RedisAddress {
  /** One server, nodes of a cluster, or sentinels: the first that answers is asked. */
  readonly servers: readonly RedisServer[]
  /** The name under which sentinels know the servers; null where there are none. */
  readonly sentinelName: string | null
  readonly isTls: boolean
  readonly username: string | null
  readonly password: Secret | null
  /** Before each channel, so that several clusters of relays share one Redis. */
  readonly prefix: string
}

const FORM = /^redis(s?)(\+sentinel)?:\/\/(?:([^@/?]*)@)?([^/?]+)(?:\/([^?]*))?(?:\?(.*))?$/

const REDIS_PORT = 6379
const SENTINEL_PORT = 26_379
const DEFAULT_PREFIX = 'homeroom:'

/** No message quotes the address: it may have a password. */
const FORMS =
  'a Redis URL is redis://HOST, rediss://USER:PASSWORD@HOST:PORT, with several hosts of a cluster after commas, or ' +
  'redis+sentinel://HOST,HOST/NAME; ?prefix=NAME: goes before its channels; user and password are percent-encoded'

/** Reads a URL; a text says what is wrong with it. */
export const parseRedisUrl = (url: string): RedisAddress | string => {
  const [matched, tls, sentinel, credentials, hosts = '', path = '', query = ''] = FORM.exec(url) ?? []
  if (matched === undefined) return FORMS
  const isSentinel = sentinel !== undefined
  const servers = hosts.split(',').map((host) => serverOf(host, isSentinel ? SENTINEL_PORT : REDIS_PORT))
  const options = new URLSearchParams(query)
  const prefix = options.get('prefix') ?? DEFAULT_PREFIX
  const isRight =
    servers.every((server) => server !== null) &&
    (isSentinel ? path !== '' : /^\d*$/.test(path)) &&
    [...options.keys()].every((key) => key === 'prefix')
  if (!isRight) return FORMS
  try {
    const [username, password] = readCredentials(credentials ?? '')
    const sentinelName = isSentinel ? decodeURIComponent(path) : null
    return { servers, sentinelName, isTls: tls === 's', username, password, prefix }
  } catch {
    return FORMS
  }
}

const serverOf = (text: string, defaultPort: number): RedisServer | null => {
  const [, bracketed, plain, port] = /^(?:\[([\da-f:.]+)\]|([\w.-]+))(?::(\d{1,5}))?$/i.exec(text) ?? []
  const host = bracketed ?? plain
  return host === undefined ? null : { host, port: port === undefined ? defaultPort : Number(port) }
}

/** `user:password`, or `:password` for the user that everyone is by default. */
const readCredentials = (text: string): [username: string | null, password: Secret | null] => {
  const [user = '', ...rest] = text.split(':')
  const password = decodeURIComponent(rest.join(':'))
  return [user === '' ? null : decodeURIComponent(user), password === '' ? null : new Secret(password)]
}
