import * as Y from 'yjs'
import { fault, ok, type Result, writeMessage } from '../../shared/index.ts'
import type { Limits } from '../base/limits.ts'
import { toFrame, toLastingFrame, type WebSocketFrame } from '../fanout/websocket-frame.ts'
import { createSize } from './document-size.ts'
import { type PendingStructs, takePendingStructs } from './pending-structs.ts'
import { createPendingUpdates, heldBytes } from './pending-updates.ts'
import { type Contents, checkUpdate, type Reach } from './update-check.ts'

/** An update without structs and deletions. */
const EMPTY_UPDATE_BYTES = 2

export type UpdateFault = 'bad-update' | 'bad-state-vector' | 'document-too-large' | 'document-gap'

/** Whether all of an update is in the document, or some of it waits for an update that has not come. */
export type Taken = 'whole' | 'in-part'

/** A room's Yjs document: bytes in and out, validated before they touch it. */
export interface Document {
  readonly doc: Y.Doc
  /** Who sent the update that broke the document, after which it takes nothing any more; null while it is sound. */
  readonly brokenBy: { readonly origin: unknown } | null
  /** Takes what the store has, and gives how many of the updates cannot be read. */
  load(updates: readonly Uint8Array[]): number
  /** Takes an update whole or not at all. */
  apply(update: Uint8Array, origin: unknown): Result<Taken, UpdateFault>
  /** The answer to sync step 1: what the holder of `stateVector` lacks. */
  answer(stateVector: Uint8Array): Result<WebSocketFrame, UpdateFault>
  /** The relay's own step 1. */
  ask(): WebSocketFrame
  stateVector(): Uint8Array
  /** The update that the holder of `stateVector`, one of this document's own, lacks. */
  since(stateVector: Uint8Array): WebSocketFrame
  /** All of it, with what waits. */
  snapshot(): Uint8Array
  /** True while something waits for an update that has not come. */
  readonly hasPending: boolean
  close(): void
}

/** True for a state vector that knows nothing: what a client with an empty document sends. */
const isEmptyStateVector = (stateVector: Uint8Array): boolean =>
  stateVector.length === 1 && stateVector[0] === 0

/** True for the update of a client that has nothing to say. */
export const isEmptyUpdate = (update: Uint8Array): boolean =>
  update.length === EMPTY_UPDATE_BYTES && update[0] === 0 && update[1] === 0

interface DocumentEvents {
  /** The document has changed by `update`. */
  readonly onUpdate: (update: Uint8Array, origin: unknown) => void
  /** `update`, or what was left of one, waits for another that has not come yet: it is held, and nobody is told of it. */
  readonly onWaiting: (update: Uint8Array, origin: unknown) => void
}

export interface DocumentOptions extends DocumentEvents {
  readonly limits: DocumentLimits
}

/** In bytes. */
type DocumentLimits = Pick<Limits, 'document' | 'pending'>

export const createDocument = ({ onUpdate, onWaiting, limits }: DocumentOptions): Document => {
  const doc = new Y.Doc()
  const gaps = createPendingUpdates()
  /** The answer for whoever has nothing yet: made once per version, sent to every joiner. */
  let fullAnswer: WebSocketFrame | null = null
  let vector: Uint8Array | null = null
  let question: WebSocketFrame | null = null
  let brokenBy: Document['brokenBy'] = null

  doc.on('update', (update: Uint8Array, origin: unknown) => {
    fullAnswer = null
    vector = null
    question = null
    onUpdate(update, origin)
  })

  /**
   * Yjs ends each outermost transaction with this event. Where it fails before that (on the stack, where types are
   * nested thousands deep), it takes every later update for a part of the same transaction and tells nobody of it.
   */
  const guarded = (origin: unknown, change: () => void): void => {
    brokenBy = { origin }
    const onEnd = () => {
      brokenBy = null
    }
    doc.on('afterAllTransactions', onEnd)
    try {
      change()
    } finally {
      doc.off('afterAllTransactions', onEnd)
    }
  }

  /** Yjs fails on a struct whose first part it has as collected garbage, in the middle of the update. */
  const isHalfCollected = ({ client, start, end }: Reach): boolean => {
    const known = Y.getState(doc.store, client)
    return start < known && known < end && doc.store.clients.get(client)?.at(-1) instanceof Y.GC
  }

  const stateVector = () => {
    vector ??= Y.encodeStateVector(doc)
    return vector
  }

  const known = (client: number) => Y.getState(doc.store, client)

  const size = createSize(limits.document, () => Y.encodeStateAsUpdate(doc).length)

  /** Applies what can be applied of an update, and gives what is left of it. */
  const integrate = (update: Uint8Array, { reaches }: Contents, origin: unknown): PendingStructs | null => {
    const news = reaches.some(isHalfCollected) ? Y.diffUpdate(update, Y.encodeStateVector(doc)) : update
    Y.applyUpdate(doc, news, origin)
    return takePendingStructs(doc)
  }

  const integrateOrHold = (update: Uint8Array): void => {
    const leftover = integrate(update, checkUpdate(update), null)
    if (leftover !== null) gaps.hold(leftover.update, leftover.needs)
  }

  /** Where too much waits already, what is left over is forgotten: its sender comes back with it. */
  const hold = ({ update, needs }: PendingStructs, origin: unknown): Result<Taken, UpdateFault> => {
    if (gaps.bytes + heldBytes(update) > limits.pending) return TOO_MUCH_WAITS
    gaps.hold(update, needs)
    onWaiting(update, origin)
    return ok('in-part')
  }

  /** Applies what has waited for what is known now. It is news to everyone, also to who has sent what it waited for. */
  const release = () => {
    if (gaps.bytes === 0 || brokenBy !== null) return
    guarded(null, () => Y.transact(doc, () => gaps.release(known, integrateOrHold)))
  }

  const integrateNow = (update: Uint8Array, contents: Contents, origin: unknown): PendingStructs | null => {
    let leftover: PendingStructs | null = null
    guarded(origin, () => {
      leftover = integrate(update, contents, origin)
    })
    return leftover
  }

  return {
    doc,

    get brokenBy() {
      return brokenBy
    },

    load(updates) {
      let unreadable = 0
      const loadOne = (update: Uint8Array) => {
        const loaded = attempt('bad-update', () => integrateOrHold(update))
        if (!loaded.ok) unreadable += 1
        size.grew(update.length)
      }
      guarded(null, () => Y.transact(doc, () => updates.forEach(loadOne)))
      release()
      return unreadable
    },

    apply(update, origin) {
      // No fault of the sender: it will be told to come back, and send what the store lacks.
      if (brokenBy !== null) return ok('whole')
      const checked = attempt('bad-update', () => checkUpdate(update))
      if (!checked.ok) return checked
      const { adds, deletes } = checked.value
      if (adds && !size.hasRoomFor(update.length))
        return fault('document-too-large', `The document is as large as it may be: ${limits.document} bytes.`)
      const applied = attempt('bad-update', () => integrateNow(update, checked.value, origin))
      if (!applied.ok) return applied
      size.grew(update.length)
      if (deletes) size.shrank()
      const taken = applied.value === null ? ok('whole' as const) : hold(applied.value, origin)
      const released = attempt('bad-update', release)
      return released.ok ? taken : released
    },

    answer: (stateVector) =>
      attempt('bad-state-vector', () => {
        if (!isEmptyStateVector(stateVector))
          return toFrame(writeMessage.step2(Y.encodeStateAsUpdate(doc, stateVector)))
        fullAnswer ??= toLastingFrame(writeMessage.step2(Y.encodeStateAsUpdate(doc)))
        return fullAnswer
      }),

    ask() {
      question ??= toLastingFrame(writeMessage.step1(stateVector()))
      return question
    },

    stateVector,

    since: (stateVector) => toFrame(writeMessage.update(Y.encodeStateAsUpdate(doc, stateVector))),

    snapshot: () => gaps.mergedWith(Y.encodeStateAsUpdate(doc)),

    get hasPending() {
      return gaps.bytes > 0
    },

    close: () => doc.destroy(),
  }
}

const TOO_MUCH_WAITS = fault('document-gap', 'Too many updates wait for one that is missing.')

const attempt = <Value>(code: UpdateFault, work: () => Value): Result<Value, UpdateFault> => {
  try {
    return ok(work())
  } catch (error) {
    return fault(code, `Yjs cannot read it: ${reasonOf(error)}`)
  }
}

/** What a parser of JSON says quotes the document, which has no business in a log. */
const reasonOf = (error: unknown): string => {
  if (error instanceof SyntaxError) return 'a value is broken JSON'
  return error instanceof Error ? error.message : 'unknown'
}
