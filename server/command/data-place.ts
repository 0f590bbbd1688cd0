// Where a command finds rooms: in a data file, or in a Postgres.
import { existsSync, statSync } from 'node:fs'
import { changeDataFile, openDataFile } from '../store/data-file.ts'
import type { DataReader, DataWriter } from '../store/data-reader.ts'
import { whileUnheld } from '../store/held-file.ts'
import {
  bytesOfDatabase,
  changeDatabase,
  openDatabase,
  whileNoRelay,
} from '../store/postgres/data-database.ts'
import { databaseName } from '../store/postgres/pool.ts'
import { DATABASE_URL, isDatabaseUrl } from '../store/postgres/postgres.ts'
import { isFileMeant } from './flags.ts'

const POSTGRES_FLAG = {
  value: 'URL',
  help: 'a Postgres in the place of the file; better in HOMEROOM_POSTGRES',
} as const

/** The flags of a command that say where. */
export const PLACE_FLAGS = {
  data: { value: 'FILE', help: 'the data file (homeroom.db)' },
  postgres: POSTGRES_FLAG,
} as const

export interface DataPlace {
  /** As a command says it. */
  readonly name: string
  /** Rejects where nothing is there, or nothing of ours. */
  open(): Promise<DataReader>
  /** Opens it for `work`, makes it where it is not there, and closes it. */
  change<Value>(work: (data: DataWriter) => Promise<Value>): Promise<Value>
  /** Does `work` where no relay has it, and rejects where one does. */
  whileUnheld<Value>(work: () => Promise<Value>): Promise<Value>
  /** What it takes on the disk. */
  bytes(): Promise<number>
}

type Values = readonly string[]

/** Reads `--data` or `--postgres`; adds what is wrong with them. */
export const readPlace = (
  { data, postgres }: { readonly data: Values; readonly postgres: Values },
  said: ReadonlySet<string>,
  faults: string[],
): DataPlace => {
  if (said.has('data') && said.has('postgres')) faults.push('either --data FILE or --postgres URL, not both')
  const url = isFileMeant(said) ? null : readPostgresFlag(postgres, faults)
  return url === null ? fileAt(readDataFlag(data, faults)) : databaseAt(url)
}

/** Null where it was not said, or is no URL. */
export const readPostgresFlag = (values: Values, faults: string[]): string | null => {
  const url = values.at(0)
  if (url === undefined) return null
  if (isDatabaseUrl(url)) return url
  faults.push(`--postgres ${DATABASE_URL}`)
  return null
}

export const readDataFlag = (values: Values, faults: string[]): string => {
  const path = values.at(0) ?? 'homeroom.db'
  if (path === '' || path === ':memory:') faults.push(`--data is a file, not ${JSON.stringify(path)}`)
  return path
}

const fileAt = (path: string): DataPlace => ({
  name: path,
  open: async () => openDataFile(path),
  change: (work) => changeDataFile(path, work),
  whileUnheld: (work) => whileUnheld(path, work),
  bytes: async () =>
    [path, `${path}-wal`].reduce((sum, file) => sum + (existsSync(file) ? statSync(file).size : 0), 0),
})

const databaseAt = (url: string): DataPlace => ({
  name: databaseName(url),
  open: () => openDatabase(url),
  change: (work) => changeDatabase(url, work),
  whileUnheld: (work) => whileNoRelay(url, work),
  bytes: () => bytesOfDatabase(url),
})
