// Where people come in: the parent reads the first line of a socket, and no more, and gives the socket to a worker.
import { createServer, Socket } from 'node:net'
import type { PreAuthSockets } from '../gate/pre-auth-sockets.ts'
import { readRequestLine, roomOfRequest } from './request-line.ts'

/** From the accept of a socket to its first line, in ms; then the worker's own limits hold. */
const FIRST_LINE_MS = 10_000

/** A socket that asks for something, with what was read of it. */
export interface Arrival {
  readonly socket: Socket
  /** Null where it is about none. */
  readonly room: string | null
  readonly read: Buffer
}

interface FrontDoorDeps {
  /** Where the relay's paths begin. */
  readonly base: string
  readonly waiting: PreAuthSockets
  /** Takes the socket; nothing reads it here any more. */
  readonly hand: (arrival: Arrival) => void
}

export const createFrontDoor = ({ base, waiting, hand }: FrontDoorDeps) =>
  // As a server of HTTP has its sockets. After each piece that is read it reads no further: `highWaterMark`.
  createServer({ allowHalfOpen: true, noDelay: true, highWaterMark: 1 }, (socket) => {
    let read = Buffer.alloc(0)
    waiting.add(socket)
    // A worker is who answers: this one has not asked for anything.
    const timer = setTimeout(
      () => socket.end('HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n').destroySoon(),
      FIRST_LINE_MS,
    )
    const forget = () => {
      clearTimeout(timer)
      waiting.remove(socket)
    }
    const onReadable = () => {
      const piece = takePiece(socket)
      if (piece === null) return
      read = Buffer.concat([read, piece])
      const line = readRequestLine(read)
      if (line === null) {
        readOn(socket)
        return
      }
      forget()
      socket.off('readable', onReadable)
      hand({ socket, room: roomOfRequest(line, base), read })
    }
    socket.on('readable', onReadable)
    socket.on('end', () => socket.destroy())
    socket.on('error', () => socket.destroy())
    socket.on('close', () => clearTimeout(timer))
  })

/** Takes what was read, and has nothing more read: what came while a socket changes its process would be lost. */
const takePiece = (socket: Socket): Buffer | null => {
  socket._read = () => undefined
  return socket.read()
}

const readOn = (socket: Socket): void => {
  socket._read = Socket.prototype._read
  socket._read(1)
}
