import { FREED_AT_ONCE_FLAG, TWO_HELPERS_FLAG, YOUNG_GENERATION_FLAG } from '../server/node-flags.ts'
import { hocuspocusWire } from './load/hocuspocus-wire.ts'
import { homeroomWire } from './load/homeroom-wire.ts'
import { presenceWire, stockWire } from './load/stock-wire.ts'
import type { Wire } from './load/wire.ts'

/** A relay under test, and how it is spoken with. */
export interface Contender {
  readonly name: string
  readonly title: string
  /** The file of `relays` that runs it. */
  readonly file: string
  readonly args: readonly string[]
  readonly nodeFlags: readonly string[]
  readonly wire: Wire
}

const contender = (name: string, title: string, file: string, wire: Wire, ...args: string[]): Contender => ({
  name,
  title,
  file,
  args,
  nodeFlags: [],
  wire,
})

/** Homeroom, in a process that starts as its command starts one on one core. */
const homeroom = (name: string, title: string, file: string, wire: Wire, ...args: string[]): Contender => ({
  ...contender(name, title, file, wire, ...args),
  nodeFlags: [YOUNG_GENERATION_FLAG, FREED_AT_ONCE_FLAG, TWO_HELPERS_FLAG],
})

/** In the order of the tables. */
export const CONTENDERS: readonly Contender[] = [
  homeroom('homeroom-v1', 'Homeroom, homeroom.v1', 'homeroom.ts', homeroomWire),
  homeroom('homeroom-stock', 'Homeroom, stock clients', 'homeroom.ts', stockWire),
  contender('y-websocket-server', '@y/websocket-server', 'y-websocket-server.ts', stockWire),
  contender(
    'y-websocket-server-next',
    '@y/websocket-server on Yjs 14',
    'y-websocket-server.ts',
    stockWire,
    'next',
  ),
  contender('hocuspocus', '@hocuspocus/server', 'hocuspocus.ts', hocuspocusWire),
  contender('hocuspocus-33ms', '@hocuspocus/server, flushDelay 33', 'hocuspocus.ts', hocuspocusWire, '33'),
  contender('bare-ws', 'bare ws broadcast', 'bare-ws.ts', presenceWire),
]

/** Measured where a run names them (`--relays`), and in no table of the results. */
const ON_REQUEST: readonly Contender[] = [
  homeroom('homeroom-workers-2', 'Homeroom, two workers', 'homeroom-workers.ts', homeroomWire, '2'),
]

export const ALL_CONTENDERS: readonly Contender[] = [...CONTENDERS, ...ON_REQUEST]

/** The relays that do what Homeroom does; its targets are set against them. */
export const PEERS: readonly string[] = [
  'y-websocket-server',
  'y-websocket-server-next',
  'hocuspocus',
  'hocuspocus-33ms',
]

/** The server that y-websocket's own documentation names. */
export const REFERENCE = 'y-websocket-server'

/** The relays that differ when hardly anything is sent: a longer flush delay makes no difference then. */
export const DIFFERENT_AT_REST: readonly string[] = CONTENDERS.map(({ name }) => name).filter(
  (name) => name !== 'hocuspocus-33ms',
)

/** Relays that know documents. */
export const KNOWING_DOCUMENTS: readonly string[] = ALL_CONTENDERS.filter(({ wire }) => wire.syncs).map(
  ({ name }) => name,
)
