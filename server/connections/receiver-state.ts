// What `ws` holds of a message that has not come whole, and how large a message may be. It has no words for either, so the
// fields of its receiver are touched here, and nowhere else; tests hold this against the release that is installed.
import type { WebSocket } from 'ws'

/** What a buffer costs beside its bytes: measured with messages that came byte by byte. */
const CHUNK_BYTES = 160

interface Receiver {
  _maxPayload: number
  /** False where the next message is to wait for another turn of the event loop. */
  _allowSynchronousEvents: boolean
  /** Bytes that have come and are no frame yet, in these buffers. */
  readonly _bufferedBytes: number
  readonly _buffers: readonly Uint8Array[]
  /** Bytes of the frames of a message of which the last one has not come. */
  readonly _messageLength: number
  readonly _fragments: readonly Uint8Array[]
}

const receiverOf = (ws: WebSocket): Receiver | undefined =>
  (ws as unknown as { readonly _receiver?: Receiver })._receiver

/** The memory that is held for a message which has not come whole, in bytes. */
export const unfinishedBytes = (ws: WebSocket): number => {
  const receiver = receiverOf(ws)
  if (receiver === undefined) return 0
  const { _bufferedBytes, _messageLength, _buffers, _fragments } = receiver
  return _bufferedBytes + _messageLength + CHUNK_BYTES * (_buffers.length + _fragments.length)
}

/** Whether the next message of what was read is handled in this turn of the event loop. */
export const readOnInTurn = (ws: WebSocket, isInTurn: boolean): void => {
  const receiver = receiverOf(ws)
  if (receiver !== undefined) receiver._allowSynchronousEvents = isInTurn
}

/** A frame that says it will be larger is refused before any of it is kept. */
export const limitMessages = (ws: WebSocket, bytes: number): void => {
  const receiver = receiverOf(ws)
  if (receiver !== undefined) receiver._maxPayload = bytes
}
