import { setImmediate as nextTurn } from 'node:timers/promises'

/** So much goes to a socket at a time. */
const PIECE_BYTES = 256 * 1024

const streamOf = (bytes: Uint8Array<ArrayBuffer>): ReadableStream => {
  let at = 0
  return new ReadableStream({
    async pull(controller) {
      // A socket that takes all at once would have the next piece in the same turn.
      if (at > 0) await nextTurn()
      controller.enqueue(bytes.subarray(at, at + PIECE_BYTES))
      at += PIECE_BYTES
      if (at >= bytes.length) controller.close()
    },
  })
}

/** The body of an answer. A response copies bytes that it is given whole, all in one turn: 96 MiB take 150 ms. */
export const inPieces = (bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> | ReadableStream =>
  bytes.length <= PIECE_BYTES ? bytes : streamOf(bytes)

/** An answer that says how long it is: by that a long one is counted until it is taken. */
export const bytesResponse = (bytes: Uint8Array<ArrayBuffer>, headers: Record<string, string>): Response =>
  new Response(inPieces(bytes), { headers: { ...headers, 'Content-Length': `${bytes.length}` } })
