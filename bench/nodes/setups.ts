import { hocuspocusWire } from '../load/hocuspocus-wire.ts'
import { homeroomWire } from '../load/homeroom-wire.ts'
import type { Person } from '../load/person.ts'
import { stockWire } from '../load/stock-wire.ts'
import type { Wire } from '../load/wire.ts'

/** Relays, and how people are spread over them. */
export interface Setup {
  readonly name: string
  readonly title: string
  /** The file of `relays` that runs a node. */
  readonly file: string
  readonly isHomeroom: boolean
  readonly nodes: number
  readonly wire: Wire
  /** The node of a person. */
  readonly nodeOf: (person: Person) => number
}

const onFirst = () => 0
const everyRoomOnBoth = ({ index }: Person) => index % 2
/** Rooms are named by their number. */
const roomsInTurn = ({ room }: Person) => Number(room.name.split('-').at(-1)) % 2

const HOMEROOM = { file: 'homeroom-node.ts', isHomeroom: true, wire: homeroomWire }
const HOCUSPOCUS = { file: 'hocuspocus-node.ts', isHomeroom: false, wire: hocuspocusWire }

const setup = (
  name: string,
  title: string,
  relay: Pick<Setup, 'file' | 'isHomeroom' | 'wire'>,
  nodeOf: Setup['nodeOf'],
): Setup => ({ name, title, ...relay, nodes: nodeOf === onFirst ? 1 : 2, nodeOf })

/** In the order of the tables. */
export const SETUPS: readonly Setup[] = [
  setup('one', 'Homeroom, one process', HOMEROOM, onFirst),
  setup('both', 'Homeroom, each room on both nodes', HOMEROOM, everyRoomOnBoth),
  setup('room', 'Homeroom, each room on one node', HOMEROOM, roomsInTurn),
  setup(
    'stock-both',
    'Homeroom with stock clients, each room on both nodes',
    { ...HOMEROOM, wire: stockWire },
    everyRoomOnBoth,
  ),
  setup('hocuspocus-one', 'Hocuspocus, one process', HOCUSPOCUS, onFirst),
  setup('hocuspocus-both', 'Hocuspocus with Redis, each room on both nodes', HOCUSPOCUS, everyRoomOnBoth),
  setup('hocuspocus-room', 'Hocuspocus with Redis, each room on one node', HOCUSPOCUS, roomsInTurn),
]
