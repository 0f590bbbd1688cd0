// The head of what goes over the bus, and what a large message is cut into.
import {
  createDecoder,
  type Decoder,
  type Encoder,
  encode,
  readByte,
  readEnd,
  readFixed,
  readUint,
  writeByte,
  writeBytes,
  writeString,
  writeUint,
} from '../../shared/bytes.ts'
import { fault, messageOf, ok, type Result } from '../../shared/index.ts'
import { readBoundedText, readList, writeList } from './bounded.ts'
import { NODE_MESSAGE_BYTES, PART_BYTES, ROOM_ID_BYTES, ROOMS_PER_BEAT } from './bounds.ts'

/** Of all this: a node that hears another version drops what it says. */
const VERSION = 1

const ID_BYTES = 8

/** A message to everyone in the room, to one node that has it, to one node by its own channel; or a sign of life. */
const TO_ROOM = 0
const TO_ONE_IN_ROOM = 1
const DIRECT = 2
const BEAT = 3
/** A question to all nodes about nothing that is told in rooms, and an answer to the node that asked; they have no place. */
const QUESTION = 16
const ANSWER = 17

/** The place of a part in its message. */
export type PartPlace = 'whole' | 'first' | 'middle' | 'last'

const PLACES: readonly PartPlace[] = ['whole', 'first', 'middle', 'last']
const KINDS = 4

/** The node that says it, and where in the run of what that node says. */
export interface FrameHead {
  /** The node: 16 hexadecimal digits. */
  readonly from: string
  /** Of the node, higher each time that it opens the room, or begins anew in all rooms. */
  readonly incarnation: number
  /** One higher with each frame to the same room, or to the same node about the same room. */
  readonly seq: number
}

/** A message to a room, or a part of one. */
export interface RoomFrame extends FrameHead {
  readonly kind: 'room'
  readonly place: PartPlace
  /** The node that it is for, and how many frames the publisher has sent it directly about the room; null for all. */
  readonly to: { readonly node: string; readonly direct: number } | null
  readonly body: Uint8Array
}

/** A message to one node about a room that both have, or a part of one. */
export interface DirectFrame extends FrameHead {
  readonly kind: 'direct'
  readonly place: PartPlace
  readonly room: string
  /** The incarnation of the receiver that it is for: another one counts anew. */
  readonly toIncarnation: number
  readonly body: Uint8Array
}

/** A room of the sender of a beat. */
export interface BeatRoom {
  /** The first six bytes of a hash of its name, as a number. */
  readonly hash: number
  /** As in the head of the sender's last frame to it. */
  readonly incarnation: number
  readonly seq: number
}

/** A sign of life, with a share of the rooms that the node has: those whose hash has this rest ({@link SHARES}). */
export interface BeatFrame extends FrameHead {
  readonly kind: 'beat'
  readonly share: number
  readonly rooms: readonly BeatRoom[]
}

/** A question to all nodes; `seq` is its number, by the node that asks. */
export interface QuestionFrame extends FrameHead {
  readonly kind: 'question'
  readonly body: Uint8Array
}

/** An answer to the node that asked; `seq` is the number of its question. */
export interface AnswerFrame extends FrameHead {
  readonly kind: 'answer'
  readonly body: Uint8Array
}

export type NodeFrame = RoomFrame | DirectFrame | BeatFrame | QuestionFrame | AnswerFrame

/** A beat tells of one share of the rooms: after so many beats all of them have been told. */
export const SHARES = 5

const writeHead = (encoder: Encoder, kind: number, { from, incarnation, seq }: FrameHead): void => {
  writeByte(encoder, VERSION)
  writeByte(encoder, kind)
  writeId(encoder, from)
  writeUint(encoder, incarnation)
  writeUint(encoder, seq)
}

const writeId = (encoder: Encoder, id: string): void => writeBytes(encoder, Buffer.from(id, 'hex'))

const readId = (decoder: Decoder): string => Buffer.from(readFixed(decoder, ID_BYTES)).toString('hex')

const placeOf = (place: PartPlace): number => PLACES.indexOf(place) * KINDS

export const writeFrame = (frame: NodeFrame): Uint8Array =>
  encode((encoder) => {
    if (frame.kind === 'beat') {
      writeHead(encoder, BEAT, frame)
      writeUint(encoder, frame.share)
      writeList(encoder, frame.rooms, writeRoom)
      return
    }
    if (frame.kind === 'question' || frame.kind === 'answer') {
      writeHead(encoder, frame.kind === 'question' ? QUESTION : ANSWER, frame)
    } else if (frame.kind === 'direct') {
      writeHead(encoder, DIRECT + placeOf(frame.place), frame)
      writeString(encoder, frame.room)
      writeUint(encoder, frame.toIncarnation)
    } else if (frame.to === null) writeHead(encoder, TO_ROOM + placeOf(frame.place), frame)
    else {
      writeHead(encoder, TO_ONE_IN_ROOM + placeOf(frame.place), frame)
      writeId(encoder, frame.to.node)
      writeUint(encoder, frame.to.direct)
    }
    writeBytes(encoder, frame.body)
  })

const writeRoom = (encoder: Encoder, { hash, incarnation, seq }: BeatRoom): void => {
  writeUint(encoder, hash)
  writeUint(encoder, incarnation)
  writeUint(encoder, seq)
}

const readRoom = (decoder: Decoder): BeatRoom => ({
  hash: readUint(decoder),
  incarnation: readUint(decoder),
  seq: readUint(decoder),
})

/** Why a frame is not taken; `unknown-version` is one of another Homeroom. */
export type FrameFault = 'bad-bytes' | 'unknown-version'

/** Reads a frame; its body is a view of the bytes. Never throws. */
export const readFrame = (bytes: Uint8Array): Result<NodeFrame, FrameFault> => {
  if (bytes.length > PART_BYTES + HEAD_BYTES && bytes[1] !== BEAT)
    return fault('bad-bytes', 'A frame of a node is too large.')
  try {
    const decoder = createDecoder(bytes)
    const version = readByte(decoder)
    if (version !== VERSION) return fault('unknown-version', `A node speaks version ${version}.`)
    return ok(readKind(decoder))
  } catch (error) {
    return fault('bad-bytes', `The bytes cannot be read: ${messageOf(error)}`)
  }
}

/** More than any head has: two ids, three numbers, the name of a room. */
const HEAD_BYTES = 2 * 1024

const readKind = (decoder: Decoder): NodeFrame => {
  const first = readByte(decoder)
  const head = { from: readId(decoder), incarnation: readUint(decoder), seq: readUint(decoder) }
  if (first === QUESTION) return { ...head, kind: 'question', body: rest(decoder) }
  if (first === ANSWER) return { ...head, kind: 'answer', body: rest(decoder) }
  const place = PLACES[Math.floor(first / KINDS)]
  if (place === undefined) throw new Error('a part has no place')
  switch (first % KINDS) {
    case TO_ROOM:
      return { ...head, kind: 'room', place, to: null, body: rest(decoder) }
    case TO_ONE_IN_ROOM: {
      const to = { node: readId(decoder), direct: readUint(decoder) }
      return { ...head, kind: 'room', place, to, body: rest(decoder) }
    }
    case DIRECT: {
      const room = readBoundedText(decoder, ROOM_ID_BYTES)
      const toIncarnation = readUint(decoder)
      return { ...head, kind: 'direct', place, room, toIncarnation, body: rest(decoder) }
    }
    default: {
      const share = readUint(decoder)
      const rooms = readList(decoder, ROOMS_PER_BEAT, readRoom)
      readEnd(decoder)
      return { ...head, kind: 'beat', share, rooms }
    }
  }
}

const rest = (decoder: Decoder): Uint8Array => decoder.arr.subarray(decoder.pos)

/** A part of a message, and its place in it. */
interface Part {
  readonly place: PartPlace
  readonly body: Uint8Array
}

/** What a message is sent in. */
export const partsOf = (message: Uint8Array): readonly Part[] => {
  if (message.length <= PART_BYTES) return [{ place: 'whole', body: message }]
  const parts: Part[] = []
  for (let at = 0; at < message.length; at += PART_BYTES) {
    const end = at + PART_BYTES
    const place = at === 0 ? 'first' : end < message.length ? 'middle' : 'last'
    parts.push({ place, body: message.subarray(at, end) })
  }
  return parts
}

/** Whether a message may go over the bus at all. */
export const isSendable = (message: Uint8Array): boolean => message.length <= NODE_MESSAGE_BYTES
