import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { WebSocket } from 'ws'
import { Awareness, applyAwarenessUpdate } from 'y-protocols/awareness'
import * as Y from 'yjs'
import {
  HOMEROOM_V1,
  type JsonObject,
  MESSAGES,
  type PresenceItem,
  readPresence,
} from '../../shared/index.ts'
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
  /** Speaks `homeroom.v1`. */
  readonly isCompact?: boolean
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

/** The people that are there by compact presence: slots by hand, so that nothing of the client library has to be right. */
export class CompactPeople {
  readonly #byShortId = new Map<number, { readonly clientId: number; readonly state: JsonObject }>()
  /** Every item, in the order of arrival. */
  readonly items: PresenceItem[] = []

  get states(): Map<number, JsonObject> {
    return new Map([...this.#byShortId.values()].map(({ clientId, state }) => [clientId, state]))
  }

  /** Takes the body of a presence message, by rule [CW1]. */
  apply(body: Uint8Array): void {
    const read = readPresence(body)
    if (!read.ok) throw new Error(`the relay sent what cannot be read: ${read.fault.message}`)
    this.items.push(...read.value)
    for (const item of read.value) this.#take(item)
  }

  #take(item: PresenceItem): void {
    const known = this.#byShortId.get(item.shortId)
    if (item.kind === 'gone') this.#byShortId.delete(item.shortId)
    else if (item.kind === 'whole') {
      const { shortId, clientId, state } = item
      for (const [other, { clientId: of }] of this.#byShortId)
        if (of === clientId) this.#byShortId.delete(other)
      this.#byShortId.set(shortId, { clientId, state })
    } else if (known !== undefined) {
      const left = Object.entries({ ...known.state, ...item.change.set })
      const state = Object.fromEntries(left.filter(([key]) => !item.change.cleared.includes(key)))
      this.#byShortId.set(item.shortId, { ...known, state })
    }
  }
}

/** The update in a frame of a document; null where the frame is another message or a question. */
export const documentUpdate = (frame: Uint8Array): Uint8Array | null => {
  const decoder = decoding.createDecoder(frame)
  if (decoding.readVarUint(decoder) !== 0 || decoding.readVarUint(decoder) === 0) return null
  return decoding.readVarUint8Array(decoder)
}

/** A socket of our own for what no published client sends. It announces nothing by itself. */
export const rawClient = async (
  wsUrl: string,
  room: string,
  { token, isCompact = false, protocols = isCompact ? [HOMEROOM_V1] : [] }: RawClientOptions = {},
) => {
  const ws = new WebSocket(`${wsUrl}/${room}${token === undefined ? '' : `?token=${token}`}`, protocols)
  const doc = new Y.Doc()
  const awareness = new Awareness(doc)
  awareness.setLocalState(null)
  const frames: Uint8Array[] = []
  const heard: Heard[] = []
  const people = new CompactPeople()
  const closed = Promise.withResolvers<{ code: number; reason: string }>()
  let isClosed = false
  ws.on('message', (data: Buffer) => {
    const frame = new Uint8Array(data)
    frames.push(frame)
    heard.push(...heardIn(frame))
    const update = awarenessUpdate(frame)
    if (update !== null) applyAwarenessUpdate(awareness, update, 'relay')
    if (frame[0] === MESSAGES.presence.type) people.apply(frame.subarray(1))
    const news = documentUpdate(frame)
    if (news !== null) Y.applyUpdate(doc, news, 'relay')
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

  const sees = (id: number): Record<string, unknown> | undefined =>
    isCompact ? people.states.get(id) : awareness.getStates().get(id)

  const client = {
    ws,
    frames,
    heard,
    /** What a stock client would hold that heard the same. */
    awareness,
    /** What a client on `homeroom.v1` would hold that heard the same. */
    people,
    doc,
    closed: closed.promise,
    isClosed: () => isClosed,
    send: (bytes: Uint8Array | string) => ws.send(bytes),
    say: (...sayings: RawSaying[]) => ws.send(awarenessFrame(sayings)),
    sees,
    heardOf: (id: number): Heard[] => heard.filter((entry) => entry.id === id),
    waitFor: (id: number, matches: (state: Record<string, unknown>) => boolean = () => true) =>
      until(() => {
        const state = sees(id)
        return state !== undefined && matches(state) ? state : null
      }, `the raw client sees ${id}`),
    waitGone: (id: number) => until(() => sees(id) === undefined, `${id} is gone for the raw client`),
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
