import type { Line } from './line.ts'
import type { BusQuestion, ToWorker } from './messages.ts'

/** The bus of the workers: the parent gives what one of them publishes to all that have subscribed, the publisher too. */
export class BusServer {
  readonly #linesByChannel = new Map<string, Set<Line<ToWorker>>>()
  readonly #dropped: () => void

  /** `dropped` is called for each message that a worker did not get, since too much waits for it. */
  constructor(dropped: () => void) {
    this.#dropped = dropped
  }

  take(from: Line<ToWorker>, question: BusQuestion): void {
    const { channel } = question
    if (question.kind === 'publish') this.#publish(channel, question.bytes)
    else if (question.kind === 'unsubscribe') this.#leave(channel, from)
    else {
      this.#linesByChannel.set(channel, (this.#linesByChannel.get(channel) ?? new Set()).add(from))
      from.send({ kind: 'subscribed', channel })
    }
  }

  /** The worker is gone. */
  end(line: Line<ToWorker>): void {
    for (const channel of [...this.#linesByChannel.keys()]) this.#leave(channel, line)
  }

  #publish(channel: string, bytes: Uint8Array): void {
    for (const line of this.#linesByChannel.get(channel) ?? [])
      if (!line.offer({ kind: 'heard', channel, bytes }, bytes.length)) this.#dropped()
  }

  #leave(channel: string, line: Line<ToWorker>): void {
    const lines = this.#linesByChannel.get(channel)
    lines?.delete(line)
    if (lines?.size === 0) this.#linesByChannel.delete(channel)
  }
}
