import { Awareness, applyAwarenessUpdate } from 'y-protocols/awareness'
import * as Y from 'yjs'
import type { Connection } from '../../server/connections/connection.ts'
import {
  type JsonObject,
  type LeftReason,
  MESSAGES,
  type Protocol,
  SYNC,
  writeMessage,
  writeOwnChange,
} from '../../shared/index.ts'
import { awarenessFrame, awarenessUpdate, CompactPeople, documentUpdate } from './raw-client.ts'
import { ANONYMOUS, type RoomHarness } from './room-harness.ts'
import type { ReceivedFrame, SocketPair } from './socket-pair.ts'

/** Close codes by what they say of a client that goes. */
const CODES: Readonly<Record<Exclude<LeftReason, 'removed'>, number>> = { left: 1000, lost: 1006 }

/** Messages of a connection of its own: what one receiver is told of itself. */
const OWN: readonly number[] = [MESSAGES.welcome.type, MESSAGES.self.type, MESSAGES.saved.type]

/** What the relay asks (sync step 1) tells of nobody. */
const isOfOthers = ({ payload: [type = -1, kind] }: ReceivedFrame): boolean =>
  !OWN.includes(type) && !(type === MESSAGES.sync.type && kind === SYNC.step1)

/** A client in the room on either wire: its network is quick, and its socket takes everything at once unless it lags. */
export class Peer {
  readonly protocol: Protocol
  readonly connection: Connection
  /** What it was sent and no test has taken yet. */
  readonly frames: ReceivedFrame[] = []
  readonly compact = new CompactPeople()
  readonly awareness = new Awareness(new Y.Doc())
  readonly pair: SocketPair
  readonly #harness: RoomHarness

  constructor(harness: RoomHarness, protocol: Protocol = 'stock', identity = ANONYMOUS, isSparing = false) {
    this.#harness = harness
    this.protocol = protocol
    this.awareness.setLocalState(null)
    const { pair, connection } = harness.connect({
      protocol,
      identity,
      isSparing,
      onArrival: () => this.#hear(),
      // What waited on its way is read soon.
      onResume: () => harness.clock.after(0, () => this.pair.deliver()),
    })
    this.pair = pair
    this.connection = connection
    this.#hear()
  }

  get doc(): Y.Doc {
    return this.awareness.doc
  }

  get isOpen(): boolean {
    return this.connection.isOpen
  }

  /** Everyone whom it sees. */
  get people(): Map<number, unknown> {
    return this.protocol === 'stock' ? new Map(this.awareness.getStates()) : this.compact.states
  }

  /** The frames since the last call that tell of others, or of the document. */
  take(): ReceivedFrame[] {
    return this.frames.splice(0).filter(isOfOthers)
  }

  /** Such frames that its socket was given and has not taken. */
  get unsent(): ReceivedFrame[] {
    return this.pair.unsent.filter(isOfOthers)
  }

  /** Sends a message; throws where the relay refuses it. */
  send(message: Uint8Array): void {
    const refusal = this.#harness.refusalOf(() => this.sendAnything(message))
    if (refusal !== null) throw new Error(refusal)
  }

  /** Sends bytes that the relay may refuse. */
  sendAnything(message: Uint8Array): void {
    this.pair.send(message)
    this.pair.deliver()
  }

  /** Says of entries what they are, or by null that they are gone; the first message announces it. */
  say(states: Readonly<Record<number, JsonObject | null>>): void {
    this.send(awarenessFrame(Object.entries(states).map(([id, state]) => ({ id: Number(id), state }))))
  }

  change(set: JsonObject, cleared: readonly string[] = []): void {
    this.send(writeOwnChange({ set, cleared }))
  }

  /** Asks for the document. */
  ask(): void {
    this.send(writeMessage.step1(Y.encodeStateVector(this.doc)))
  }

  /** Asks who is here. */
  query(): void {
    this.send(Uint8Array.of(MESSAGES.queryAwareness.type))
  }

  update(update: Uint8Array): void {
    this.send(writeMessage.update(update))
  }

  /** Changes its own document, and sends the update. */
  edit(change: (doc: Y.Doc) => void): void {
    const before = Y.encodeStateVector(this.doc)
    this.doc.transact(() => change(this.doc))
    this.update(Y.encodeStateAsUpdate(this.doc, before))
  }

  write(text: string): void {
    this.edit((doc) => doc.getText('text').insert(0, text))
  }

  lag(): void {
    this.pair.lag()
  }

  drain(): void {
    this.pair.drain()
  }

  leave(reason: keyof typeof CODES = 'left'): void {
    this.pair.close(CODES[reason])
  }

  /** The network goes, and nobody has noticed. */
  vanish(): void {
    this.pair.vanish()
  }

  destroy(): void {
    this.awareness.destroy()
    this.doc.destroy()
  }

  #hear(): void {
    // The first frames come while the connection is being made.
    for (const frame of this.pair?.toClient.splice(0) ?? []) {
      this.frames.push(frame)
      const { payload } = frame
      if (payload[0] === MESSAGES.presence.type) this.compact.apply(payload.subarray(1))
      const entries = awarenessUpdate(payload)
      if (entries !== null) applyAwarenessUpdate(this.awareness, entries, 'relay')
      const update = documentUpdate(payload)
      if (update !== null) Y.applyUpdate(this.doc, update, 'relay')
    }
  }
}
