import { createContext } from '../../server/base/context.ts'
import { Node } from '../../server/bus/node.ts'
import type { NodeItem, NodeMessage, WholeItem } from '../../server/bus/node-message.ts'
import type { RoomChannel } from '../../server/bus/room-channel.ts'
import { applyChange, type JsonObject, type RoomId } from '../../shared/index.ts'
import type { fakeClock } from './fake-clock.ts'
import { MemoryBus } from './memory-bus.ts'
import { type MemoryLog, memoryLog } from './memory-log.ts'
import { type Random, randomFrom } from './random.ts'

const SWEEP_MS = 250

/** What one node has in one room: entries by slot, and how many numbered messages it has said. */
interface Content {
  readonly bySlot: Map<number, WholeItem>
  said: number
}

const emptyContent = (): Content => ({ bySlot: new Map(), said: 0 })

/** A room with as little in it as tests of the bus need: it answers as a real one does, and keeps what it hears. */
export class TinyRoom {
  readonly own = emptyContent()
  /** What it knows of others, by node. */
  readonly known = new Map<string, Content>()
  readonly heard: (readonly [from: string, message: NodeMessage])[] = []
  readonly happened: string[] = []
  /** What must never be: said here, by the test's own rules. */
  readonly wrong: string[] = []
  /** Nodes of which something was not heard, and which were neither asked since nor told what they have. */
  readonly lacking = new Set<string>()
  readonly channel: RoomChannel

  constructor(node: Node, id: RoomId) {
    this.channel = node.join(id, {
      subscribed: () => {
        this.happened.push('subscribed')
        this.channel.publish({ kind: 'hello', epoch: 'e', policyVersion: 0 })
      },
      heard: (from, message) => {
        this.heard.push([from, message])
        this.#take(from, message)
      },
      missed: (from) => {
        this.happened.push(`missed ${from}`)
        this.lacking.delete(from)
        this.channel.send(from, { kind: 'ask', stateVector: null })
      },
      vanished: (from, why) => {
        this.happened.push(`${why} ${from}`)
        this.known.delete(from)
        this.lacking.delete(from)
      },
      thawed: () => this.happened.push('thawed'),
    })
  }

  /** Says the next number. */
  say(): void {
    this.own.said += 1
    this.channel.publish({ kind: 'stored', upTo: this.own.said })
  }

  /** Changes, adds or ends an entry, and says so. A state names its client, so that one put on another's entry shows. */
  move(random: Random): void {
    const slot = random.below(6)
    const before = this.own.bySlot.get(slot)
    if (before === undefined) {
      const clientId = 1 + random.below(1_000_000)
      this.#put({
        ...{ kind: 'whole', slot, clientId, bornClock: 1, isAnnounced: true, connection: 'c' },
        ...{ identity: { id: null, name: null, role: 'member', mayRename: true }, state: { clientId, v: 0 } },
      })
    } else if (random.below(4) === 0) {
      this.own.bySlot.delete(slot)
      this.#tell({ kind: 'gone', slot, reason: 'left' })
    } else {
      const change = { set: { clientId: before.clientId, v: random.below(1_000) }, cleared: [] }
      this.own.bySlot.set(slot, { ...before, state: applyChange(before.state, change) })
      this.#tell({ kind: 'change', slot, change })
    }
  }

  #put(item: WholeItem): void {
    this.own.bySlot.set(item.slot, item)
    this.#tell(item)
  }

  #tell(item: NodeItem): void {
    this.channel.publish({ kind: 'presence', clock: 1, count: this.own.bySlot.size, items: [item] })
  }

  #here(): NodeMessage {
    const { bySlot, said } = this.own
    return {
      ...{
        kind: 'here',
        presence: { clock: 1, entries: [...bySlot.values()] },
        hands: [],
        count: bySlot.size,
      },
      ...{ updates: said, stored: said, policyVersion: 0, epoch: 'e' },
    }
  }

  #take(from: string, message: NodeMessage): void {
    const known = this.known.get(from) ?? emptyContent()
    this.known.set(from, known)
    if (message.kind === 'hello' || message.kind === 'ask') this.channel.send(from, this.#here())
    if (message.kind === 'stored') {
      if (message.upTo <= known.said) this.wrong.push(`${message.upTo} of ${from} after ${known.said}`)
      if (message.upTo > known.said + 1) this.lacking.add(from)
      known.said = message.upTo
    }
    if (message.kind === 'here') {
      if (message.updates < known.said) this.wrong.push(`here of ${from} goes back`)
      known.said = message.updates
      this.lacking.delete(from)
      known.bySlot.clear()
      for (const entry of message.presence.entries) known.bySlot.set(entry.slot, entry)
    }
    if (message.kind === 'presence') for (const item of message.items) this.#apply(known, item)
  }

  #apply({ bySlot }: Content, item: NodeItem): void {
    if (item.kind === 'whole') bySlot.set(item.slot, item)
    else if (item.kind === 'gone') bySlot.delete(item.slot)
    else {
      const before = bySlot.get(item.slot)
      if (before?.clientId !== item.change.set.clientId)
        this.wrong.push(`a change of ${item.slot} on another entry`)
      if (before !== undefined)
        bySlot.set(item.slot, { ...before, state: applyChange(before.state, item.change) })
    }
  }
}

/** States by clientID, of all slots. */
export const statesOf = ({ bySlot }: Content): Map<number, JsonObject> =>
  new Map([...bySlot.values()].map(({ slot, state }) => [slot, state]))

/** Nodes on one bus in memory, by their names. */
export class BusNodes {
  readonly clock: ReturnType<typeof fakeClock>
  readonly bus: MemoryBus
  readonly nodes = new Map<string, Node>()
  readonly logs = new Map<string, MemoryLog>()
  readonly contexts = new Map<string, ReturnType<typeof createContext>>()
  /** Nodes that are not swept: their processes stand still, or are dead. */
  readonly #still = new Set<string>()
  readonly #random: Random

  constructor(clock: ReturnType<typeof fakeClock>, seed: number, names: readonly string[]) {
    this.clock = clock
    this.#random = randomFrom(seed)
    this.bus = new MemoryBus(clock.clock, randomFrom(seed + 1))
    for (const name of names) this.start(name)
  }

  start(name: string): Node {
    const log = memoryLog()
    const context = createContext({ clock: this.clock.clock, log: log.log })
    const random = (length: number) => this.#random.bytes(length)
    const node = new Node({ ...context, transport: this.bus.connect(name), random })
    this.nodes.set(name, node)
    this.contexts.set(name, context)
    this.logs.set(name, log)
    return node
  }

  node(name: string): Node {
    const node = this.nodes.get(name)
    if (node === undefined) throw new Error(`there is no node ${name}`)
    return node
  }

  freeze(name: string): void {
    this.bus.freeze(name)
    this.#still.add(name)
  }

  wake(name: string): void {
    this.bus.wake(name)
    this.#still.delete(name)
  }

  /** The process ends without a word. */
  kill(name: string): void {
    this.bus.kill(name)
    this.#still.add(name)
    this.nodes.delete(name)
  }

  heal(): void {
    this.bus.heal()
    for (const name of this.nodes.keys()) this.#still.delete(name)
  }

  /** Time passes, with the sweeps of all nodes. What was promised is settled in between. */
  async pass(ms: number): Promise<void> {
    for (let leftMs = ms; leftMs > 0; leftMs -= SWEEP_MS) {
      for (let step = 0; step < 5; step++) {
        this.clock.advance(Math.min(leftMs, SWEEP_MS) / 5)
        // A subscription is confirmed by promises that follow one another.
        for (let turn = 0; turn < 5; turn++) await Promise.resolve()
      }
      for (const [name, node] of this.nodes) if (!this.#still.has(name)) node.sweep()
    }
  }
}
