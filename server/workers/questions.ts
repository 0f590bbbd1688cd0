/** What was asked of the other process, and is not answered yet. */
export class Questions<Answer> {
  readonly #waitingById = new Map<number, (answer: Answer) => void>()
  #lastId = 0

  /** `ask` gives false where nobody is left to be asked: then the answer is `instead`. */
  ask(ask: (id: number) => boolean, instead: Answer): Promise<Answer> {
    const { promise, resolve } = Promise.withResolvers<Answer>()
    this.#lastId += 1
    if (!ask(this.#lastId)) return Promise.resolve(instead)
    this.#waitingById.set(this.#lastId, resolve)
    return promise
  }

  answer(id: number, answer: Answer): void {
    this.#waitingById.get(id)?.(answer)
    this.#waitingById.delete(id)
  }
}
