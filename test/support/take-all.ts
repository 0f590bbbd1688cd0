import type { Work } from '../../server/base/turns.ts'
import type { Document, Taken, UpdateFault } from '../../server/document/document.ts'
import type { Result } from '../../shared/index.ts'
import { participant } from './participant.ts'

const ME = participant()

/** Takes an update, and what has waited for it. */
export function* takeAll(document: Document, update: Uint8Array): Work<Result<Taken, UpdateFault>> {
  const taken = yield* document.take(update, ME)
  // It is undefined where the work is ended half-way.
  if (taken?.ok) yield* document.release()
  return taken
}
