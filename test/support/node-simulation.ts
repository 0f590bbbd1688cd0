import { expect } from 'vitest'
import * as Y from 'yjs'
import { LinkedNodes } from './linked-nodes.ts'
import type { Person } from './node-person.ts'
import { type Random, randomFrom } from './random.ts'
import { checkKeys } from './simulated-keys.ts'
import { SimulatedStore } from './simulated-store.ts'

/** So long after all is well again everything is the same everywhere: dead nodes are given up, what was lost is asked for. */
const SETTLE_MS = 20_000

const NAMES = ['a', 'b', 'c', 'd', 'e']

/** A world of nodes to which things happen at random, by a seed. */
class Simulation {
  readonly #random: Random
  readonly #nodes: LinkedNodes
  readonly #names: string[]
  readonly #frozen = new Set<string>()
  #people: Person[] = []
  #clientId = 0
  #signals = 0
  #started = 0
  /** Null where nodes store what those that are gone have told, and nothing else. */
  readonly #store: SimulatedStore | null
  /** The keys that people take, where they do; null where nobody does. */
  readonly #keys: Random | null
  /** What happens to the store, and to all nodes at once. */
  readonly #fate: Random

  constructor(seed: number, count: number, { isStored = false, hasKeys = false }: SimulationOptions) {
    this.#random = randomFrom(seed)
    this.#names = NAMES.slice(0, count)
    this.#nodes = new LinkedNodes(seed)
    this.#fate = randomFrom(seed + 2)
    this.#keys = hasKeys ? randomFrom(seed + 3) : null
    this.#store = isStored ? new SimulatedStore('lesson', this.#fate) : null
  }

  async run(steps: number): Promise<void> {
    for (const name of this.#names) await this.#start(name, this.#random.below(20_000) - 10_000)
    await this.#nodes.pass(1_000)
    for (let step = 0; step < steps; step++) {
      await this.#step()
      if (this.#store !== null) await this.#befall(this.#store)
      if (this.#keys !== null) this.#claim(this.#keys)
      if (this.#random.below(3) === 0) await this.#nodes.pass(10 + this.#random.below(400))
    }
    this.#heal()
    await this.#nodes.pass(SETTLE_MS)
    this.#check()
    if (this.#store !== null) await this.#checkStore(this.#store)
  }

  async #start(name: string, skewMs = 0): Promise<void> {
    const store = this.#store
    if (store === null) this.#nodes.start(name, skewMs)
    else {
      const found = await store.open()
      this.#nodes.start(name, skewMs, { store: { seenBy: (clock) => store.seenBy(clock), found } })
    }
  }

  /** What may happen where there is a store: it fails, or all nodes die at once. */
  async #befall(store: SimulatedStore): Promise<void> {
    const what = this.#fate.below(100)
    if (what < 4) store.trouble()
    else if (what < 10) store.heal()
    else if (what < 11) await this.#replaceAll()
  }

  async #replaceAll(): Promise<void> {
    const homeless = this.#people
    this.#calm()
    const count = this.#names.length
    for (const name of this.#names) this.#nodes.kill(name)
    this.#names.length = 0
    while (this.#names.length < count) {
      this.#started += 1
      this.#names.push(`n${this.#started}`)
      await this.#start(`n${this.#started}`)
    }
    for (const person of homeless) if (person.closed === null) this.#hop(person)
  }

  async #step(): Promise<void> {
    const what = this.#random.below(100)
    if (what < 14) this.#join()
    else if (what < 44) this.#withSomeone((person) => this.#change(person))
    else if (what < 58) this.#withSomeone((person) => this.#edit(person))
    else if (what < 64) this.#withSomeone((person) => this.#signal(person))
    else if (what < 70) this.#withSomeone((person) => this.#order(person))
    else if (what < 76) this.#withSomeone((person) => person.leave(this.#random.pick(['left', 'lost'])))
    else if (what < 86) this.#withSomeone((person) => this.#hop(person))
    else if (what < 92) this.#trouble()
    else if (what < 96) this.#calm()
    else await this.#replaceNode()
  }

  #join(): void {
    this.#clientId += 1
    const id = this.#random.below(2) === 0 ? null : `p${this.#random.below(6)}`
    const person = this.#enter(this.#clientId, id)
    person.announce({ x: this.#random.below(100), y: 0, hand: this.#random.below(4) === 0 })
    this.#people.push(person)
  }

  #enter(clientId: number, id: string | null): Person {
    const person = this.#nodes.join(this.#lively(), clientId, id)
    person.saved = (update) => this.#store?.saved(update)
    return person
  }

  #change(person: Person): void {
    const kind = this.#random.below(4)
    if (kind === 0) person.set({ hand: this.#random.below(2) === 0 })
    else if (kind === 1) person.set({ note: this.#random.below(1_000) })
    else person.set({ x: this.#random.below(1_000), y: this.#random.below(1_000) })
  }

  #edit(person: Person): void {
    if (this.#random.below(4) === 0) person.erase()
    else person.write(`${this.#random.below(1_000)} `)
  }

  #signal(person: Person): void {
    this.#signals += 1
    const to = this.#random.below(2) === 0 ? [] : [1 + this.#random.below(this.#clientId)]
    person.signal('bell', to, this.#signals)
  }

  /** Somebody takes one of three keys, gives it back, or gives it to somebody else. */
  #claim(random: Random): void {
    const key = `seat/${random.below(3)}`
    const what = random.below(6)
    const free = this.#people.filter(
      ({ closed, id }) => closed === null && !this.#frozen.has(id.split('/')[0] ?? ''),
    )
    if (free.length === 0) return
    const person = random.pick(free)
    const secret = `a-secret-of-client-${person.clientId}`
    if (what < 3) person.signal('claim:take', [], { key, secret })
    else if (what < 4) person.signal('claim:release', [], { key })
    else person.signal('claim:give', what < 5 ? [random.pick(free).clientId] : [], { key })
  }

  #order(person: Person): void {
    const other = this.#random.pick(this.#people).clientId
    const kind = this.#random.below(4)
    if (kind === 0) person.signal('lower-hand', [other])
    else if (kind === 1) person.signal('lower-all')
    else if (kind === 2) person.signal('remove', [other])
    else person.signal('follow', [], this.#random.below(3) > 0)
  }

  /** The client comes back on another node, while its old socket is dead and nobody knows. */
  #hop(person: Person): void {
    person.isAlive = false
    const back = this.#enter(person.clientId, person.identity.id)
    back.announce(person.state)
    Y.applyUpdate(back.doc, Y.encodeStateAsUpdate(person.doc))
    back.send(Y.encodeStateAsUpdate(back.doc))
    this.#people = this.#people.filter((one) => one !== person)
    this.#people.push(back)
  }

  #trouble(): void {
    const { bus } = this.#nodes
    const kind = this.#random.below(4)
    const name = this.#random.pick(this.#names)
    if (kind === 0)
      bus.faults = { loss: 0.2, repeat: 0.2, delayMs: 200, isOrdered: this.#random.below(2) === 0 }
    else if (kind === 1) bus.split(this.#names.filter((_, index) => index % 2 === 0))
    else if (kind === 2) bus.cut(name)
    else if (this.#frozen.size < this.#names.length - 1) {
      this.#nodes.freeze(name)
      this.#frozen.add(name)
    }
  }

  #calm(): void {
    for (const name of this.#frozen) this.#nodes.wake(name)
    this.#frozen.clear()
    this.#nodes.bus.heal()
  }

  /** A process ends without a word; another one comes, and the clients go somewhere. */
  async #replaceNode(): Promise<void> {
    if (this.#names.length - this.#frozen.size < 2) return
    const name = this.#lively()
    const homeless = this.#people.filter((person) => person.id.startsWith(`${name}/`))
    this.#nodes.kill(name)
    this.#names.splice(this.#names.indexOf(name), 1)
    this.#started += 1
    this.#names.push(`n${this.#started}`)
    await this.#start(`n${this.#started}`)
    for (const person of homeless) if (person.closed === null) this.#hop(person)
  }

  #heal(): void {
    this.#calm()
    this.#store?.heal()
  }

  /** A node whose process runs. */
  #lively(): string {
    return this.#random.pick(this.#names.filter((name) => !this.#frozen.has(name)))
  }

  #withSomeone(act: (person: Person) => void): void {
    this.#people = this.#people.filter(({ closed }) => closed === null)
    const free = this.#people.filter(({ id }) => !this.#frozen.has(id.split('/')[0] ?? ''))
    if (free.length > 0) act(this.#random.pick(free))
  }

  #check(): void {
    const all = this.#names.map((name) => this.#nodes.node(name))
    const [first] = all
    if (first === undefined) throw new Error('there is no node')
    for (const node of all) {
      expect([node.name, node.people]).toEqual([node.name, first.people])
      expect([node.name, node.text]).toEqual([node.name, first.text])
      expect([node.name, node.room.rules]).toEqual([node.name, first.room.rules])
      expect([node.name, node.channel.others.size]).toEqual([node.name, all.length - 1])
      this.#checkSaid(node)
    }
    this.#checkOwners(all)
    if (this.#keys !== null) checkKeys(all, this.#people)
  }

  /** The store has what the nodes have, and has had at each moment what was called saved then. */
  async #checkStore(store: SimulatedStore): Promise<void> {
    await store.check()
    const { policyVersion } = await store.open()
    const text = (await store.doc()).getText('text').toString()
    for (const node of this.#names.map((name) => this.#nodes.node(name))) {
      expect([node.name, node.text]).toEqual([node.name, text])
      expect([node.name, node.room.moderation.orders.version]).toEqual([node.name, policyVersion])
    }
  }

  /** Each entry is owned by somebody with a socket, on one node. */
  #checkOwners(all: readonly ReturnType<LinkedNodes['node']>[]): void {
    const owners = all.flatMap(({ room }) =>
      [...room.presence.values()]
        .filter(({ owner }) => owner.source !== 'node')
        .map(({ clientId }) => clientId),
    )
    const [first] = all
    expect(owners.sort((one, other) => one - other)).toEqual(Object.keys(first?.people ?? {}).map(Number))
    for (const { room } of all)
      for (const { owner, clientId } of room.presence.values())
        if (owner.source !== 'node')
          expect([clientId, room.participants.has(owner)]).toEqual([clientId, true])
  }

  /** A node tells of its own people alone, and of each signal once; nobody hears one twice. */
  #checkSaid({ name, said, signals }: ReturnType<LinkedNodes['node']>): void {
    const told: unknown[] = []
    for (const message of said) {
      if (message.kind === 'presence' || message.kind === 'here') {
        const items = message.kind === 'here' ? message.presence.entries : message.items
        for (const item of items) if (item.kind === 'whole') expect(item.connection.split('/')[0]).toBe(name)
      }
      if (message.kind === 'signals') told.push(...message.signals.map(({ signal }) => signal.data))
    }
    const bells = told.filter((data) => typeof data === 'number')
    expect(new Set(bells).size).toBe(bells.length)
    const heard = signals.flatMap(([{ kind, data }]) => (kind === 'bell' ? [data] : []))
    expect(new Set(heard).size).toBe(heard.length)
  }
}

export interface SimulationOptions {
  /** There is a store, which can fail. */
  readonly isStored?: boolean
  /** People take keys, and give them. */
  readonly hasKeys?: boolean
}

/**
 * Runs a world of `count` nodes for so many steps; throws where it does not come to
 * the same everywhere.
 */
export const simulate = (
  seed: number,
  count: number,
  steps: number,
  options: SimulationOptions = {},
): Promise<void> => new Simulation(seed, count, options).run(steps)
