import { fault, isJsonObject, type Json } from '../../shared/index.ts'
import type { ClaimFaultCode } from './claim.ts'

/** An answer takes as long as a message and its way back; a relay that does not know what it is asked gives none. */
const ANSWER_MS = 5_000

/** Why the relay did not do it; null where it did. */
export interface Refused {
  readonly code: ClaimFaultCode
  readonly message: string
  /** The clientID of the one who has the key; null where that is not known. */
  readonly by: number | null
}

const without = (code: ClaimFaultCode, message: string): Refused => ({
  ...fault(code, message).fault,
  by: null,
})

const NO_ANSWER = without('no-answer', 'The relay has not answered.')
export const NOBODY = without('no-entry', 'It is for nobody who is there.')
export const NOT_CONNECTED = without('not-connected', 'The connection was lost before the relay answered.')

/** What was asked of the relay and is not answered yet, by numbers: several keys may be asked for at a time. */
export class Asked {
  readonly #settleByNumber = new Map<number, (refused: Refused | null) => void>()
  #number = 0

  /** A question: its number, and what has become of it in the end. */
  next(): { readonly n: number; readonly answer: Promise<Refused | null> } {
    this.#number += 1
    const n = this.#number
    const answer = new Promise<Refused | null>((resolve) => {
      const timer = setTimeout(() => this.#settle(n, NO_ANSWER), ANSWER_MS)
      this.#settleByNumber.set(n, (refused) => {
        clearTimeout(timer)
        resolve(refused)
      })
    })
    return { n, answer }
  }

  /** The relay has answered. */
  answered(n: Json | undefined, refused: Json | undefined): void {
    if (typeof n === 'number') this.#settle(n, isJsonObject(refused) ? (refused as unknown as Refused) : null)
  }

  /** Nothing of it will be answered. */
  end(refused: Refused): void {
    for (const n of [...this.#settleByNumber.keys()]) this.#settle(n, refused)
  }

  #settle(n: number, refused: Refused | null): void {
    const settle = this.#settleByNumber.get(n)
    this.#settleByNumber.delete(n)
    settle?.(refused)
  }
}
