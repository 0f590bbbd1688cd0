import * as Y from 'yjs'
import type { Result } from '../../shared/index.ts'
import type { Work } from '../base/turns.ts'
import { encodeState } from './encode.ts'
import { joinedUpdate } from './joined-update.ts'

/** Where shorter updates begin is read out of them. */
const LONG_BYTES = 4 * 1024

/** The clock of each client. */
type Clocks = ReadonlyMap<number, number>

interface CollectOptions {
  /** All that is to be applied, where that is known. */
  readonly whole: Uint8Array | null
  readonly tell: (update: Uint8Array) => void
}

/** What has changed in a document by something that is applied in steps: it is told as one update when all of it is in. */
export class ToldChanges {
  readonly #doc: Y.Doc
  /** Null while nothing is being applied. */
  #untold: Uint8Array[] | null = null
  /** Before the first of these changes. */
  #before: Clocks | null = null
  #isRewritten = false
  /** To read out of a long update where it began takes as long as it is. */
  readonly #beforeByUpdate = new WeakMap<Uint8Array, Clocks>()

  constructor(doc: Y.Doc) {
    this.#doc = doc
  }

  /** Collects a change; false where nothing is being applied. */
  add(update: Uint8Array, before: Clocks): boolean {
    if (this.#untold === null) return false
    this.#before ??= before
    this.#untold.push(update)
    return true
  }

  /** The changes are not those that came. */
  rewritten(): void {
    this.#isRewritten = true
  }

  /** Of what was told: what is being applied is not in it. */
  stateVector(): Uint8Array {
    return Y.encodeStateVector(this.#before === null ? this.#doc : new Map(this.#before))
  }

  /** What was known before a long update that was told as this very array; undefined for any other. */
  before(update: Uint8Array): Clocks | undefined {
    return this.#beforeByUpdate.get(update)
  }

  /** Does `work`, and tells what it has changed. */
  *collect<Value, Code extends string>(
    work: Work<Result<Value, Code>>,
    { whole, tell }: CollectOptions,
  ): Work<Result<Value, Code>> {
    const untold: Uint8Array[] = []
    this.#untold = untold
    this.#isRewritten = false
    const difference = () => encodeState(this.#doc, this.stateVector())
    let joined: Uint8Array | null = null
    try {
      const done = yield* work
      const isWhole = done.ok && done.value === 'whole' && !this.#isRewritten
      if (untold.length > 0)
        joined = yield* joinedUpdate(untold, { whole: isWhole ? whole : null, difference })
      return done
    } finally {
      // Of work that was ended half-way, what is in by then.
      if (untold.length > 0) joined ??= yield* joinedUpdate(untold, { whole: null, difference })
      if (joined !== null && joined.length > LONG_BYTES && this.#before !== null)
        this.#beforeByUpdate.set(joined, this.#before)
      this.#untold = null
      this.#before = null
      if (joined !== null) tell(joined)
    }
  }
}
