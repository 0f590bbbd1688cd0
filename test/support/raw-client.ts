import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { WebSocket } from 'ws'
import { Awareness, applyAwarenessUpdate } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { onTestCleanup } from './cleanup.ts'
import { until } from './until.ts'

/** One entry to be sent: a state, or `json` as it shall stand in the frame, broken or not. */
export interface RawSaying {
  readonly id: number
  readonly clock?: number
  readonly state?: unknown
  readonly json?: string
}

/** One entry as it was heard, in the order of arrival. */
export interface Heard {
  readonly id: number
  readonly clock: number
  readonly state: Record<string, unknown> | null
}

export interface RawClientOptions {
  readonly token?: string
  readonly protocols?: string[]
}

/** An awareness frame, written without any code of the relay. */
export const awarenessFrame = (sayings: readonly RawSaying[]): Uint8Array => {
  const update = encoding.createEncoder()
  encoding.writeVarUint(update, sayings.length)
  for (const { id, clock = 1, state = null, json = JSON.stringify(state) } of sayings) {
    encoding.writeVarUint(update, id)
    encoding.writeVarUint(update, clock)
    encoding.writeVarString(update, json)
  }
  const frame = encoding.createEncoder()
  encoding.writeVarUint(frame, 1)
  encoding.writeVarUint8Array(frame, encoding.toUint8Array(update))
  return encoding.toUint8Array(frame)
}

/** The awareness update inside a frame; null where the frame is another message. */
export const awarenessUpdate = (frame: Uint8Array): Uint8Array | null => {
  const decoder = decoding.createDecoder(frame)
  return decoding.readVarUint(decoder) === 1 ? decoding.readVarUint8Array(decoder) : null
}

export const heardIn = (frame: Uint8Array): Heard[] => {
  const update = awarenessUpdate(frame)
  if (update === null) return []
  const decoder = decoding.createDecoder(update)
  const count = decoding.readVarUint(decoder)
  return Array.from({ length: count }, () => ({
    id: decoding.readVarUint(decoder),
    clock: decoding.readVarUint(decoder),
    state: JSON.parse(decoding.readVarString(decoder)),
  }))
}

/** A socket of our own for what no published client sends. It announces nothing by itself. */
export const rawClient = async (
  wsUrl: string,
  room: string,
  { token, protocols = [] }: RawClientOptions = {},
) => {
  const ws = new WebSocket(`${wsUrl}/${room}${token === undefined ? '' : `?token=${token}`}`, protocols)
  const doc = new Y.Doc()
  const awareness = new Awareness(doc)
  awareness.setLocalState(null)
  const frames: Uint8Array[] = []
  const heard: Heard[] = []
  const closed = Promise.withResolvers<{ code: number; reason: string }>()
  let isClosed = false
  ws.on('message', (data: Buffer) => {
    const frame = new Uint8Array(data)
    frames.push(frame)
    heard.push(...heardIn(frame))
    const update = awarenessUpdate(frame)
    if (update !== null) applyAwarenessUpdate(awareness, update, 'relay')
  })
  ws.on('close', (code, reason) => {
    isClosed = true
    closed.resolve({ code, reason: reason.toString() })
  })
  onTestCleanup(() => {
    ws.terminate()
    awareness.destroy()
    doc.destroy()
  })
  await new Promise((resolve, reject) => {
    ws.once('open', resolve)
    ws.once('error', reject)
  })
  // From here on a fault of the socket shows in `closed`.
  ws.on('error', () => ws.terminate())

  const client = {
    ws,
    frames,
    heard,
    /** What a stock client would hold that heard the same. */
    awareness,
    closed: closed.promise,
    isClosed: () => isClosed,
    send: (bytes: Uint8Array | string) => ws.send(bytes),
    say: (...sayings: RawSaying[]) => ws.send(awarenessFrame(sayings)),
    sees: (id: number): Record<string, unknown> | undefined => awareness.getStates().get(id),
    heardOf: (id: number): Heard[] => heard.filter((entry) => entry.id === id),
    waitFor: (id: number, matches: (state: Record<string, unknown>) => boolean = () => true) =>
      until(() => {
        const state = awareness.getStates().get(id)
        return state !== undefined && matches(state) ? state : null
      }, `the raw client sees ${id}`),
    waitGone: (id: number) => until(() => !awareness.getStates().has(id), `${id} is gone for the raw client`),
  }
  return client
}

export type RawClient = Awaited<ReturnType<typeof rawClient>>

let markers = 0

/**
 * Settles when `receiver` has heard everything that `sender`'s frames so far brought it: `sender` says one more
 * thing of its own entry, and frames do not overtake each other.
 */
export const flush = async (sender: RawClient, id: number, receiver: RawClient): Promise<void> => {
  markers += 1
  const marker = markers
  sender.say({ id, clock: 1_000 + marker, state: { marker } })
  await receiver.waitFor(id, (state) => state.marker === marker)
}
