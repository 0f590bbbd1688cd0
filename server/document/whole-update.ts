import { fault, ok, type Result, UpdateParts } from '../../shared/index.ts'
import type { Work } from '../base/turns.ts'
import { Document, type DocumentOptions } from './document.ts'

/** So many structs are read in one step. */
const READ_STRUCTS = 2_000

/** An update by itself, in a document that is in no room: nobody else is told of it. */
export const loneDocument = (options: Partial<DocumentOptions> = {}): Document =>
  new Document({ onUpdate: () => undefined, onHeld: () => undefined, limits: NO_LIMITS, ...options })

const NO_LIMITS = {
  document: Number.POSITIVE_INFINITY,
  structs: Number.POSITIVE_INFINITY,
  pending: Number.POSITIVE_INFINITY,
}

/**
 * The work on what a room may be made of: an update that is a document by itself, as Yjs writes it again. One that builds on
 * another is none, nor is one with bytes left over: an empty update with anything behind it is what a file of zeros looks like.
 */
export function* readWholeUpdate(
  update: Uint8Array,
  limits: DocumentOptions['limits'],
): Work<Result<Uint8Array, 'bad-update' | 'document-too-large'>> {
  const document = loneDocument({ limits: { ...limits, pending: Number.POSITIVE_INFINITY } })
  // Also what was deleted stays: the room may keep it.
  document.gc = false
  try {
    if (yield* hasRest(update)) return bad('There are bytes after the update.')
    const taken = yield* document.take(update, null)
    if (!taken.ok && taken.fault.code === 'document-too-large')
      return fault(taken.fault.code, taken.fault.message)
    if (!taken.ok || document.brokenBy !== null) return UNREADABLE
    if (document.hasPending) return bad('The update builds on another one, which it does not hold.')
    return ok(yield* document.snapshot())
  } catch {
    // Of all kinds: ends in the middle, values that are no JSON, a stack that is too small for what is nested so deep.
    return UNREADABLE
  } finally {
    document.close()
  }
}

/** Whether bytes come after the update: then it can be read without the last one. */
export function* hasRest(update: Uint8Array): Work<boolean> {
  const parts = new UpdateParts(update.subarray(0, -1))
  try {
    while (!parts.read(READ_STRUCTS)) yield
    return true
  } catch {
    return false
  }
}

const bad = (message: string) => fault('bad-update', message)
const UNREADABLE = bad('The body is no Yjs update that can be read.')
