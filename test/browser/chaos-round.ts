import type { BrowserContext } from 'playwright-core'
import { clientRoom } from '../support/client-room.ts'
import { startFaultProxy } from '../support/fault-proxy.ts'
import { randomFrom } from '../support/random.ts'
import { until } from '../support/until.ts'
import { type ChaosTab, DATABASE_FAULTS, LISTENERS, openChaosTab } from './chaos-page.ts'
import { startSite } from './offline-tabs.ts'

const STEPS = 60
const SETTLE_MS = 90_000

/** What a round has done, and how often. */
export type Tally = Map<string, number>

export interface RoundOptions {
  readonly seed: number
  readonly pages: string
  readonly newBrowser: () => Promise<BrowserContext>
  readonly tally: Tally
}

/** A person's tab, and what was typed in it that no `saved` has covered yet. */
interface Seat {
  readonly context: BrowserContext
  tab: ChaosTab
  unsaved: Set<string>
  isHanging: boolean
}

/**
 * Two browsers, one of them with two tabs, in one room: they write while IndexedDB, the network, the relay and the app's
 * listeners fail. The model is a set of entries: what a tab has typed has to be at the relay in the end, unless its page asked
 * when it was closed. What was said to be saved has to be there in any case.
 */
export class ChaosRoom {
  readonly #options: RoundOptions
  readonly #random
  readonly #site
  readonly #proxy
  /** Whether each entry has to be there; what a closed page may have lost is not in it. */
  readonly #model = new Map<string, boolean>()
  readonly #lost = new Set<string>()
  readonly #seats: Seat[] = []
  readonly steps: string[] = []
  #marked = 0
  #isAway = false

  private constructor(options: RoundOptions, site: Site, proxy: Proxy) {
    this.#options = options
    this.#random = randomFrom(options.seed)
    this.#site = site
    this.#proxy = proxy
  }

  static async open(options: RoundOptions): Promise<ChaosRoom> {
    const site = await startSite()
    const room = new ChaosRoom(options, site, await startFaultProxy(site.wsUrl))
    const [one, other] = [await options.newBrowser(), await options.newBrowser()]
    for (const context of [one, one, other])
      room.#seats.push({ context, tab: await room.#openTab(context), unsaved: new Set(), isHanging: false })
    return room
  }

  async run(): Promise<void> {
    for (let step = 0; step < STEPS; step++) {
      await this.#step()
      await this.#ask()
      await new Promise((resolve) => setTimeout(resolve, this.#random.below(40)))
    }
    await this.#settle()
  }

  async close(): Promise<void> {
    for (const context of new Set(this.#seats.map(({ context }) => context))) await context.close()
    await this.#proxy.stop()
    if (!this.#isAway) await this.#site.away()
  }

  #openTab(context: BrowserContext): Promise<ChaosTab> {
    return openChaosTab(context, this.#options.pages, this.#proxy.wsUrl)
  }

  async #step(): Promise<void> {
    const random = this.#random
    const seat = random.pick(this.#seats)
    const what = random.below(100)
    if (this.#isAway && what % 5 === 0) await this.#toggleRelay()
    else if (what < 50) await this.#edit(seat)
    else if (what < 65) this.#harmNetwork()
    else if (what < 78) await this.#harmDatabase(seat)
    else if (what < 90) await this.#harmListener(seat)
    else if (what < 96) await this.#reopen(seat)
    else await this.#toggleRelay()
  }

  async #edit(seat: Seat): Promise<void> {
    const random = this.#random
    const set = Array.from({ length: 1 + random.below(3) }, () => `${this.#marked++}`)
    const own = [...seat.unsaved].filter((mark) => this.#model.get(mark) === true)
    const remove = own.length > 0 && random.below(4) === 0 ? [random.pick(own)] : []
    const length = random.below(20) === 0 ? 200_000 : random.below(10)
    this.#note(`tab ${this.#seats.indexOf(seat)} sets ${set}, removes ${remove}, inserts ${length}`, 'edits')
    const { before, after } = await seat.tab.edit({ set, remove, length })
    // Where a listener threw before the transaction began, nothing was typed.
    if (!set.every((mark) => after.includes(mark))) return
    // A page that was opened while its copy hangs and the relay is away does not have what it is to remove.
    const removed = remove.filter((mark) => before.includes(mark))
    this.#count('removals of what a page does not have', remove.length - removed.length)
    for (const mark of [...set, ...removed]) {
      this.#model.set(mark, after.includes(mark))
      seat.unsaved.add(mark)
    }
  }

  #harmNetwork(): void {
    const random = this.#random
    const what = random.below(6)
    if (what === 0) this.#proxy.reset()
    else if (what === 1) this.#proxy.cutAfter(random.below(400))
    else if (what === 2) this.#proxy.die(random.pick([['up'], ['down'], ['up', 'down']] as const))
    else {
      this.#proxy.heal()
      this.#proxy.reset()
    }
    const name = ['is reset', 'is cut after some bytes', 'goes dead'][what] ?? 'is healed'
    this.#note(`the network ${name}`, `network ${name}`)
  }

  async #harmDatabase(seat: Seat): Promise<void> {
    const random = this.#random
    if (random.below(5) === 0) {
      seat.isHanging = !seat.isHanging
      this.#note(`hangs in tab ${this.#seats.indexOf(seat)}: ${seat.isHanging}`, 'database hangs or goes on')
      await seat.tab.hang(seat.isHanging)
      return
    }
    const fault = random.pick(DATABASE_FAULTS)
    this.#note(`${fault} in tab ${this.#seats.indexOf(seat)}`, `database ${fault}`)
    await seat.tab.arm(fault)
  }

  async #harmListener(seat: Seat): Promise<void> {
    const random = this.#random
    const listener = {
      on: random.pick(LISTENERS),
      times: 1 + random.below(3),
      isFirst: random.below(2) === 0,
    }
    this.#note(
      `throws in tab ${this.#seats.indexOf(seat)}: ${JSON.stringify(listener)}`,
      `throws ${listener.on}`,
    )
    await seat.tab.listen(listener)
  }

  /** A page that asks before it closes may lose what is in it. */
  async #reopen(seat: Seat): Promise<void> {
    const { wouldAsk } = await seat.tab.standing()
    this.#note(
      `tab ${this.#seats.indexOf(seat)} opens anew${wouldAsk ? ', though it asks' : ''}`,
      wouldAsk ? 'pages anew that ask' : 'pages anew',
    )
    if (wouldAsk) {
      for (const mark of seat.unsaved) this.#lost.add(mark)
      // What the next page calls saved is not this.
      seat.unsaved = new Set()
    }
    await seat.tab.close()
    seat.isHanging = false
    seat.tab = await this.#openTab(seat.context)
  }

  async #toggleRelay(): Promise<void> {
    this.#note(`the relay ${this.#isAway ? 'is back' : 'goes'}`, 'relay goes or is back')
    this.#isAway = !this.#isAway
    if (this.#isAway) await this.#site.away()
    else await this.#site.back()
  }

  /** What is said to be saved has to be there in the end, whatever comes. */
  async #ask(): Promise<void> {
    for (const seat of this.#seats) {
      const { saved } = await seat.tab.standing()
      if (saved.state !== 'saved') continue
      for (const mark of seat.unsaved) this.#lost.delete(mark)
      seat.unsaved = new Set()
      this.#count('said to be saved')
    }
  }

  async #settle(): Promise<void> {
    this.#note('all faults end')
    if (this.#isAway) await this.#toggleRelay()
    this.#proxy.heal()
    this.#proxy.reset()
    for (const { tab } of this.#seats)
      for (const [fault, times] of Object.entries(await tab.calm())) this.#count(`struck: ${fault}`, times)
    for (const [at, { tab }] of this.#seats.entries()) {
      await tab.reconnect()
      const isSaved = async () => (await tab.standing()).saved.state === 'saved'
      await until(isSaved, 'all is saved', SETTLE_MS).catch(async (error: unknown) => {
        throw new Error(`tab ${at} stays ${JSON.stringify(await tab.standing())}`, { cause: error })
      })
    }
    const found = clientRoom(this.#site.wsUrl, 'lesson')
    await found.connected()
    const there = found.doc.getMap('marks')
    const wrong = [...this.#model].filter(
      ([mark, isThere]) => !this.#lost.has(mark) && there.has(mark) !== isThere,
    )
    found.room.leave()
    this.#count('entries compared', this.#model.size - this.#lost.size)
    this.#count('entries that a closed page may have lost', this.#lost.size)
    if (wrong.length > 0) throw new Error(`the relay is wrong of ${JSON.stringify(wrong)}`)
  }

  #note(step: string, counted?: string): void {
    this.steps.push(step)
    if (counted !== undefined) this.#count(counted)
  }

  #count(what: string, times = 1): void {
    const { tally } = this.#options
    tally.set(what, (tally.get(what) ?? 0) + times)
  }
}

type Site = Awaited<ReturnType<typeof startSite>>
type Proxy = Awaited<ReturnType<typeof startFaultProxy>>
