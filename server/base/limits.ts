import { getHeapStatistics } from 'node:v8'

/** People who may wait in front of one room, whatever a relay is told. */
const MOST_WAITING = 10_000

/** Orders about people of one room, of all kinds, that are remembered. */
export const ORDERS_REMEMBERED = 12_000

interface Limit {
  readonly preset: number
  /** The relay bears no more, whatever it is told; anything where it is left out. */
  readonly most?: number
  /** The preset in words, where it is not the same everywhere. */
  readonly shown?: string
  readonly help: string
}

/** What a relay bears. Each limit has a metric and a clear answer where it is reached: docs/operations.md. */
export const LIMITS = {
  connections: { preset: 20_000, help: 'connections in all' },
  room: { preset: 2_000, help: 'connections of one room' },
  address: { preset: 2_000, help: 'connections of one address: a whole school may come from one' },
  joins: { preset: 200, help: 'joins per second; more wait, or are told when to come back' },
  messages: { preset: 1_000, help: 'messages per second of one connection; more is read later' },
  bytes: { preset: 8 * 1024 * 1024, help: 'bytes per second of one connection; more is read later' },
  update: { preset: 8 * 1024 * 1024, help: 'bytes of one document update' },
  document: { preset: 64 * 1024 * 1024, help: 'bytes of one document' },
  structs: {
    preset: 500_000,
    help: 'structs of one document: the pieces that Yjs keeps of what was written and deleted',
  },
  memory: {
    preset: Math.floor(getHeapStatistics().heap_size_limit / 3),
    shown: 'a third of the heap',
    help: 'bytes of memory for the documents of all rooms, about',
  },
  uploads: {
    preset: 128 * 1024 * 1024,
    help: 'bytes of documents that are being put in by HTTP',
  },
  downloads: {
    preset: 64 * 1024 * 1024,
    help: 'bytes of long answers by HTTP that are made and not taken yet; the last one may go beyond it',
  },
  unfinished: {
    preset: 96 * 1024 * 1024,
    help: 'bytes of messages of all connections that have come in part',
  },
  orders: { preset: 10, help: 'orders per second of one host, in all rooms; more are refused' },
  claims: { preset: 8, help: 'keys that one person holds in a room; 64 at most' },
  keys: { preset: 4_000, help: 'keys that are held in one room' },
  waiting: {
    preset: 500,
    most: MOST_WAITING,
    help: `people who wait in front of one room; at most ${MOST_WAITING}`,
  },
  knocks: {
    preset: 300,
    help: 'people of one address who begin to wait within 3 minutes: a whole school may come from one',
  },
  outbox: {
    preset: 64 * 1024 * 1024,
    help: 'bytes of events that wait for one webhook, and of its dead letters; the oldest are dropped',
  },
  pending: { preset: 1024 * 1024, help: 'bytes of updates of one room that wait for one that is missing' },
} as const satisfies Record<string, Limit>

export type LimitName = keyof typeof LIMITS
export type Limits = Readonly<Record<LimitName, number>>

/** The most that a limit may be set to. */
export const mostOf = (name: LimitName): number => {
  const { most = Number.MAX_SAFE_INTEGER }: Limit = LIMITS[name]
  return most
}

/** The preset of a limit, as it is written for people. */
export const presetOf = (name: LimitName): string => {
  const { preset, shown = `${preset}` }: Limit = LIMITS[name]
  return shown
}

export const DEFAULT_LIMITS: Limits = Object.fromEntries(
  Object.entries(LIMITS).map(([name, { preset }]) => [name, preset]),
) as Record<LimitName, number>
