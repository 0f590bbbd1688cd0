import * as Y from 'yjs'
import type { OwnNews, Participant } from '../../server/presence/participant.ts'
import type { Room } from '../../server/rooms/room.ts'
import { applyChange, type Identity, type JsonObject, type LeftReason } from '../../shared/index.ts'
import { docOf } from './hub-harness.ts'

const ENDLESS = { leftMs: Number.POSITIVE_INFINITY, spend: () => undefined }

/** Somebody with a socket on one node: says what a client says, and knows its own state. */
export class Person implements Participant {
  readonly id: string
  readonly source = 'client'
  identity: Identity
  readonly clientId: number
  readonly news: OwnNews[] = []
  closed: string | null = null
  /** False for a socket whose client is gone without a word. */
  isAlive = true
  readonly doc = new Y.Doc()
  state: JsonObject = {}
  /** Called with each update that is called saved. */
  saved: (update: Uint8Array) => void = () => undefined
  /** Called when the relay closes its socket. */
  onClosed: (reason: string) => void = () => undefined
  #waits = false
  readonly #host: { readonly room: Room }

  constructor(
    host: { readonly room: Room },
    id: string,
    clientId: number,
    docId: number,
    identity: Identity,
  ) {
    this.#host = host
    this.id = id
    this.clientId = clientId
    this.identity = identity
    this.doc.clientID = docId
    host.room.enter(this)
  }

  get room(): Room {
    return this.#host.room
  }

  announce(state: JsonObject = {}, clock = 1): void {
    this.state = state
    const stateBytes = new TextEncoder().encode(JSON.stringify(state))
    this.room.awareness(this, [{ clientId: this.clientId, clock, stateBytes }], true)
  }

  set(set: JsonObject): void {
    this.state = applyChange(this.state, { set, cleared: [] })
    this.room.change(this, { set, cleared: [] })
  }

  write(text: string): void {
    Y.applyUpdate(this.doc, Y.encodeStateAsUpdate(docOf(this.room)))
    const before = Y.encodeStateVector(this.doc)
    const all = this.doc.getText('text')
    all.insert(Math.min(3, all.length), text)
    this.send(Y.encodeStateAsUpdate(this.doc, before))
  }

  erase(): void {
    Y.applyUpdate(this.doc, Y.encodeStateAsUpdate(docOf(this.room)))
    const before = Y.encodeStateVector(this.doc)
    const all = this.doc.getText('text')
    if (all.length > 0) all.delete(0, 1)
    this.send(Y.encodeStateAsUpdate(this.doc, before))
  }

  send(update: Uint8Array): void {
    const { room } = this
    room.update(this, update, ENDLESS, (taken) => {
      // What comes after an update that waits may build on it.
      if (!taken.ok || taken.value !== 'whole') this.#waits = true
      const { journal } = room
      if (journal === null || this.#waits) return
      void journal.whenStored(journal.appended).then((isStored) => isStored && this.saved(update))
    })
  }

  signal(kind: string, to: readonly number[] = [], data: JsonObject[string] = null): void {
    this.room.signal(this, { kind, data, to })
  }

  tell(news: OwnNews): void {
    this.news.push(news)
    if (news.kind === 'lowered') this.state = { ...this.state, hand: false }
    if (news.kind === 'role') {
      this.identity = { ...this.identity, ...news.standing }
      this.room.restamp(this)
    }
  }

  probe(answered: () => void): void {
    if (this.isAlive) answered()
  }

  close(reason: string): void {
    if (this.closed !== null) return
    this.closed = reason
    this.room.leave(this, reason === 'removed' ? 'removed' : 'lost')
    this.onClosed(reason)
  }

  leave(reason: LeftReason = 'left'): void {
    this.closed ??= 'gone'
    this.room.leave(this, reason)
  }
}
