import { createAddressLimits } from '../gate/address-limits.ts'
import type { Place } from '../gate/counts.ts'
import type { Line } from './line.ts'
import type { LimitQuestion, ToWorker } from './messages.ts'

/** What is counted by address, over all workers. */
export class LimitServer {
  readonly #limits
  /** The places that each worker has, by address. */
  readonly #placesByLine = new Map<Line<ToWorker>, Map<string, Place[]>>()

  /** `address` is how many connections one address may have. */
  constructor(limits: { readonly address: number }) {
    this.#limits = createAddressLimits(limits)
  }

  take(from: Line<ToWorker>, question: LimitQuestion): void {
    const { address } = question
    if (question.kind === 'take-place') {
      const place = this.#limits.connections.take(address)
      if (place !== null) this.#placesOf(from, address).push(place)
      from.send({ kind: 'place', id: question.id, isTaken: place !== null })
    } else if (question.kind === 'give-back-place') {
      const places = this.#placesOf(from, address)
      places.pop()?.giveBack()
      if (places.length === 0) this.#placesByLine.get(from)?.delete(address)
    } else {
      const { id, code } = question
      void this.#limits.failedAccess
        .count(address, code)
        .then((failures) => from.send({ kind: 'failures', id, failures }))
    }
  }

  /** The worker is gone, and all its connections with it. */
  end(line: Line<ToWorker>): void {
    for (const places of this.#placesByLine.get(line)?.values() ?? [])
      for (const place of places) place.giveBack()
    this.#placesByLine.delete(line)
  }

  #placesOf(line: Line<ToWorker>, address: string): Place[] {
    const byAddress = this.#placesByLine.get(line) ?? new Map<string, Place[]>()
    this.#placesByLine.set(line, byAddress)
    const places = byAddress.get(address) ?? []
    byAddress.set(address, places)
    return places
  }
}
