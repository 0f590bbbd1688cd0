import { expect } from 'vitest'
import * as Y from 'yjs'
import { type Clock, memoryStore, type Store } from '../../server/index.ts'
import type { StoredRoom } from '../../server/store/store.ts'
import { faultyStore } from './faulty-store.ts'
import type { Random } from './random.ts'

const QUICK_MS = 20
const SLOW_MS = 5_000

/** The store of a simulated world: it outlives all nodes, and is slow or away by chance. */
export class SimulatedStore {
  readonly #inner = memoryStore()
  readonly #room: string
  readonly #random: Random
  #mostMs = QUICK_MS
  #isAway = false
  readonly #checks: Promise<void>[] = []

  constructor(room: string, random: Random) {
    this.#room = room
    this.#random = random
  }

  /** As a process sees it: what it asks goes out, and is done, while it runs. */
  seenBy(clock: Clock): Store {
    const { store, delay } = faultyStore(this.#inner)
    delay(async () => {
      const { promise, resolve } = Promise.withResolvers<void>()
      clock.after(this.#random.below(this.#mostMs), resolve)
      await promise
      if (this.#isAway) throw new Error('the store is away')
    })
    return store
  }

  open(): Promise<StoredRoom> {
    return this.#inner.open(this.#room)
  }

  trouble(): void {
    if (this.#random.below(2) === 0) this.fail()
    else this.#mostMs = SLOW_MS
  }

  fail(): void {
    this.#isAway = true
  }

  heal(): void {
    this.#isAway = false
    this.#mostMs = QUICK_MS
  }

  /** A client is told that this is saved: if all nodes died now, it would be there. */
  saved(update: Uint8Array): void {
    const check = this.#has(update)
    // It is told at the end.
    check.catch(() => undefined)
    this.#checks.push(check)
  }

  /** Throws where something was called saved that was not in the store then. */
  async check(): Promise<void> {
    await Promise.all(this.#checks)
  }

  async #has(update: Uint8Array): Promise<void> {
    const doc = await this.doc()
    const before = Y.encodeStateAsUpdate(doc)
    Y.applyUpdate(doc, update)
    expect(Y.encodeStateAsUpdate(doc), 'what is saved is in the store').toEqual(before)
  }

  /** What a relay that starts would load. */
  async doc(): Promise<Y.Doc> {
    const doc = new Y.Doc()
    for (const update of (await this.open()).updates) Y.applyUpdate(doc, update)
    return doc
  }
}
