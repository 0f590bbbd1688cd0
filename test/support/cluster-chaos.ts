import * as Y from 'yjs'
import { postgresStore, type StoredOrders } from '../../server/index.ts'
import { differencesOf, isSameContent } from './chaos-differences.ts'
import { failEngines, failRelays } from './chaos-faults.ts'
import { type ChaosPerson, ownPerson, stockPerson } from './chaos-person.ts'
import { type KeptCluster, pause } from './kept-relays.ts'
import { type Random, randomFrom } from './random.ts'
import { metricOf } from './relay-metrics.ts'

export interface ChaosOptions {
  readonly seed: number
  /** So many by published clients, and as many by the client library. */
  readonly people: number
  /** For so long things fail. */
  readonly faultsMs: number
}

const HOSTS = 3
/** Between two things that people do, in ms, at most. */
const ACT_MS = 40
/** No measurement, as that is in the tally: a busy machine may take longer than the 30 s that are promised. */
const SETTLE_MS = 60_000

type Act = (by: ChaosPerson) => void

/** One room over three relays: its people do what they do, while relays, Redis and Postgres are killed and stand still. */
export class ClusterChaos {
  readonly #cluster: KeptCluster
  readonly #options: ChaosOptions
  readonly #random: Random
  readonly #people: ChaosPerson[] = []
  /** Marks in the document that no `saved` has covered yet, by who made them; and those that it has. */
  readonly #unsaved = new Map<ChaosPerson, Set<string>>()
  readonly #saved = new Set<string>()
  readonly #removed = new Set<string>()
  /** What must never happen, and did, in words. */
  readonly #wrong: string[] = []
  readonly steps: string[] = []
  readonly tally = { acts: 0, faults: 0, looks: 0, saved: 0, settledMs: 0 }
  #joined = 0
  #marked = 0
  #isFailing = true

  constructor(cluster: KeptCluster, options: ChaosOptions) {
    this.#cluster = cluster
    this.#options = options
    this.#random = randomFrom(options.seed)
  }

  async run(): Promise<void> {
    for (let count = 0; count < this.#options.people; count++) {
      await this.#join('own')
      await this.#join('stock')
    }
    await this.#settle()
    const end = performance.now() + this.#options.faultsMs
    const { seed } = this.#options
    const note = (step: string) => this.#note(step)
    const faults = [
      failRelays(this.#cluster, randomFrom(seed + 1), end, note),
      failEngines(this.#cluster, randomFrom(seed + 2), end, note),
    ]
    const life = [this.#live(), this.#watchSaved(), this.#watchStore()]
    await Promise.all(faults)
    this.#isFailing = false
    await Promise.all(life)
    await this.#settle()
  }

  async #join(kind: 'own' | 'stock'): Promise<void> {
    const name = `${kind} ${this.#joined}`
    const door = this.#cluster.doors[this.#joined % this.#cluster.doors.length] ?? ''
    const role = this.#joined < 2 * HOSTS ? 'host' : 'member'
    this.#joined += 1
    const person =
      kind === 'own'
        ? await ownPerson(door, name, role, this.#random)
        : await stockPerson(door, name, this.#random)
    this.#people.push(person)
    if (person.own !== null) this.#unsaved.set(person, new Set())
    const heard = new Set<unknown>()
    // [SG1] holds for a stay: what the bus carries late may be heard again by people who came from another relay.
    person.own?.room.status.subscribe(({ state }) => {
      if (state !== 'connected') heard.clear()
    })
    person.own?.room.signals.on('bell', ({ data }) => {
      if (heard.has(data)) this.#wrong.push(`${name} has heard bell ${data} twice`)
      heard.add(data)
    })
  }

  // What people do

  async #live(): Promise<void> {
    while (this.#isFailing) {
      const random = this.#random
      const by = random.pick(this.#present())
      this.tally.acts += 1
      const what = random.below(100)
      // Nobody says goodbye for those who go while their relay is dead.
      if (!by.isThere && what % 4 === 0) await this.#replace(by)
      else if (what < 40) this.#edit(by)
      else if (what < 75) by.say({ x: random.below(1_000), y: random.below(1_000) })
      else if (what < 86) by.say({ hand: random.below(3) > 0 ? true : undefined })
      else if (what < 93) by.own?.room.signals.send('bell', this.tally.acts)
      else if (what < 98) this.#order()
      else await this.#replace(by)
      await pause(random.below(ACT_MS))
    }
  }

  #edit({ doc, ...by }: ChaosPerson): void {
    const random = this.#random
    const person = this.#people.find(({ clientId }) => clientId === by.clientId)
    const mark = `${this.#marked++}`
    if (person !== undefined) this.#unsaved.get(person)?.add(mark)
    const text = doc.getText('text')
    doc.transact(() => {
      doc.getMap('marks').set(mark, 1)
      if (random.below(3) > 0) text.insert(random.below(text.length + 1), `word ${mark} `)
      else if (text.length > 0) text.delete(random.below(text.length), 1)
    })
  }

  #order(): void {
    const random = this.#random
    const { own } = this.#host()
    const members = this.#present().slice(2 * HOSTS)
    const other = random.pick(members)
    const acts: readonly Act[] = [
      () => own?.room.signals.send('lower-hand', null, { to: [other.clientId] }),
      () => own?.room.signals.send('lower-all'),
      () => own?.room.signals.send('lock', random.below(2) === 0),
      () => own?.room.signals.send('mute-reactions', random.below(2) === 0),
      () => own?.room.signals.send('follow', random.below(3) > 0),
      () => own?.room.signals.send('role', random.pick(['host', 'member']), { to: [other.clientId] }),
      (removed) => {
        if (this.#removed.size * 8 > this.#options.people) return
        this.#removed.add(removed.name)
        own?.room.signals.send('remove', null, { to: [removed.clientId] })
      },
    ]
    random.pick(acts)(other)
  }

  /** Somebody goes for good, and somebody else comes. What was called saved stays. */
  async #replace(person: ChaosPerson): Promise<void> {
    const index = this.#people.indexOf(person)
    if (index < 2 * HOSTS || this.#joined > 4 * this.#options.people) return
    this.#noteSaved()
    this.#people.splice(index, 1)
    this.#unsaved.delete(person)
    person.leave()
    await this.#join(person.own === null ? 'stock' : 'own')
  }

  #host(): ChaosPerson {
    return this.#people.filter(({ own }) => own !== null)[this.#random.below(HOSTS)] as ChaosPerson
  }

  #present(): ChaosPerson[] {
    return this.#people.filter(({ isClosed }) => !isClosed)
  }

  #note(step: string): void {
    this.tally.faults += 1
    this.steps.push(`${Math.round(performance.now())} ${step}`)
  }

  // What holds

  async #watchSaved(): Promise<void> {
    while (this.#isFailing) {
      this.#noteSaved()
      await pause(50)
    }
  }

  #noteSaved(): void {
    for (const [{ own }, marks] of this.#unsaved) {
      if (own?.room.saved.get().state !== 'saved') continue
      for (const mark of marks) this.#saved.add(mark)
      marks.clear()
    }
    this.tally.saved = this.#saved.size
  }

  /** What was called saved is in Postgres at that moment, and not only when all is well again. */
  async #watchStore(): Promise<void> {
    while (this.#isFailing) {
      const saved = [...this.#saved]
      const stored = await this.#stored()
      if (stored !== null) {
        this.tally.looks += 1
        const marks = stored.doc.getMap('marks')
        for (const mark of saved)
          if (!marks.has(mark)) this.#wrong.push(`called saved, and not in Postgres then: ${mark}`)
      }
      await pause(1_000)
    }
  }

  /** The room in Postgres; null while that is away. */
  async #stored(): Promise<{ readonly doc: Y.Doc; readonly orders: StoredOrders } | null> {
    const store = postgresStore(this.#cluster.database, { timeoutMs: 2_000, connections: 2 })
    try {
      const { updates, orders } = await store.open('lesson')
      const doc = new Y.Doc()
      for (const update of updates) Y.applyUpdate(doc, update)
      return { doc, orders }
    } catch {
      return null
    } finally {
      await store.close()
    }
  }

  async #settle(): Promise<void> {
    const began = performance.now()
    for (;;) {
      this.#noteSaved()
      this.#unlock()
      const differences = await this.#differences()
      this.tally.settledMs = Math.round(performance.now() - began)
      if (differences.length === 0) return
      if (this.tally.settledMs > SETTLE_MS)
        throw new Error(`it is not the same everywhere:\n${differences.join('\n')}`)
      await pause(250)
    }
  }

  /** Else those who came while it was locked could never come in. */
  #unlock(): void {
    const host = this.#people.find(({ own }) => own?.room.rules.get().locked)
    host?.own?.room.signals.send('lock', false)
  }

  async #differences(): Promise<string[]> {
    const people = this.#present()
    const [first] = people as [ChaosPerson]
    const stored = await this.#stored()
    const rules = first.own?.room.rules.get()
    const marks = first.doc.getMap('marks')
    return [
      ...this.#people
        .filter(({ isClosed, name }) => isClosed && !this.#removed.has(name))
        .map(({ name, standing }) => `${name} is turned away: ${standing}`),
      ...(stored !== null && isSameContent(stored.doc, first.doc) ? [] : ['Postgres has another document']),
      ...(['locked', 'reactionsMuted'] as const)
        .filter((rule) => rules?.[rule] !== (stored?.orders[rule] === 'true'))
        .map((rule) => `Postgres has another order: ${rule}`),
      ...(await this.#failures()),
      ...[...this.#saved].filter((mark) => !marks.has(mark)).map((mark) => `saved, and lost: ${mark}`),
      ...differencesOf(people),
      ...this.#wrong,
    ]
  }

  /** What failed in relays in a way that they hold, but that never should be. */
  async #failures(): Promise<string[]> {
    const { relays } = this.#cluster
    const counts = await Promise.all(relays.map(({ url }) => metricOf(url, 'homeroom_failures_total')))
    return counts.flatMap((count, index) => (count === 0 ? [] : [`relay ${index} has failed ${count} times`]))
  }
}
