// What `ws` holds of a message that has not come whole, how large a message may be, and when the next one is read. It has no words
// for any of them, so the fields of its receiver are touched here, and nowhere else; tests hold this against the release that is
// installed.
import type { WebSocket } from 'ws'

/** What a buffer costs beside its bytes: measured with messages that came byte by byte. */
const CHUNK_BYTES = 160

/** Pieces of less than so many bytes are joined to larger ones: V8's collector looks at each of hundreds of thousands. */
const SMALL_BYTES = 4 * 1024
const MOST_SMALL = 64

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
  _buffers: Buffer[]
  /** Of the frame that is read. */
  _mask?: Buffer
  /** Bytes of the frames of a message of which the last one has not come. */
  readonly _messageLength: number
  _fragments: Buffer[]
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

/** One piece with memory of its own: a small one of `Buffer.concat` shares 64 KiB with others, all of which stay as long as any does. */
const pieceOf = (pieces: readonly Buffer[], bytes: number): Buffer => {
  const piece = Buffer.allocUnsafeSlow(bytes)
  let at = 0
  for (const one of pieces) at += one.copy(piece, at)
  return piece
}

/** The same bytes in fewer pieces, where there are many small ones: each byte is copied a few times at most. */
const joined = (pieces: Buffer[], bytes: number): Buffer[] => {
  if (pieces.length < MOST_SMALL + (2 * bytes) / SMALL_BYTES) return pieces
  const whole: Buffer[] = []
  let small: Buffer[] = []
  let smallBytes = 0
  for (const piece of pieces) {
    small.push(piece)
    smallBytes += piece.length
    if (smallBytes < SMALL_BYTES) continue
    whole.push(small.length === 1 ? piece : pieceOf(small, smallBytes))
    small = []
    smallBytes = 0
  }
  if (small.length > 0) whole.push(pieceOf(small, smallBytes))
  return whole
}

/** The same bytes: a few of what Node has read of a socket, which is up to 64 KiB, would keep all of that. */
const alone = (bytes: Buffer): Buffer =>
  bytes.buffer.byteLength > Math.max(4 * bytes.length, 4 * SMALL_BYTES)
    ? pieceOf([bytes], bytes.length)
    : bytes

/** Keeps what has come of a message in little memory. */
const tidy = (receiver: Receiver): void => {
  const [first] = receiver._buffers
  if (first !== undefined) receiver._buffers[0] = alone(first)
  if (receiver._mask !== undefined) receiver._mask = alone(receiver._mask)
  receiver._buffers = joined(receiver._buffers, receiver._bufferedBytes)
  if (receiver._fragments.length > 0)
    receiver._fragments = joined(receiver._fragments.map(alone), receiver._messageLength)
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
    tidy(receiver)
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
