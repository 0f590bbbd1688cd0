import { changeBetween, type JsonObject } from '../../shared/index.ts'
import type { Timers } from '../environment.ts'
import type { Part } from '../part.ts'

/** One clientID that is, or was a moment ago, in the room. The same object until something in it changes. */
export interface Tab {
  readonly clientId: number
  /** What it said of itself, as everyone sees it. */
  readonly state: JsonObject
  /** `reconnecting`: lost without a word, kept for a while since it mostly comes back. */
  readonly status: 'here' | 'reconnecting'
  /** Rises with each change of state in this client: the tab with the highest is the latest active. */
  readonly changedAt: number
}

/** How long a lost tab is kept, in ms. */
const KEEP_LOST_MS = 10_000

/** Everyone else in the room, tab by tab, with those who were lost a moment ago. */
export class Roster implements Part {
  readonly tabs = new Map<number, Tab>()
  readonly #timers: Timers
  readonly #expired: () => void
  readonly #cancelByClient = new Map<number, () => void>()
  #isLost = false
  #changes = 0

  /** `expired` is called when a lost tab has gone by itself. */
  constructor(timers: Timers, expired: () => void) {
    this.#timers = timers
    this.#expired = expired
  }

  /** Takes what the room says of one client. */
  set(clientId: number, state: JsonObject): void {
    const before = this.tabs.get(clientId)
    this.#forgetTimer(clientId)
    if (before === undefined || changeBetween(before.state, state) !== null)
      this.tabs.set(clientId, { clientId, state, status: 'here', changedAt: this.nextChange() })
    else if (before.status !== 'here') this.tabs.set(clientId, { ...before, status: 'here' })
  }

  /** It is gone; `isLost` says that it did not say goodbye. */
  remove(clientId: number, isLost: boolean): void {
    const before = this.tabs.get(clientId)
    if (before === undefined) return
    if (isLost) {
      this.#markLost(before)
      if (!this.#isLost) this.#keepForAWhile(clientId)
    } else {
      this.#forgetTimer(clientId)
      this.tabs.delete(clientId)
    }
  }

  /** The number of a change that happens now: own ones count among those of the others. */
  nextChange(): number {
    this.#changes += 1
    return this.#changes
  }

  /** This client's own connection is lost: what the others do is not known any more. */
  lost(): void {
    this.#isLost = true
    this.stop()
    for (const tab of this.tabs.values()) this.#markLost(tab)
  }

  /** The connection is back, and everyone who is there has been named: those who are lost stay for a while, or go. */
  settle(keepsLost: boolean): void {
    this.#isLost = false
    for (const [clientId, { status }] of this.tabs) {
      if (status === 'here') continue
      if (keepsLost) this.#keepForAWhile(clientId)
      else this.remove(clientId, false)
    }
  }

  stop(): void {
    for (const cancel of this.#cancelByClient.values()) cancel()
    this.#cancelByClient.clear()
  }

  #markLost(tab: Tab): void {
    if (tab.status === 'here') this.tabs.set(tab.clientId, { ...tab, status: 'reconnecting' })
  }

  /** Time passes for the lost only while this client would hear of their return. */
  #keepForAWhile(clientId: number): void {
    this.#forgetTimer(clientId)
    const expire = () => {
      this.#cancelByClient.delete(clientId)
      this.tabs.delete(clientId)
      this.#expired()
    }
    this.#cancelByClient.set(clientId, this.#timers.after(KEEP_LOST_MS, expire))
  }

  #forgetTimer(clientId: number): void {
    this.#cancelByClient.get(clientId)?.()
    this.#cancelByClient.delete(clientId)
  }
}
