import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import { MESSAGES, SYNC } from '../../shared/index.ts'
import { type RawClient, rawClient } from './raw-client.ts'

/** A frame of a document, written without any code of the relay. */
export const syncFrame = (kind: number, payload: Uint8Array): Uint8Array => {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, MESSAGES.sync.type)
  encoding.writeVarUint(encoder, kind)
  encoding.writeVarUint8Array(encoder, payload)
  return encoding.toUint8Array(encoder)
}

export interface Saved {
  readonly received: number
  readonly saved: number
}

/** What a frame says of what is saved; null where it says something else. */
const savedIn = (frame: Uint8Array): Saved | null => {
  const decoder = decoding.createDecoder(frame)
  if (decoding.readVarUint(decoder) !== MESSAGES.saved.type) return null
  return { received: decoding.readVarUint(decoder), saved: decoding.readVarUint(decoder) }
}

/** A question for what a document lacks; null where the frame is something else. */
const questionIn = (frame: Uint8Array): Uint8Array | null => {
  const decoder = decoding.createDecoder(frame)
  const isQuestion =
    decoding.readVarUint(decoder) === MESSAGES.sync.type && decoding.readVarUint(decoder) === SYNC.step1
  return isQuestion ? decoding.readVarUint8Array(decoder) : null
}

interface CountingOptions {
  readonly token?: string
  readonly doc?: Y.Doc
  /** False: the relay's questions wait until `answerAll`. */
  readonly isAnswering?: boolean
}

/**
 * A client on `homeroom.v1` that syncs a document by hand and counts its document frames, as rule [SV1] has it. What is
 * written to `doc` is sent by `send` alone.
 */
export const countingClient = async (
  wsUrl: string,
  room: string,
  { token, doc = new Y.Doc(), isAnswering = true }: CountingOptions = {},
) => {
  const client: RawClient = await rawClient(wsUrl, room, { isCompact: true, ...(token && { token }) })
  const questions: Uint8Array[] = []
  const told: Saved[] = []
  let sent = 0
  let answers = 0
  let asked = 0
  let seen = 0

  const sendRaw = (frame: Uint8Array): number => {
    client.ws.send(frame)
    sent += 1
    return sent
  }
  const send = (kind: number, payload: Uint8Array): number => sendRaw(syncFrame(kind, payload))
  const answerAll = () => {
    for (const stateVector of questions.splice(0)) send(SYNC.step2, Y.encodeStateAsUpdate(doc, stateVector))
  }
  const read = (frame: Uint8Array) => {
    const question = questionIn(frame)
    const saved = savedIn(frame)
    if (saved !== null) told.push(saved)
    if (frame[0] === MESSAGES.sync.type && frame[1] !== SYNC.step1) {
      const decoder = decoding.createDecoder(frame.subarray(2))
      Y.applyUpdate(doc, decoding.readVarUint8Array(decoder), 'relay')
      if (frame[1] === SYNC.step2) answers += 1
    }
    if (question === null) return
    asked += 1
    questions.push(question)
    if (isAnswering) answerAll()
  }
  // What came before this function could listen is read, too.
  const readNew = () => {
    while (seen < client.frames.length) read(client.frames[seen++] as Uint8Array)
  }
  client.ws.on('message', readNew)
  readNew()
  client.ws.send(syncFrame(SYNC.step1, Y.encodeStateVector(doc)))

  return {
    ...client,
    doc,
    told: told as readonly Saved[],
    lastTold: (): Saved => told.at(-1) ?? { received: 0, saved: 0 },
    /** How many document frames were sent. */
    sent: () => sent,
    /** How often the relay has sent its document, and has asked for ours. */
    answers: () => answers,
    asked: () => asked,
    answerAll,
    send,
    /** A frame as it stands, which counts as one of the document. */
    sendRaw,
    step2: () => send(SYNC.step2, Y.encodeStateAsUpdate(doc)),
    /** Writes to the document, and sends that as one frame. Gives the frame's number. */
    write(change: (doc: Y.Doc) => void): number {
      const before = Y.encodeStateVector(doc)
      doc.transact(() => change(doc))
      return send(SYNC.update, Y.encodeStateAsUpdate(doc, before))
    },
    /** Writes to the document, and sends nothing of it. */
    keep(change: (doc: Y.Doc) => void): void {
      doc.transact(() => change(doc))
    },
  }
}

export type CountingClient = Awaited<ReturnType<typeof countingClient>>
