import * as Y from 'yjs'
import { SYNC, writeSync } from '../../shared/index.ts'
import type { Environment } from '../environment.ts'
import type { Channel } from '../part.ts'
import { splitUpdate } from './split-update.ts'

/** Larger updates go in parts, so that a line that drops has brought something. In bytes. */
const PART_BYTES = 512 * 1024

const PART_STRUCTS = 20_000

/** A value that is too large is looked at again so often, in ms: perhaps it was taken back. */
const RECHECK_MS = 1_000

/** What counts what is sent of the document. */
export interface SentCounter {
  /** An update is about to be sent; of one in parts only the last one brings all of it. */
  update(isLast: boolean): void
  /** A step 2 is about to be sent; `isFull` says that it has more in it than deletions, which it always repeats. */
  step2(isFull: boolean): void
}

/** A value that the relay does not take, for its size; in bytes. */
export interface TooLarge {
  readonly bytes: number
  readonly limit: number
}

export interface OutgoingOptions {
  readonly doc: Y.Doc
  readonly channel: Channel
  readonly counter: SentCounter
  readonly environment: Pick<Environment, 'after'>
  /** The largest update that the relay takes, in bytes. */
  readonly updateBytes: () => number
  /** Something is too large to be sent, and what builds on it waits; null when all may go again. */
  readonly onTooLarge: (tooLarge: TooLarge | null) => void
}

/** The document's way to the relay: in parts where something is large, and held back behind a value that is too large. */
export class OutgoingUpdates {
  readonly #options: OutgoingOptions
  /** What the relay has while something is held back: the clock of each client; null while nothing is. */
  #relayHas: Map<number, number> | null = null
  #cancelRecheck: () => void = () => undefined

  constructor(options: OutgoingOptions) {
    this.#options = options
  }

  /** Sends a change; while something is held back, it may build on that and waits with it. */
  send(update: Uint8Array): void {
    if (this.#relayHas === null) this.#give(update, false)
  }

  /** Sends what the relay has asked for. */
  answer(update: Uint8Array): void {
    this.stop()
    this.#give(update, true)
  }

  /** The socket is another one, or gone. */
  stop(): void {
    this.#cancelRecheck()
    if (this.#relayHas === null) return
    this.#relayHas = null
    this.#options.onTooLarge(null)
  }

  #give(update: Uint8Array, isAnswer: boolean): void {
    const limit = this.#options.updateBytes()
    const bytes = Math.min(PART_BYTES, limit)
    const parts = update.length <= bytes ? [update] : splitUpdate(update, { bytes, structs: PART_STRUCTS })
    const large = parts.findIndex((part) => part.length > limit)
    const sendable = large === -1 ? parts : parts.slice(0, large)
    for (const [index, part] of sendable.entries()) this.#post(part, isAnswer, index === parts.length - 1)
    if (large !== -1) this.#hold(parts.slice(large), { bytes: parts[large]?.length ?? 0, limit })
  }

  #post(part: Uint8Array, isAnswer: boolean, isLast: boolean): void {
    const { channel, counter } = this.#options
    const isStep2 = isAnswer && isLast
    // An update begins with the number of clients whose content it has.
    if (isStep2) counter.step2(part[0] !== 0)
    else counter.update(isLast)
    channel.send(writeSync(isStep2 ? SYNC.step2 : SYNC.update, part))
  }

  #hold(rest: readonly Uint8Array[], tooLarge: TooLarge): void {
    const { doc, environment, onTooLarge } = this.#options
    const relayHas = Y.decodeStateVector(Y.encodeStateVector(doc))
    for (const part of rest)
      for (const [client, clock] of Y.parseUpdateMeta(part).from)
        relayHas.set(client, Math.min(clock, relayHas.get(client) ?? clock))
    this.#relayHas = relayHas
    this.#cancelRecheck = environment.after(RECHECK_MS, () => this.#recheck(relayHas))
    onTooLarge(tooLarge)
  }

  /** Tries again with what the relay lacks by now. */
  #recheck(relayHas: Map<number, number>): void {
    if (!this.#options.channel.isOpen) return
    const update = Y.encodeStateAsUpdate(this.#options.doc, Y.encodeStateVector(relayHas))
    this.#relayHas = null
    this.#give(update, true)
    if (this.#relayHas === null) this.#options.onTooLarge(null)
  }
}
