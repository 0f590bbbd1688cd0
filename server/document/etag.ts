import { createHash } from 'node:crypto'
import type { Work } from '../base/turns.ts'

/** So much is hashed in one step. */
const STEP_BYTES = 1024 * 1024

/**
 * Of the bytes themselves. Not of the state vector, which counts what was written: what is deleted afterwards leaves it as
 * it was.
 */
export function* etagOf(body: Uint8Array): Work<string> {
  const hash = createHash('sha256')
  for (let at = 0; at < body.length; at += STEP_BYTES) {
    if (at > 0) yield
    hash.update(body.subarray(at, at + STEP_BYTES))
  }
  return `"${hash.digest('base64url').slice(0, 27)}"`
}
