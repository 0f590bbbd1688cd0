import * as Y from 'yjs'
import { fenced, type Report } from '../fence.ts'
import type { Part } from '../part.ts'

export interface ChangesOptions {
  readonly doc: Y.Doc
  /** Takes each change once; all that is here once more where it may be that a change was not heard of. */
  readonly tell: (update: Uint8Array, origin: unknown) => void
  /** True of the origin of what the relay brought. */
  readonly isOfRelay: (origin: unknown) => boolean
  /** Yjs gave the document another clientID, since somebody else writes by the one that it had. */
  readonly renamed: () => void
  readonly report: Report
}

/**
 * What happens to a document, also where a listener of the app's throws. Yjs calls no listener behind one that throws; where
 * that happens at the end of a transaction it never ends another one, and tells of no change any more (yjs#723, yjs#799). So
 * each transaction is noted when it begins. One whose change was not told is told when nothing else is running any more: in a
 * microtask, at the latest with the next message that comes. Where not even its beginning was heard, the document's own clock
 * says that something is missing.
 */
export class DocumentChanges implements Part {
  readonly #options: ChangesOptions
  /** Transactions whose change, if there is any, has not been told. */
  readonly #untold = new Set<Y.Transaction>()
  #clientId: number
  /** How much by this clientID was told. */
  #ownClock: number
  #isDue = false
  #isStopped = false

  constructor(options: ChangesOptions) {
    const { doc } = options
    this.#options = options
    this.#clientId = doc.clientID
    this.#ownClock = ownClock(doc)
    this.#listen()
  }

  /** There may be more in the document, done here, than was told. It is told soon. */
  get isBehind(): boolean {
    if (this.#isStopped || !this.#hasUntold()) return false
    this.#checkSoon()
    return true
  }

  opened(): void {
    this.#check()
  }

  heard(): void {
    this.#check()
  }

  stop(): void {
    // A transaction may be under way, so nothing is ended here.
    fenced(this.#options.report, () => {
      this.#tellMissed()
      this.#tellUnheard()
    })
    this.#isStopped = true
    this.#unlisten()
  }

  #listen(): void {
    const { doc } = this.#options
    doc.on('beforeTransaction', this.#began)
    doc.on('update', this.#updated)
  }

  #unlisten(): void {
    const { doc } = this.#options
    doc.off('beforeTransaction', this.#began)
    doc.off('update', this.#updated)
  }

  readonly #began = (transaction: Y.Transaction) => {
    this.#untold.add(transaction)
    this.#checkSoon()
  }

  readonly #updated = (update: Uint8Array, origin: unknown, _doc: Y.Doc, transaction: Y.Transaction) => {
    this.#untold.delete(transaction)
    // Not by the document: an observer's own transaction may be in it already.
    this.#ownClock = Math.max(this.#ownClock, transaction.afterState.get(this.#clientId) ?? 0)
    fenced(this.#options.report, () => this.#options.tell(update, origin))
  }

  #hasUntold(): boolean {
    const { doc, isOfRelay } = this.#options
    const open = doc._transaction
    // One that is open, and whose beginning was not heard, never ends where it was a listener that threw.
    const untold = open === null || this.#untold.has(open) ? this.#untold : [open, ...this.#untold]
    for (const transaction of untold)
      if (!isOfRelay(transaction.origin) && hasChanged(doc, transaction)) return true
    return this.#untold.size === 0 && this.#isUnheard()
  }

  /** The document has what no event told of: somebody took the listeners off it, as `doc.destroy()` does. */
  #isUnheard(): boolean {
    const { doc } = this.#options
    return !this.#isListening() || doc.clientID !== this.#clientId || ownClock(doc) > this.#ownClock
  }

  #isListening(): boolean {
    const { _observers: listeners } = this.#options.doc
    return (
      listeners.get('update')?.has(this.#updated) === true &&
      listeners.get('beforeTransaction')?.has(this.#began) === true
    )
  }

  #checkSoon(): void {
    if (this.#isDue) return
    this.#isDue = true
    queueMicrotask(() => {
      this.#isDue = false
      fenced(this.#options.report, () => this.#check())
    })
  }

  /** Called while nothing of Yjs is running: what has not ended by now never would. */
  #check(): void {
    // First what the stuck ones build on.
    this.#tellMissed(hasEnded)
    this.#endStuck()
    this.#tellMissed()
    if (this.#isStopped) return
    this.#tellUnheard()
    const { clientID } = this.#options.doc
    if (clientID === this.#clientId) return
    this.#clientId = clientID
    this.#ownClock = ownClock(this.#options.doc)
    this.#options.renamed()
  }

  /** Has Yjs end the transactions that it would never end: their observers are called, and their updates are told. */
  #endStuck(): void {
    const { doc, report } = this.#options
    let stuck = Number.POSITIVE_INFINITY
    for (;;) {
      const open = doc._transactionCleanups.filter((transaction) => !hasEnded(transaction))
      doc._transaction = null
      doc._transactionCleanups = []
      // Each round ends one more, or a listener of the app throws before any of them can be.
      if (open.length === 0 || open.length >= stuck) return
      stuck = open.length
      fenced(report, () => doc.transact(() => doc._transactionCleanups.push(...open)))
    }
  }

  #tellMissed(isOver: (transaction: Y.Transaction) => boolean = () => true): void {
    const { doc, tell } = this.#options
    for (const transaction of [...this.#untold].filter(isOver)) {
      this.#untold.delete(transaction)
      if (!hasChanged(doc, transaction)) continue
      this.#ownClock = ownClock(doc)
      const before = Y.encodeStateVector(transaction.beforeState)
      tell(Y.encodeStateAsUpdate(doc, before), transaction.origin)
    }
  }

  /** Nobody knows what it was: it may have been a deletion, too. So all is told. */
  #tellUnheard(): void {
    const { doc, tell } = this.#options
    if (doc.clientID !== this.#clientId || !this.#isUnheard()) return
    this.#ownClock = ownClock(doc)
    if (!this.#isListening()) {
      this.#unlisten()
      this.#listen()
    }
    tell(Y.encodeStateAsUpdate(doc), null)
  }
}

const ownClock = ({ store, clientID }: Y.Doc): number => Y.getState(store, clientID)

/** Yjs notes the state after a transaction when it begins to end it. */
const hasEnded = (transaction: Y.Transaction): boolean => transaction.afterState.size > 0

const hasChanged = (doc: Y.Doc, transaction: Y.Transaction): boolean => {
  const { beforeState, deleteSet } = transaction
  if (deleteSet.clients.size > 0) return true
  const after = hasEnded(transaction) ? transaction.afterState : Y.decodeStateVector(Y.encodeStateVector(doc))
  return [...after].some(([client, clock]) => beforeState.get(client) !== clock)
}
