/** What was measured, on one core of the machine that the benchmark names. Times are processor time, in µs. */
export interface Costs {
  /** Of a person who does nothing, each second. */
  readonly personUs: number
  /** Of hearing a move. */
  readonly moveUs: number
  /** Of telling one person what is new. */
  readonly frameUs: number
  /** Of hearing an edit, and of its part in a commit. */
  readonly editUs: number
  /** Of a commit, at the relay, with the first room in it. */
  readonly commitUs: number
  /** How many frames a second somebody gets where all around move. */
  readonly framesPerSecond: number
  /** Of a message between two nodes, at both of them. */
  readonly busMessageUs: number
  /** Of giving a message to one node, at Redis. */
  readonly redisDeliveryUs: number
  /** How many messages a second a node tells the others of one room where all move. */
  readonly busMessagesPerRoom: number
  /** How many rooms are written a second where each commit has many. */
  readonly batchesPerSecond: number
  /** How many commits a second a node makes where people write all the time. */
  readonly nodeCommitsPerSecond: number
}

/** What people do. */
export interface Load {
  readonly people: number
  /** People in a room. */
  readonly roomSize: number
  /** The part of the people who move at a time: 0 to 1. */
  readonly moving: number
  /** How often each of them moves, a second. */
  readonly hz: number
  /** How many edits one person makes a second, the average over all. */
  readonly edits: number
  /** Whether a proxy gives each room to one node. Otherwise a room is on as many nodes as it has people. */
  readonly hasAffinity: boolean
}

export interface Sizing {
  /** Of all relays together. */
  readonly cores: number
  readonly nodes: number
  readonly busMessagesPerSecond: number
  /** Redis is one process: it is full at 1. */
  readonly redisCores: number
  readonly commitsPerSecond: number
  /** The part of what Postgres was measured to write: it is full at 1. */
  readonly postgresShare: number
  /** What is full first when more of the same people come. Relays never are: there may be more of them. */
  readonly first: 'Redis' | 'Postgres'
}

/** Each node is planned to use this part of its core: the rest is for everybody who joins at once. */
const PLANNED_SHARE = 0.5

const US_PER_SECOND = 1e6

/** More nodes make more messages, which need more nodes; it is given up here. */
const MOST_ROUNDS = 100

/** What a load needs, by the costs that were measured. */
export const size = (load: Load, costs: Costs): Sizing => {
  const edits = load.people * load.edits
  const commitsOf = (nodes: number) => Math.min(edits, nodes * costs.nodeCommitsPerSecond)
  const ownUs = costOfOwn(load, costs)
  let nodes = 1
  let cores = 0
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const storingUs = commitsOf(nodes) * costs.commitUs
    cores = (ownUs + storingUs + busOf(load, costs, nodes).relayUs) / US_PER_SECOND
    const needed = Math.max(1, Math.ceil(cores / PLANNED_SHARE))
    if (needed === nodes) break
    nodes = needed
  }
  const { messages, deliveries } = busOf(load, costs, nodes)
  const redisCores = (deliveries * costs.redisDeliveryUs) / US_PER_SECOND
  const postgresShare = edits / costs.batchesPerSecond
  return {
    cores,
    nodes,
    busMessagesPerSecond: messages,
    redisCores,
    commitsPerSecond: commitsOf(nodes),
    postgresShare,
    first: redisCores > postgresShare ? 'Redis' : 'Postgres',
  }
}

/** What the relays do where no room is on two of them, beside the commits, in µs a second. */
const costOfOwn = ({ people, roomSize, moving, hz, edits }: Load, costs: Costs): number => {
  const others = roomSize - 1
  // A frame has all moves of a tick; an edit has one of its own.
  const frames = Math.min(others * moving * hz, costs.framesPerSecond) + others * edits
  const each = costs.personUs + moving * hz * costs.moveUs + frames * costs.frameUs + edits * costs.editUs
  return people * each
}

/** What goes between so many nodes, each second. */
const busOf = ({ people, roomSize, moving, hz, edits, hasAffinity }: Load, costs: Costs, nodes: number) => {
  const beats = nodes > 1 ? nodes : 0
  const sharing = hasAffinity ? 1 : Math.min(nodes, roomSize)
  const ofNode = (roomSize * (moving * hz + edits)) / sharing
  const ofRoom = sharing > 1 ? sharing * Math.min(ofNode, costs.busMessagesPerRoom) : 0
  const ofRooms = (people / roomSize) * ofRoom
  return {
    messages: beats + ofRooms,
    // The one that says something hears it, too.
    deliveries: beats * nodes + ofRooms * sharing,
    relayUs: ofRooms * (sharing - 1) * costs.busMessageUs,
  }
}
