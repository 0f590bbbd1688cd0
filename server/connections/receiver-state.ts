// What `ws` holds of a message that has not come whole, how large a message may be, and when the next one is read. It has no words
// for any of them, so the fields of its receiver are touched here, and nowhere else; tests hold this against the release that is
// installed.
import type { WebSocket } from 'ws'

/** What a buffer costs beside its bytes: measured with messages that came byte by byte. */
const CHUNK_BYTES = 160

/** RFC 6455, 5.5.1. */
const CLOSE_FRAME = 8

interface Receiver {
  _maxPayload: number
  /** Reads what has come, a frame after the other, and then calls `done`: until then no more is read from the socket. */
  startLoop(done: (error?: Error) => void): void
  /** False where the reading ends after this frame. */
  _loop: boolean
  readonly _opcode: number
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

/** When the messages of a socket are read. */
interface Turn {
  readonly isOver: boolean
  wait(room: string, goOn: () => void): void
}

/** From now on what comes is read while the turn lasts, and goes on in a later one. */
export const readInTurns = (ws: WebSocket, turn: Turn, room: string): void => {
  const receiver = receiverOf(ws)
  if (receiver === undefined) return
  const startLoop = receiver.startLoop.bind(receiver)
  const read = (done: (error?: Error) => void): void =>
    startLoop((error) => {
      // Nothing is read behind a close frame.
      const isLeft = receiver._bufferedBytes > 0 && receiver._opcode !== CLOSE_FRAME
      if (error === undefined && isLeft && turn.isOver) turn.wait(room, () => read(done))
      else done(error)
    })
  receiver.startLoop = (done) => {
    if (turn.isOver) turn.wait(room, () => read(done))
    else read(done)
  }
}

/** Reads nothing more of what has come before it is this socket's turn again. */
export const endTurn = (ws: WebSocket): void => {
  const receiver = receiverOf(ws)
  if (receiver !== undefined) receiver._loop = false
}

/** A frame that says it will be larger is refused before any of it is kept. */
export const limitMessages = (ws: WebSocket, bytes: number): void => {
  const receiver = receiverOf(ws)
  if (receiver !== undefined) receiver._maxPayload = bytes
}
