import { expect } from 'vitest'
import * as Y from 'yjs'
import { type LinkedNode, LinkedNodes } from './linked-nodes.ts'
import type { Person } from './node-person.ts'
import { type Random, randomFrom } from './random.ts'
import { checkKeys, turnKey } from './simulated-keys.ts'
import { SimulatedStore } from './simulated-store.ts'
import { checkSame, checkStored, handsOf } from './simulation-checks.ts'

/** So long after all is well again everything is the same everywhere: dead nodes are given up, what was lost is asked for. */
const SETTLE_MS = 20_000

/** After so long without anything the first node whose turn it is to send its people away does so. */
const QUIET_MS = 12_000

/** By then everybody has heard of somebody who came back, or whose socket was closed. */
const HEARD_MS = 3_000

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
  /** Where people come back to, and what hosts order beside the rest. */
  readonly #return: Random
  /** Whether nodes bring people together, and whether the proxy has one node for all of them. */
  readonly #heals: boolean
  readonly #isAffine: boolean
  /** People who were sent to another node, and are on their way. */
  #away = 0
  #lastMoveMs = 0
  #returns = 0

  constructor(seed: number, count: number, { isStored = false, hasKeys = false }: SimulationOptions) {
    this.#random = randomFrom(seed)
    this.#names = NAMES.slice(0, count)
    this.#nodes = new LinkedNodes(seed)
    this.#fate = randomFrom(seed + 2)
    this.#keys = hasKeys ? randomFrom(seed + 3) : null
    this.#store = isStored ? new SimulatedStore('lesson', this.#fate) : null
    this.#return = randomFrom(seed + 3)
    this.#heals = this.#return.below(3) === 0
    this.#isAffine = this.#return.below(3) > 0
  }

  /** Gives how many people came back whom a node had sent away. */
  async run(steps: number): Promise<number> {
    for (const name of this.#names) await this.#start(name, this.#random.below(20_000) - 10_000)
    await this.#nodes.pass(1_000)
    for (let step = 0; step < steps; step++) {
      await this.#step()
      if (this.#store !== null && this.#return.below(12) === 0)
        this.#withSomeone((person) => this.#rule(person), this.#return)
      if (this.#store !== null) await this.#befall(this.#store)
      if (this.#keys !== null) turnKey(this.#free, this.#keys)
      if (this.#random.below(3) === 0) await this.#nodes.pass(10 + this.#random.below(400))
      if (this.#heals && this.#return.below(12) === 0) await this.#nodes.pass(QUIET_MS)
    }
    this.#heal()
    await this.#nodes.pass(SETTLE_MS)
    await this.#settle()
    checkSame(this.#all)
    if (this.#keys !== null) await checkKeys(this.#nodes, this.#all, this.#people)
    // Two tabs of one person who are sent away together have one place to come back to.
    if (!this.#heals) await this.#raiseHands()
    if (this.#store !== null) await checkStored(this.#all, this.#store)
    return this.#returns
  }

  get #all(): readonly LinkedNode[] {
    return this.#names.map((name) => this.#nodes.node(name))
  }

  /** Until everybody is back, and heard of, as are those whose sockets were closed. */
  async #settle(): Promise<void> {
    const { clock } = this.#nodes.time
    while (this.#away > 0 || clock.monotonicMs() - this.#lastMoveMs < HEARD_MS) await this.#nodes.pass(500)
  }

  /** Whatever the clocks of the nodes say, the last hand is the last one in the queue, on all of them. */
  async #raiseHands(): Promise<void> {
    for (const node of this.#all) {
      const before = handsOf(node)
      this.#clientId += 1
      this.#enter(this.#clientId, null, node.name).announce({ hand: true })
      await this.#nodes.pass(1_000)
      for (const other of this.#all)
        expect([other.name, handsOf(other)]).toEqual([other.name, [...before, this.#clientId]])
    }
  }

  async #start(name: string, skewMs = 0): Promise<void> {
    const store = this.#store
    const heals = this.#heals
    if (store === null) this.#nodes.start(name, skewMs, { heals })
    else {
      const found = await store.open()
      this.#nodes.start(name, skewMs, { heals, store: { seenBy: (clock) => store.seenBy(clock), found } })
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

  #enter(clientId: number, id: string | null, name = this.#lively()): Person {
    const person = this.#nodes.join(name, clientId, id)
    person.saved = (update) => this.#store?.saved(update)
    person.onClosed = (reason) => {
      this.#lastMoveMs = this.#nodes.time.clock.monotonicMs()
      // A dead socket is told as well, and nobody hears it.
      if (reason === 'room-elsewhere' && person.isAlive) this.#sendBack(person)
    }
    return person
  }

  /** A node has told somebody to come again: the proxy gives them a node after a while. */
  #sendBack(person: Person): void {
    this.#away += 1
    this.#nodes.time.clock.after(100 + this.#return.below(2_000), () => {
      this.#away -= 1
      this.#returns += 1
      this.#lastMoveMs = this.#nodes.time.clock.monotonicMs()
      const lively = this.#names.filter((name) => !this.#frozen.has(name))
      this.#hop(person, this.#isAffine ? lively[0] : this.#return.pick(lively))
    })
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

  #order(person: Person): void {
    const other = this.#random.pick(this.#people).clientId
    const kind = this.#random.below(4)
    if (kind === 0) person.signal('lower-hand', [other])
    else if (kind === 1) person.signal('lower-all')
    else if (kind === 2) person.signal('remove', [other])
    else person.signal('follow', [], this.#random.below(3) > 0)
  }

  /** What is kept of a room, and of a person. */
  #rule(person: Person): void {
    const kind = this.#return.pick(['lock', 'mute-reactions', 'role'])
    if (kind !== 'role') person.signal(kind, [], this.#return.below(2) === 0)
    else
      person.signal(kind, [this.#return.pick(this.#people).clientId], this.#return.pick(['host', 'member']))
  }

  /** The client comes back on another node, while its old socket is dead and nobody knows. */
  #hop(person: Person, to?: string): void {
    person.isAlive = false
    const back = this.#enter(person.clientId, person.identity.id, to)
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

  #withSomeone(act: (person: Person) => void, random = this.#random): void {
    this.#people = this.#people.filter(({ closed }) => closed === null)
    if (this.#free.length > 0) act(random.pick(this.#free))
  }

  /** People with a socket, on a node that is not frozen. */
  get #free(): readonly Person[] {
    return this.#people.filter(
      ({ closed, id }) => closed === null && !this.#frozen.has(id.split('/')[0] ?? ''),
    )
  }
}

export interface SimulationOptions {
  /** There is a store, which can fail. */
  readonly isStored?: boolean
  /** People take keys, and give them. */
  readonly hasKeys?: boolean
}

/**
 * Runs a world of `count` nodes for so many steps; throws where it does not come to the same everywhere. Gives how many people
 * came back whom a node had sent away.
 */
export const simulate = (
  seed: number,
  count: number,
  steps: number,
  options: SimulationOptions = {},
): Promise<number> => new Simulation(seed, count, options).run(steps)
