/** One of as many as there may be under a name. */
export interface Place {
  giveBack(): void
}

/** How many there are under a name. Each holder keeps this object: no name is kept once for each of thousands. */
class Count implements Place {
  readonly #name: string
  readonly #byName: Map<string, Count>
  held = 0

  constructor(name: string, byName: Map<string, Count>) {
    this.#name = name
    this.#byName = byName
  }

  giveBack(): void {
    this.held -= 1
    if (this.held === 0) this.#byName.delete(this.#name)
  }
}

/** Counts by names, up to a number for each of them. */
export class Counts {
  readonly #most: number
  readonly #byName = new Map<string, Count>()

  constructor(most: number) {
    this.#most = most
  }

  /** Null where there are as many as there may be, with those that are held elsewhere. */
  take(name: string, elsewhere = 0): Place | null {
    const count = this.#byName.get(name) ?? new Count(name, this.#byName)
    if (count.held + elsewhere >= this.#most) return null
    count.held += 1
    this.#byName.set(name, count)
    return count
  }
}
