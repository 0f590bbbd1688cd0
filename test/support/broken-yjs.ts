import type { Document } from '../../server/document/document.ts'

/** From now on Yjs fails at the end of each transaction, as it would by a fault of its own. */
export const breakYjs = (document: Document): void =>
  document.edit((doc) => {
    // This transaction ends well.
    doc.once('afterAllTransactions', () =>
      doc.on('afterTransactionCleanup', () => {
        throw new Error('a fault of Yjs')
      }),
    )
  }, null)
