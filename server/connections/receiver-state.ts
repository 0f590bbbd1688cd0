// What `ws` holds of a message that has not come whole, how large a message may be, and when the next one is read. It has no words
// for any of them, so the fields of its receiver are touched here, and nowhere else; tests hold this against the release that is
// installed.
import type { WebSocket } from 'ws'

/** What a buffer costs beside its bytes: measured with messages that came byte by byte. */
const CHUNK_BYTES = 160

const READING = Symbol('reading')

type Done = (error?: Error) => void

interface Receiver {
  [READING]?: Reading
  /** Takes what has come; false where no more may come just now. */
  write(chunk: Buffer): boolean
  _maxPayload: number
  /** Reads what has come, a frame after the other, and then calls `done`: until then no more is read from the socket. */
  startLoop(done: Done): void
  /** False where the reading ends after this frame. */
  _loop: boolean
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

/** When a socket's receiver reads, and the listener of that socket. */
interface Reading {
  readonly turn: Turn
  readonly room: string
  /** Its turn has ended behind a message. */
  isEnded?: boolean
  /** `ws` has been given what came. */
  readonly listener: { read(): void; failed(error: unknown): void }
}

/**
 * From now on what comes is read while the turn lasts, and goes on in a later one. The functions are the same for all sockets: there
 * may be thousands.
 */
export const readInTurns = (ws: WebSocket, reading: Reading): void => {
  const receiver = receiverOf(ws)
  if (receiver === undefined) return
  receiver[READING] = reading
  receiver.startLoop = startLoopInTurn
  receiver.write = write
}

/** What the release that is installed does. */
const originOf = (receiver: Receiver): Receiver => Object.getPrototypeOf(receiver)

function startLoopInTurn(this: Receiver, done: Done): void {
  inTurn(this, done)
}

const inTurn = (receiver: Receiver, done: Done): void => {
  const reading = receiver[READING]
  // Where one threw, nothing that waits would have its turn any more.
  if (reading?.turn.isOver) reading.turn.wait(reading.room, () => guard(receiver, () => read(receiver, done)))
  else read(receiver, done)
}

/** What throws is a fault of this socket alone. */
const guard = (receiver: Receiver, work: () => void): void => {
  try {
    work()
  } catch (error) {
    receiver[READING]?.listener.failed(error)
  }
}

const read = (receiver: Receiver, done: Done): void => {
  originOf(receiver).startLoop.call(receiver, (error) => {
    const reading = receiver[READING]
    // A part of a message is left, too, and nothing can be done with that before more has come.
    const wasEnded = reading?.isEnded === true && receiver._bufferedBytes > 0
    if (reading !== undefined) reading.isEnded = false
    if (error === undefined && wasEnded) inTurn(receiver, done)
    else done(error)
  })
}

/** Gives `ws` what has come: a listener of the socket's own would be another 100 bytes for each. */
function write(this: Receiver, chunk: Buffer): boolean {
  const takesMore = originOf(this).write.call(this, chunk)
  guard(this, () => this[READING]?.listener.read())
  return takesMore
}

/** Reads nothing more of what has come before it is this socket's turn again. */
export const endTurn = (ws: WebSocket): void => {
  const receiver = receiverOf(ws)
  const reading = receiver?.[READING]
  if (receiver === undefined || reading === undefined) return
  receiver._loop = false
  reading.isEnded = true
}

/** A frame that says it will be larger is refused before any of it is kept. */
export const limitMessages = (ws: WebSocket, bytes: number): void => {
  const receiver = receiverOf(ws)
  if (receiver !== undefined) receiver._maxPayload = bytes
}
