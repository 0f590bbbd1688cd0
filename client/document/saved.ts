import type * as Y from 'yjs'
import { type Durability, isSameJson, may, readBytes, readUint, type Welcome } from '../../shared/index.ts'
import type { Report } from '../fence.ts'
import type { Part } from '../part.ts'
import { Store } from '../store.ts'
import type { SentCounter, TooLarge } from './outgoing.ts'

/**
 * Why some of what was done here cannot go to the relay. `too-large`: a value of so many bytes is larger than an update may be, and
 * what was done since waits with it; it goes on when the value is taken away. `read-only`: this client may not write, and there
 * is more here than the relay has. `document-full`: the document would become larger than the relay lets it, or the documents of all
 * rooms; the relay asks again soon after something is deleted, and from time to time. `notice` says which limit it is.
 */
export type Obstacle =
  | ({ readonly kind: 'too-large' } & TooLarge)
  | { readonly kind: 'read-only' | 'document-full' }

/** How far what was done here has come. */
export interface Saved {
  /**
   * `local`: not all of it is known to be with the relay; `received`: the relay has it, and would lose it if it were killed;
   * `saved`: all of it is on the relay's disk. A relay of another make never tells: then it stays `local`.
   */
  readonly state: 'local' | 'received' | 'saved'
  /** How many own edits are not known to be on disk. */
  readonly pending: number
  /** Only where something is in the way. */
  readonly obstacle?: Obstacle
}

/** Where a change came from that the relay did not bring: from here, or from another tab or the offline copy. */
export type Source = 'own' | 'near'

/** A message of this connection, and how many own edits reach the relay by it; 0 where it only brings what was here before. */
interface Carrier {
  readonly message: number
  readonly edits: number
}

/**
 * Counts what is sent of the document as the relay counts it ([SV1] of docs/protocol.md). It hears of a change before the
 * message that carries it is sent.
 */
export class SavedCounter implements SentCounter, Part {
  readonly value: Store<Saved>
  #durability: Durability | null = null
  #sent = 0
  #received = 0
  /** A step 2 has been sent on this connection: before it an update may build on what the relay never got. */
  #isBased = false
  /** Edits that no message of this connection proves; 0 where there is only what was here before; null where all is on its way. */
  #loose: number | null
  #carriers: Carrier[] = []
  #tooLarge: TooLarge | null = null
  #isRefused = false
  #mayWrite = true
  /** The relay lacks something that was here when it was asked. */
  #isMore = false

  constructor(doc: Y.Doc, report: Report) {
    this.value = new Store<Saved>({ state: 'local', pending: 0 }, report)
    this.#loose = doc.store.clients.size > 0 ? 0 : null
  }

  /** Another socket, or none: the relay counts anew, and what it had not stored may be lost with it. */
  opened(): void {
    this.#restart()
  }

  lost(): void {
    this.#restart()
  }

  /** The document has changed, and not by the relay. */
  changed(source: Source): void {
    this.#loose = (this.#loose ?? 0) + (source === 'own' ? 1 : 0)
    this.#publish()
  }

  update(isLast: boolean): void {
    this.#sent += 1
    if (isLast && this.#isBased && this.#loose !== null) this.#carry()
    this.#publish()
  }

  step2(isFull: boolean): void {
    this.#sent += 1
    this.#isBased = true
    // A step 2 that brings something says that the relay lacks it, whatever an earlier connection was told.
    if (this.#loose !== null || isFull) this.#carry()
    this.#publish()
  }

  /** A value that is too large holds back what is sent; null when nothing does. */
  tooLarge(tooLarge: TooLarge | null): void {
    this.#tooLarge = tooLarge
    this.#publish()
  }

  /** The relay has refused some of it, since the document is full. */
  refused(): void {
    this.#isRefused = true
    this.#publish()
  }

  /** The relay has said what it has, to a client that may not write. */
  compared(isMore: boolean): void {
    this.#isMore = isMore
    if (isMore) this.#loose ??= 0
    else if (this.#loose === 0) this.#loose = null
    this.#publish()
  }

  /** Takes the body of a `saved` message. */
  told(body: Uint8Array): void {
    const counts = readBytes(body, (decoder) => ({
      received: readUint(decoder),
      saved: readUint(decoder),
    }))
    if (!counts.ok) return
    // Of what was not sent nobody can have anything.
    const { received, saved } = counts.value
    this.#received = Math.max(this.#received, Math.min(received, this.#sent))
    const stored = this.#durability === 'none' ? 0 : Math.min(saved, this.#received)
    this.#carriers = this.#carriers.filter(({ message }) => message > stored)
    if (this.#durability === 'none') this.#carriers = joined(this.#carriers, this.#received)
    this.#publish()
  }

  welcome(welcome: Welcome): void {
    this.#durability = welcome.durability
    this.#mayWrite = may(welcome.identity, 'write')
    this.#publish()
  }

  /** All that is here has to be stored once more: it goes into another room. */
  doubt(): void {
    this.#loose ??= 0
    this.#publish()
  }

  #restart(): void {
    if (this.#carriers.length > 0) this.#loose = (this.#loose ?? 0) + editsOf(this.#carriers)
    this.#carriers = []
    this.#sent = 0
    this.#received = 0
    this.#isBased = false
    this.#isRefused = false
    this.#publish()
  }

  #carry(): void {
    this.#carriers.push({ message: this.#sent, edits: this.#loose ?? 0 })
    this.#loose = null
  }

  #publish(): void {
    const carriers = this.#carriers
    const pending = editsOf(carriers) + (this.#loose ?? 0)
    const isTaken = this.#loose === null && (carriers.at(-1)?.message ?? 0) <= this.#received
    if (isTaken) this.#isRefused = false
    const isStored = this.#loose === null && carriers.length === 0 && this.#durability !== 'none'
    const state = this.#durability === null || !isTaken ? 'local' : isStored ? 'saved' : 'received'
    const obstacle = this.#obstacle(pending)
    const before = this.value.get()
    if (state === before.state && pending === before.pending && isSameJson(obstacle, before.obstacle)) return
    this.value.set(obstacle === undefined ? { state, pending } : { state, pending, obstacle })
  }

  #obstacle(pending: number): Obstacle | undefined {
    if (this.#tooLarge !== null) return { kind: 'too-large', ...this.#tooLarge }
    if (this.#isRefused) return { kind: 'document-full' }
    return !this.#mayWrite && (this.#isMore || pending > 0) ? { kind: 'read-only' } : undefined
  }
}

const editsOf = (carriers: readonly Carrier[]): number => carriers.reduce((sum, { edits }) => sum + edits, 0)

/** One carrier for all that were received: where nothing is ever stored they would only become more. */
const joined = (carriers: readonly Carrier[], receivedMessages: number): Carrier[] => {
  const received = carriers.filter(({ message }) => message <= receivedMessages)
  const last = received.at(-1)
  if (last === undefined) return [...carriers]
  return [{ message: last.message, edits: editsOf(received) }, ...carriers.slice(received.length)]
}
