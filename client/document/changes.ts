import * as Y from 'yjs'
import { fenced, type Report } from '../fence.ts'
import type { Part } from '../part.ts'

export interface ChangesOptions {
  readonly doc: Y.Doc
  /** Takes each change once. */
  readonly tell: (update: Uint8Array, origin: unknown) => void
  /** Yjs gave the document another clientID, since somebody else writes by the one that it had. */
  readonly renamed: () => void
  readonly report: Report
}

/**
 * What happens to a document, also where a listener of the app's throws. Yjs calls no listener behind one that throws; where
 * that happens at the end of a transaction it never ends another one, and tells of no change any more (yjs#723, yjs#799). So
 * each transaction is noted when it begins. One whose change was not told is told when nothing else is running any more: in a
 * microtask, at the latest with the next message that comes.
 */
export class DocumentChanges implements Part {
  readonly #options: ChangesOptions
  /** Transactions whose change, if there is any, has not been told. */
  readonly #untold = new Set<Y.Transaction>()
  #clientId: number
  #isDue = false

  constructor(options: ChangesOptions) {
    const { doc } = options
    this.#options = options
    this.#clientId = doc.clientID
    doc.on('beforeTransaction', this.#began)
    doc.on('update', this.#updated)
  }

  heard(): void {
    this.#check()
  }

  stop(): void {
    const { doc, report } = this.#options
    doc.off('beforeTransaction', this.#began)
    doc.off('update', this.#updated)
    // A transaction may be under way, so nothing is ended here.
    fenced(report, () => this.#tellMissed())
  }

  readonly #began = (transaction: Y.Transaction) => {
    this.#untold.add(transaction)
    if (this.#isDue) return
    this.#isDue = true
    queueMicrotask(() => {
      this.#isDue = false
      fenced(this.#options.report, () => this.#check())
    })
  }

  readonly #updated = (update: Uint8Array, origin: unknown, _doc: Y.Doc, transaction: Y.Transaction) => {
    this.#untold.delete(transaction)
    fenced(this.#options.report, () => this.#options.tell(update, origin))
  }

  /** Called while nothing of Yjs is running: what has not ended by now never would. */
  #check(): void {
    // First what the stuck ones build on.
    this.#tellMissed(hasEnded)
    this.#endStuck()
    this.#tellMissed()
    const { clientID } = this.#options.doc
    if (clientID === this.#clientId) return
    this.#clientId = clientID
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
      const before = Y.encodeStateVector(transaction.beforeState)
      tell(Y.encodeStateAsUpdate(doc, before), transaction.origin)
    }
  }
}

/** Yjs notes the state after a transaction when it begins to end it. */
const hasEnded = (transaction: Y.Transaction): boolean => transaction.afterState.size > 0

const hasChanged = (doc: Y.Doc, transaction: Y.Transaction): boolean => {
  const { beforeState, deleteSet } = transaction
  if (deleteSet.clients.size > 0) return true
  const after = hasEnded(transaction) ? transaction.afterState : Y.decodeStateVector(Y.encodeStateVector(doc))
  return [...after].some(([client, clock]) => beforeState.get(client) !== clock)
}
