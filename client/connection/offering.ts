/** So many sockets have to fail before one is tried without subprotocols. */
const FAILURES = 2

/**
 * So often a socket that offers them has to fail at once after one that offers none has opened. Once is chance where the line is
 * bad, and a relay of ours that is joined as by a stock client never says that anything is saved.
 */
const REFUSALS = 3

/**
 * Whether the next socket offers subprotocols. A browser fails a socket whose server picks none of those that it was offered,
 * and does not tell that from a server that is away. So after some failures each second try offers none. Where that one opens,
 * the server is there, and is asked again by one that offers them: a relay of ours picks one, and is not to be met as a
 * stock client meets it.
 */
export class Offering {
  #failures = 0
  #refusals = 0
  #answer: 'unknown' | 'picks' | 'opens-bare' | 'fails-offered' = 'unknown'

  /** The next socket offers none. */
  get isBare(): boolean {
    const isTurn = this.#failures >= FAILURES && this.#failures % FAILURES === 0
    return this.#answer === 'fails-offered' || (this.#answer === 'unknown' && isTurn)
  }

  /** A socket did not open. */
  failed(): void {
    this.#failures += 1
    if (this.#answer !== 'opens-bare') return
    this.#refusals += 1
    this.#answer = 'fails-offered'
  }

  /** A socket has opened; false where another one has to be opened in its place. */
  opened(isBare: boolean): boolean {
    this.#failures = 0
    if (!isBare) this.#refusals = 0
    // Asked again after each loss: the server may be another one by then.
    this.#answer = isBare ? 'opens-bare' : 'picks'
    return !isBare || this.#refusals >= REFUSALS
  }
}
