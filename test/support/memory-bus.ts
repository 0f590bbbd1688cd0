import type { Transport } from '../../server/bus/transport.ts'
import type { Clock } from '../../server/index.ts'
import type { Random } from './random.ts'

/** What befalls messages on their way: chances from 0 to 1, and the longest delay in ms. */
interface BusFaults {
  readonly loss: number
  readonly repeat: number
  readonly delayMs: number
  /** Whether what one node says reaches another one in order, over all channels, as it does over one Redis. */
  readonly isOrdered: boolean
}

const NO_FAULTS: BusFaults = { loss: 0, repeat: 0, delayMs: 0, isOrdered: true }

interface Subscription {
  readonly channel: string
  readonly heard: (bytes: Uint8Array) => void
  readonly renewed: () => void
  isConfirmed: boolean
}

/** The end of a node: what it has subscribed to, and how it is. */
interface End {
  readonly name: string
  readonly subscriptions: Set<Subscription>
  isClosed: boolean
  isCut: boolean
  /** What waits for a process that stands still; null where it does not. */
  frozen: (() => void)[] | null
  /** When the last message of each other end arrives. */
  readonly lastAtMsByName: Map<string, number>
}

/** A bus in memory, on a driven clock, that loses, repeats, delays and splits by a seed. Nodes can be cut off and frozen. */
export class MemoryBus {
  readonly #clock: Clock
  readonly #random: Random
  readonly #ends = new Map<string, End>()
  #sides = new Map<string, number>()
  /** Pairs that do not hear each other one way: the name of one that speaks, and of one that does not hear it. */
  readonly #muted = new Set<string>()
  faults = NO_FAULTS
  /** How many messages went to each channel. */
  readonly published = new Map<string, number>()

  constructor(clock: Clock, random: Random) {
    this.#clock = clock
    this.#random = random
  }

  /** A node's transport, under a name for `cut`, `freeze` and `split`. */
  connect(name: string): Transport {
    const end: End = {
      ...{ name, subscriptions: new Set<Subscription>(), lastAtMsByName: new Map<string, number>() },
      ...{ isClosed: false, isCut: false, frozen: null },
    }
    this.#ends.set(name, end)
    return {
      subscribe: (channel, heard, renewed) =>
        this.#subscribe(end, { channel, heard, renewed, isConfirmed: false }),
      publish: (channel, bytes) => this.#publish(end, channel, bytes),
      get isUp() {
        return !end.isCut
      },
      get fault() {
        return end.isCut ? 'the test has cut it' : null
      },
      close: async () => this.kill(name),
    }
  }

  /** Nodes of different groups do not hear each other. */
  split(...groups: readonly (readonly string[])[]): void {
    this.#sides = new Map(groups.flatMap((names, side) => names.map((name) => [name, side] as const)))
  }

  /** `to` does not hear `from` any more, who hears it all the same. */
  mute(from: string, to: string): void {
    this.#muted.add(`${from} ${to}`)
  }

  /** The connection of a node breaks: nothing goes in or out, and it knows that. */
  cut(name: string): void {
    this.#endOf(name).isCut = true
  }

  /** It is connected again, and subscribed to what it was. */
  mend(name: string): void {
    const end = this.#endOf(name)
    if (!end.isCut) return
    end.isCut = false
    this.#later(end, () => {
      for (const subscription of [...end.subscriptions])
        if (subscription.isConfirmed && !end.isCut) subscription.renewed()
    })
  }

  /** Its process stands still: what it is sent waits. The test must not sweep it either. */
  freeze(name: string): void {
    this.#endOf(name).frozen ??= []
  }

  /** It goes on, and finds what waited. */
  wake(name: string): void {
    const end = this.#endOf(name)
    const waiting = end.frozen ?? []
    end.frozen = null
    for (const work of waiting) this.#later(end, work)
  }

  /** It ends without a word. */
  kill(name: string): void {
    const end = this.#endOf(name)
    end.isClosed = true
    end.subscriptions.clear()
  }

  /** No faults from now on, and everybody is connected. */
  heal(): void {
    this.faults = NO_FAULTS
    this.#sides.clear()
    this.#muted.clear()
    for (const { name, isClosed } of this.#ends.values()) {
      if (isClosed) continue
      this.wake(name)
      this.mend(name)
    }
  }

  async #subscribe(end: End, subscription: Subscription): Promise<() => void> {
    const { promise, resolve } = Promise.withResolvers<() => void>()
    end.subscriptions.add(subscription)
    this.#later(end, () => {
      subscription.isConfirmed = true
      resolve(() => end.subscriptions.delete(subscription))
    })
    return promise
  }

  #publish(from: End, channel: string, bytes: Uint8Array): boolean {
    if (from.isCut || from.isClosed) return false
    this.published.set(channel, (this.published.get(channel) ?? 0) + 1)
    const { loss, repeat } = this.faults
    for (const to of this.#ends.values()) {
      if (!this.#reaches(from, to) || this.#happens(loss)) continue
      this.#carry(from, to, channel, bytes)
      if (this.#happens(repeat)) this.#carry(from, to, channel, bytes)
    }
    return true
  }

  #carry(from: End, to: End, channel: string, bytes: Uint8Array): void {
    const { delayMs, isOrdered } = this.faults
    const nowMs = this.#clock.monotonicMs()
    const earliestMs = isOrdered ? (to.lastAtMsByName.get(from.name) ?? 0) : 0
    const atMs = Math.max(nowMs + 1 + this.#random.below(delayMs + 1), earliestMs)
    to.lastAtMsByName.set(from.name, atMs)
    this.#clock.after(atMs - nowMs, () => this.#deliver(to, channel, bytes))
  }

  #deliver(to: End, channel: string, bytes: Uint8Array): void {
    if (to.isCut) return
    if (to.frozen !== null) {
      to.frozen.push(() => this.#deliver(to, channel, bytes))
      return
    }
    for (const subscription of [...to.subscriptions])
      if (subscription.isConfirmed && subscription.channel === channel)
        subscription.heard(Uint8Array.from(bytes))
  }

  #later(end: End, work: () => void): void {
    this.#clock.after(1, () => {
      if (end.frozen === null) work()
      else end.frozen.push(work)
    })
  }

  #reaches(from: End, to: End): boolean {
    if (to.isClosed || to.isCut || this.#muted.has(`${from.name} ${to.name}`)) return false
    return this.#sides.get(from.name) === this.#sides.get(to.name)
  }

  #happens(chance: number): boolean {
    return chance > 0 && this.#random.below(1_000_000) < chance * 1_000_000
  }

  #endOf(name: string): End {
    const end = this.#ends.get(name)
    if (end === undefined) throw new Error(`there is no node ${name}`)
    return end
  }
}
