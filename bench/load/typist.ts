import * as Y from 'yjs'
import { type Entrance, enterRoom } from './enter.ts'
import type { LoadSocket } from './socket.ts'
import { readSync, writeUpdate } from './sync-message.ts'

/** The name of the text that everybody writes in. */
const TEXT = 'board'

const LETTERS = 'the quick brown fox jumps over the lazy dog '

interface Received {
  readonly atMs: number
  readonly update: Uint8Array
}

/** Somebody who types: what they will type is made before, so that only sending it is left. */
export class Typist {
  readonly clientId: number
  readonly socket: LoadSocket
  /** When each character was sent, by its clock. */
  readonly sentAtMs: number[] = []
  readonly received: Received[] = []
  readonly #entrance: Entrance
  readonly #updates: readonly Uint8Array[]

  constructor(clientId: number, characters: number, entrance: Entrance) {
    this.clientId = clientId
    this.#entrance = entrance
    this.#updates = typed(clientId, characters)
    const { wire } = entrance
    this.socket = enterRoom(entrance, (bytes, start, end) => {
      const sync = readSync(bytes, wire.messageStart(bytes, start, end), end)
      if (sync === null || sync.kind === 'step1') return
      this.received.push({ atMs: performance.now(), update: sync.update })
    })
  }

  /** Sends the next character. */
  type(): void {
    const update = this.#updates[this.sentAtMs.length]
    if (update === undefined) return
    this.sentAtMs.push(performance.now())
    this.socket.send(this.#entrance.wire.wrap(this.#entrance.room, writeUpdate(update)))
  }

  /** The text as this client has it: what it typed and what it got. */
  read(): string {
    const doc = new Y.Doc()
    const own = this.#updates.slice(0, this.sentAtMs.length)
    Y.applyUpdate(doc, Y.mergeUpdates([...own, ...this.received.map(({ update }) => update)]))
    return doc.getText(TEXT).toString()
  }
}

const typed = (clientId: number, characters: number): Uint8Array[] => {
  const doc = new Y.Doc()
  doc.clientID = clientId
  const text = doc.getText(TEXT)
  const updates: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => updates.push(update))
  for (let at = 0; at < characters; at++) text.insert(at, LETTERS[at % LETTERS.length] as string)
  return updates
}

/** A character that somebody got, told from the update that brought it; each one once. */
export interface Arrival {
  readonly clientId: number
  readonly clock: number
  readonly atMs: number
}

export const arrivalsOf = ({ received, clientId: own }: Typist): Arrival[] => {
  const arrivals: Arrival[] = []
  const nextClocks = new Map<number, number>([[own, Number.POSITIVE_INFINITY]])
  for (const { atMs, update } of received)
    for (const { id, length } of Y.decodeUpdate(update).structs) {
      const next = nextClocks.get(id.client) ?? 0
      for (let clock = Math.max(next, id.clock); clock < id.clock + length; clock++)
        arrivals.push({ clientId: id.client, clock, atMs })
      nextClocks.set(id.client, Math.max(next, id.clock + length))
    }
  return arrivals
}
