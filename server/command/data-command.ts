import { parseRoomId, type RoomId } from '../../shared/index.ts'
import type { FlagTable } from './flags.ts'

/** Takes what a command says it did, and what is wrong. */
export interface Output {
  print(line: string): void
  warn(line: string): void
  /** Bytes to the reader of this process. */
  write(bytes: Uint8Array): Promise<void>
  /** True where a person reads it. */
  readonly isTerminal: boolean
}

/** What was asked for: everything that is wrong with it, and the work, which gives false where something was found wrong. */
interface DataRequest {
  readonly faults: readonly string[]
  readonly run: () => Promise<boolean>
}

/** A command that ends by itself: on a data file, or in a room. */
export interface DataCommand {
  readonly help: string
  readonly flags: FlagTable
  read(
    args: readonly string[],
    env: Readonly<Record<string, string | undefined>>,
    output: Output,
  ): DataRequest
}

type Values = readonly string[]

export const GC_FLAG = {
  value: 'on|off',
  help: 'as the relay has it; off keeps what was deleted, for versions of it (on)',
} as const

export const readGcFlag = (values: Values, faults: string[]): boolean => {
  const gc = values.at(0) ?? 'on'
  if (gc !== 'on' && gc !== 'off') faults.push(`--gc is one of on, off, not ${JSON.stringify(gc)}`)
  return gc === 'on'
}

/** One room and its file, or all of them and their folder; `path` is null where it was not said. */
export type Target =
  | { readonly kind: 'one'; readonly room: RoomId; readonly path: string | null }
  | { readonly kind: 'all'; readonly folder: string }

/** Reads `--room ID`, or `--all` with the folder that the flag `pathFlag` names; null where that makes no sense. */
export const readTarget = (
  values: { readonly room: Values; readonly all: Values; readonly path: Values },
  pathFlag: string,
  faults: string[],
): Target | null => {
  const name = values.room.at(0)
  const path = values.path.at(0) ?? null
  if (path === '') faults.push(`${pathFlag} is empty`)
  if ((name === undefined) === (values.all.length === 0)) {
    faults.push('either --room ID or --all is needed')
    return null
  }
  if (name === undefined) {
    if (path === null) faults.push(`--all needs ${pathFlag} FOLDER`)
    return path === null ? null : { kind: 'all', folder: path }
  }
  const room = parseRoomId(name)
  if (!room.ok) faults.push(`--room ${JSON.stringify(name)}: ${room.fault.message}`)
  return room.ok ? { kind: 'one', room: room.value, path } : null
}

/** `1 record`, `2 records` */
export const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`
