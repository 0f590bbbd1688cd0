import type { Work } from './turns.ts'

/** So much is copied in one step: up to 1 ms, since memory that is new has to be found for it. */
const STEP_BYTES = 256 * 1024

/** The pieces as one. */
export function* joined(pieces: readonly Uint8Array[]): Work<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  let stepBytes = 0
  for (const piece of pieces) {
    for (let from = 0; from < piece.length; from += STEP_BYTES) {
      const part = piece.subarray(from, from + STEP_BYTES)
      bytes.set(part, at)
      at += part.length
      stepBytes += part.length
      if (stepBytes < STEP_BYTES) continue
      stepBytes = 0
      yield
    }
  }
  return bytes
}
