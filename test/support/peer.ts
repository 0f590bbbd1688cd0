import { Awareness, applyAwarenessUpdate } from 'y-protocols/awareness'
import * as Y from 'yjs'
import type { WebSocketFrame } from '../../server/fanout/websocket-frame.ts'
import type { Member } from '../../server/rooms/member.ts'
import {
  type CloseName,
  type Identity,
  type JsonObject,
  type LeftReason,
  MESSAGES,
  type Protocol,
} from '../../shared/index.ts'
import { awarenessUpdate, CompactPeople, documentUpdate } from './raw-client.ts'
import { ANONYMOUS, type RoomHarness } from './room-harness.ts'

/** Somebody in the room on either wire, whose socket takes everything at once unless it lags. */
export class Peer implements Member {
  readonly protocol: Protocol
  readonly identity: Identity
  readonly ownedClients = new Set<number>()
  readonly formerClients = new Set<number>()
  /** What it was sent and no test has taken yet. */
  readonly messages: WebSocketFrame[] = []
  readonly compact = new CompactPeople()
  readonly awareness = new Awareness(new Y.Doc())
  selfClient: number | null = null
  isLagging = false
  isOpen = true
  /** A dead socket answers no ping, and nobody has noticed. */
  isDead = false
  heardAtMs = 0
  readonly #harness: RoomHarness

  constructor(harness: RoomHarness, protocol: Protocol = 'stock', identity = ANONYMOUS) {
    this.#harness = harness
    this.protocol = protocol
    this.identity = identity
    this.awareness.setLocalState(null)
    harness.room.enter(this)
  }

  get doc(): Y.Doc {
    return this.awareness.doc
  }

  /** Everyone whom it sees. */
  get people(): Map<number, unknown> {
    return this.protocol === 'stock' ? new Map(this.awareness.getStates()) : this.compact.states
  }

  send(message: WebSocketFrame): void {
    if (!this.isOpen) return
    this.messages.push(message)
    const { payload } = message
    if (payload[0] === MESSAGES.presence.type) this.compact.apply(payload.subarray(1))
    const entries = awarenessUpdate(payload)
    if (entries !== null) applyAwarenessUpdate(this.awareness, entries, 'relay')
    const update = documentUpdate(payload)
    if (update !== null) Y.applyUpdate(this.doc, update, 'relay')
  }

  /** The messages since the last call. */
  take(): WebSocketFrame[] {
    return this.messages.splice(0)
  }

  /** Says of entries what they are, or by null that they are gone; the first frame announces it. */
  say(states: Readonly<Record<number, JsonObject | null>>, isOpening = this.selfClient === null): void {
    const entries = Object.entries(states).map(([clientId, state]) => ({
      clientId: Number(clientId),
      clock: 1,
      stateBytes: new TextEncoder().encode(JSON.stringify(state)),
    }))
    const done = this.#harness.room.awareness(this, entries, isOpening)
    if (!done.ok) throw new Error(done.fault.message)
  }

  change(set: JsonObject, cleared: readonly string[] = []) {
    return this.#harness.room.change(this, { set, cleared })
  }

  /** Changes its own document, and sends the update. */
  edit(change: (doc: Y.Doc) => void): void {
    const before = Y.encodeStateVector(this.doc)
    this.doc.transact(() => change(this.doc))
    this.#harness.room.update(this, Y.encodeStateAsUpdate(this.doc, before))
  }

  write(text: string): void {
    this.edit((doc) => doc.getText('text').insert(0, text))
  }

  drain(): void {
    this.isLagging = false
    this.#harness.room.drained(this)
  }

  leave(reason: LeftReason = 'left'): void {
    if (!this.isOpen) return
    this.isOpen = false
    this.#harness.room.leave(this, reason)
  }

  ping(): void {
    if (!this.isDead) this.heardAtMs = this.#harness.clock.monotonicMs() + 1
  }

  confirm(): void {
    // What it is told of its own is not what is asked about here.
  }

  lowered(): void {
    // As above.
  }

  welcome(): void {
    // It has no session.
  }

  askForDocument(): void {
    this.send(this.#harness.room.document.ask())
  }

  takeRole(): void {
    // Its role is what it was made with.
  }

  giveUp(): void {
    this.leave('lost')
  }

  close(_reason: CloseName): void {
    this.leave('lost')
  }

  terminate(): void {
    this.leave('lost')
  }

  destroy(): void {
    this.awareness.destroy()
    this.doc.destroy()
  }
}
