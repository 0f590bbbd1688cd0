/** So many sockets have to fail before one is tried without subprotocols. */
const FAILURES = 2

/**
 * Whether the next socket offers subprotocols. A browser fails a socket whose server picks none of those that it was offered,
 * and does not tell that from a server that is away. So after some failures each second try offers none. Where that one opens,
 * the server is there, and is asked once more by one that offers them: a relay of ours picks one, and is not to be met as a
 * stock client meets it.
 */
export class Offering {
  #failures = 0
  #answer: 'unknown' | 'picks' | 'opens-bare' | 'picks-none' = 'unknown'

  /** The next socket offers none. */
  get isBare(): boolean {
    const isTurn = this.#failures >= FAILURES && this.#failures % FAILURES === 0
    return this.#answer === 'picks-none' || (this.#answer === 'unknown' && isTurn)
  }

  /** A socket did not open. */
  failed(): void {
    this.#failures += 1
    if (this.#answer === 'opens-bare') this.#answer = 'picks-none'
  }

  /** A socket has opened; false where another one has to be opened in its place. */
  opened(isBare: boolean): boolean {
    const isKnown = this.#answer === 'picks-none'
    this.#failures = 0
    // Asked again after each loss: the server may be another one by then.
    this.#answer = isBare ? 'opens-bare' : 'picks'
    return !isBare || isKnown
  }
}
