type GoOn = () => void

/**
 * What waits its turn, by names: those of the first level take turns, under each of them those of the next one, and what has the same
 * names goes in the order in which it came. So thousands of names under one take nothing from the others beside it.
 */
export class WaitingLine {
  readonly #lineByName = new Map<string, WaitingLine>()
  readonly #own: GoOn[] = []

  get isEmpty(): boolean {
    return this.#own.length === 0 && this.#lineByName.size === 0
  }

  add([name, ...further]: readonly string[], goOn: GoOn): void {
    if (name === undefined) {
      this.#own.push(goOn)
      return
    }
    const line = this.#lineByName.get(name) ?? new WaitingLine()
    this.#lineByName.set(name, line)
    line.add(further, goOn)
  }

  /** Takes out what waits under the names whose turn was longest ago; undefined where nothing waits. */
  next(): GoOn | undefined {
    const [first] = this.#lineByName
    if (this.#own.length > 0 || first === undefined) return this.#own.shift()
    const [name, line] = first
    const goOn = line.next()
    this.#lineByName.delete(name)
    if (!line.isEmpty) this.#lineByName.set(name, line)
    return goOn
  }
}
