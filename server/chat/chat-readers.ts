// Those who may read a message: everybody; hosts and its author; or these and the one person whom a host has written to.
import { randomBytes } from 'node:crypto'
import { fault, isJsonObject, type Json, may, ok, type Result, type Standing } from '../../shared/index.ts'
import type { Participant } from '../presence/participant.ts'
import type { Room } from '../rooms/room.ts'
import type { ChatMessage, Draft } from './chat-message.ts'

/** Whom a message is for. */
interface Address {
  /** As it is kept. */
  readonly kept: Pick<ChatMessage, 'to' | 'receipt'>
  /** The one whose tab was named, as they are now: later their clientID may be that of somebody else. */
  readonly addressee: Participant | null
}

/** Nobody guesses a receipt. */
const RECEIPT_BYTES = 16

/** The readers of what is said in one room. */
export class ChatReaders {
  readonly #room: Room
  /** The receipts that connections without a verified id have been told. */
  readonly #receipts = new WeakMap<Participant, Set<string>>()

  constructor(room: Room) {
    this.#room = room
  }

  /** The address of a message, where its author may write to these: hosts alone write to one person. */
  addressOf(author: Standing, to: Draft['to']): Result<Address, 'role-forbidden' | 'not-found'> {
    if (typeof to === 'string') return ok({ kept: { to, receipt: '' }, addressee: null })
    if (!may(author, 'moderate')) return HOSTS_ALONE
    if ('id' in to) {
      const person = { id: to.id, clientId: null, name: this.#nameOf(to.id) }
      return ok({ kept: { to: person, receipt: '' }, addressee: null })
    }
    const entry = this.#room.presence.get(to.clientId)
    if (entry === undefined) return NOBODY
    const { id } = entry.identity
    const receipt = id === null ? randomBytes(RECEIPT_BYTES).toString('base64url') : ''
    const person = { id, clientId: to.clientId, name: nameIn(entry.state.name) }
    return ok({ kept: { to: person, receipt }, addressee: entry.owner })
  }

  /** Those who are told of a message, with all their tabs, here and on other nodes; null for everyone. */
  of({ to, from }: ChatMessage, addressee: Participant | null): ReadonlySet<Participant> | null {
    if (to === 'everyone') return null
    const ids = new Set([from.id, to === 'hosts' ? null : to.id].filter((id) => id !== null))
    const { participants, presence } = this.#room
    const all = [...participants, ...[...presence.values()].map(({ owner }) => owner)]
    const mayRead = ({ identity }: Participant) =>
      may(identity, 'moderate') || (identity.id !== null && ids.has(identity.id))
    return new Set([...all.filter(mayRead), ...(addressee === null ? [] : [addressee])])
  }

  /** A message was told to these: one without a verified id is known by its receipt from now on. */
  told(data: Json, to: ReadonlySet<Participant> | null): void {
    const { receipt } = isJsonObject(data) ? data : {}
    if (typeof receipt !== 'string' || to === null) return
    for (const participant of to) {
      if (participant.identity.id !== null) continue
      this.#receipts.set(participant, new Set(this.#receipts.get(participant)).add(receipt))
    }
  }

  /** Whether a message is part of the history of a reader, who knows some by their names and receipts. */
  isFor(reader: Participant, message: ChatMessage, names: ReadonlySet<string>): boolean {
    const { to, from, receipt } = message
    const { id } = reader.identity
    if (to === 'everyone' || may(reader.identity, 'moderate') || isNamedBy(reader, message, names))
      return true
    if (id !== null && (from.id === id || (to !== 'hosts' && to.id === id))) return true
    return receipt !== '' && (names.has(receipt) || this.#receipts.get(reader)?.has(receipt) === true)
  }

  #nameOf(id: string): string | null {
    for (const { identity, state } of this.#room.presence.values())
      if (identity.id === id) return nameIn(state.name)
    return null
  }
}

/** Whether a reader knows a message by the name that its author gave it. A verified author's is theirs alone: others may guess it. */
export const isNamedBy = (
  { identity: { id } }: Participant,
  { from, ref }: ChatMessage,
  names: ReadonlySet<string>,
): boolean => names.has(ref) && (from.id === null || from.id === id)

const nameIn = (name: Json | undefined): string | null => (typeof name === 'string' ? name : null)

const HOSTS_ALONE = fault('role-forbidden', 'Hosts alone write to one person.')
const NOBODY = fault('not-found', 'Nobody there has this clientId.')
