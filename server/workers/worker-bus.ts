import type { Transport } from '../bus/transport.ts'
import type { Line } from './line.ts'
import type { BusAnswer, ToParent } from './messages.ts'

interface Channel {
  readonly hearers: Set<(bytes: Uint8Array) => void>
  readonly subscribed: PromiseWithResolvers<void>
}

/** What a worker says to the others, through their parent. */
export class WorkerBus implements Transport {
  readonly #line: Line<ToParent>
  readonly #channelByName = new Map<string, Channel>()
  #isClosed = false

  constructor(line: Line<ToParent>) {
    this.#line = line
  }

  get isUp(): boolean {
    return !this.#isClosed && this.#line.isOpen
  }

  get fault(): string | null {
    return this.#line.isOpen ? null : 'the parent process is gone'
  }

  async subscribe(name: string, heard: (bytes: Uint8Array) => void): Promise<() => void> {
    if (this.#isClosed) throw new Error('the bus is closed')
    const known = this.#channelByName.get(name)
    const channel = known ?? { hearers: new Set(), subscribed: Promise.withResolvers<void>() }
    // A function of its own: one that subscribes twice is told twice.
    const hearer = (bytes: Uint8Array) => heard(bytes)
    channel.hearers.add(hearer)
    if (known === undefined) {
      this.#channelByName.set(name, channel)
      this.#line.send({ kind: 'subscribe', channel: name })
    }
    await channel.subscribed.promise
    return () => {
      channel.hearers.delete(hearer)
      if (channel.hearers.size > 0 || this.#channelByName.get(name) !== channel) return
      this.#channelByName.delete(name)
      this.#line.send({ kind: 'unsubscribe', channel: name })
    }
  }

  publish(channel: string, bytes: Uint8Array): boolean {
    return this.isUp && this.#line.offer({ kind: 'publish', channel, bytes }, bytes.length)
  }

  take(answer: BusAnswer): void {
    const channel = this.#channelByName.get(answer.channel)
    if (answer.kind === 'subscribed') channel?.subscribed.resolve()
    else if (!this.#isClosed) for (const heard of [...(channel?.hearers ?? [])]) heard(answer.bytes)
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.#channelByName.clear()
  }
}
