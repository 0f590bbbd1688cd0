import * as v from 'valibot'
import { readOptions, text, wholeNumberFrom } from '../base/read-options.ts'

/** Where {@link Relay.listen} listens. */
export interface ListenOptions {
  /** An address or a name of this machine: `127.0.0.1` by default, for this machine only; `0.0.0.0` or `::` for all. */
  readonly host?: string
  /** 0 to 65535; 0 (default) takes a free one. */
  readonly port?: number
}

export const Port = wholeNumberFrom(0, 65_535)

const ENTRIES = { host: v.optional(text, '127.0.0.1'), port: v.optional(Port, 0) }

/** @throws TypeError that lists everything that is wrong with them. */
export const parseListenOptions = (options: ListenOptions = {}) =>
  readOptions('relay.listen', ENTRIES, options)
