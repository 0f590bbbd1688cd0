import * as decoding from 'lib0/decoding'
import type * as Y from 'yjs'
import { type Durability, MESSAGES, may, readBytes, SYNC, type Welcome } from '../../shared/index.ts'
import { createValue, type Readable } from '../store.ts'

/** How far what was done here has come. */
export interface Saved {
  /**
   * `local`: not all of it is known to be with the relay; `received`: the relay has it, and would lose it if it were killed;
   * `saved`: all of it is on the relay's disk. A relay of another make never tells: then it stays `local`.
   */
  readonly state: 'local' | 'received' | 'saved'
  /** How many own edits are not known to be on disk. */
  readonly pending: number
}

/** Whose a change of the document is, by its origin: of this client, of the relay, or from its other tabs or its copy. */
export type Source = 'own' | 'relay' | 'near'

export interface SavedControl extends Readable<Saved> {
  /** A frame is about to be sent on the socket. */
  sent(frame: Uint8Array): void
  /** Takes the body of a `saved` message. */
  told(body: Uint8Array): void
  welcome(welcome: Welcome): void
  /** Another socket, or none: the relay counts anew, and what it had not stored may be lost with it. */
  restart(): void
  /** All that is here has to be stored once more: it goes into another room. */
  doubt(): void
  stop(): void
}

/** A frame of this connection, and how many own edits reach the relay by it; 0 where it only brings what was here before. */
interface Carrier {
  readonly frame: number
  readonly edits: number
}

/**
 * Counts what is sent as the relay counts it ([SV1] of docs/protocol.md). It must listen to the document before the
 * provider does: then an edit is known when the frame that carries it is sent.
 */
export const createSaved = (doc: Y.Doc, sourceOf: (origin: unknown) => Source): SavedControl => {
  const value = createValue<Saved>({ state: 'local', pending: 0 })
  let durability: Durability | null = null
  let sentFrames = 0
  let receivedFrames = 0
  /** A step 2 has been sent on this connection: before it a frame may build on what the relay never got. */
  let isBased = false
  /** Edits that no frame of this connection proves; 0 where there is only what was here before; null where all is on its way. */
  let loose: number | null = doc.store.clients.size > 0 ? 0 : null
  let carriers: Carrier[] = []

  const publish = () => {
    const pending = carriers.reduce((sum, { edits }) => sum + edits, loose ?? 0)
    const isTaken = loose === null && (carriers.at(-1)?.frame ?? 0) <= receivedFrames
    const isStored = loose === null && carriers.length === 0 && durability !== 'none'
    const state = durability === null || !isTaken ? 'local' : isStored ? 'saved' : 'received'
    const before = value.get()
    if (state !== before.state || pending !== before.pending) value.set({ state, pending })
  }

  const changed = (_update: Uint8Array, origin: unknown) => {
    const source = sourceOf(origin)
    if (source === 'relay') return
    loose = (loose ?? 0) + (source === 'own' ? 1 : 0)
    publish()
  }
  doc.on('update', changed)

  const carry = () => {
    carriers.push({ frame: sentFrames, edits: loose ?? 0 })
    loose = null
  }

  return {
    get: value.get,
    subscribe: value.subscribe,

    sent(frame) {
      const kind = frame[0] === MESSAGES.sync.type ? frame[1] : undefined
      if (kind !== SYNC.step2 && kind !== SYNC.update) return
      sentFrames += 1
      if (kind === SYNC.step2) isBased = true
      // A step 2 that brings something says that the relay lacks it, whatever an earlier connection was told.
      if (isBased && (loose !== null || (kind === SYNC.step2 && bringsContent(frame)))) carry()
      publish()
    },

    told(body) {
      const counts = readBytes(body, (decoder) => ({
        received: decoding.readVarUint(decoder),
        saved: decoding.readVarUint(decoder),
      }))
      if (!counts.ok) return
      // Of what was not sent nobody can have anything.
      const { received, saved } = counts.value
      receivedFrames = Math.max(receivedFrames, Math.min(received, sentFrames))
      const savedFrames = durability === 'none' ? 0 : Math.min(saved, receivedFrames)
      carriers = carriers.filter(({ frame }) => frame > savedFrames)
      if (durability === 'none') carriers = joined(carriers, receivedFrames)
      publish()
    },

    welcome(welcome) {
      durability = welcome.durability
      // Whoever may not write is never asked for what is here, and nothing of it is their own.
      if (!may(welcome.identity.role, 'write') && loose === 0) loose = null
      publish()
    },

    restart() {
      const edits = carriers.reduce((sum, carrier) => sum + carrier.edits, 0)
      if (carriers.length > 0) loose = (loose ?? 0) + edits
      carriers = []
      sentFrames = 0
      receivedFrames = 0
      isBased = false
      publish()
    },

    doubt() {
      loose ??= 0
      publish()
    },

    stop: () => doc.off('update', changed),
  }
}

/** Whether a step 2 has more than deletions in it, which it always repeats: an update begins with a count of clients. */
const bringsContent = (step2: Uint8Array): boolean => {
  const decoder = decoding.createDecoder(step2.subarray(2))
  decoding.readVarUint(decoder)
  return decoding.readVarUint(decoder) > 0
}

/** One carrier for all that were received: where nothing is ever stored they would only become more. */
const joined = (carriers: readonly Carrier[], receivedFrames: number): Carrier[] => {
  const received = carriers.filter(({ frame }) => frame <= receivedFrames)
  const last = received.at(-1)
  if (last === undefined) return [...carriers]
  const edits = received.reduce((sum, carrier) => sum + carrier.edits, 0)
  return [{ frame: last.frame, edits }, ...carriers.slice(received.length)]
}
