import { isJsonObject, type Json, may } from '../../shared/index.ts'
import type { Participant } from '../presence/participant.ts'
import type { Room } from '../rooms/room.ts'

/** What is told of somebody who is muted, or is not any more, and who is told: they and the hosts. */
type Told = readonly [data: Json, to: ReadonlySet<Participant>]

/** The people who may write nothing in the chat of one room: by their ids, or, without one, for as long as they are connected. */
export class ChatMutes {
  readonly #room: Room
  readonly #anonymous = new WeakSet<Participant>()

  constructor(room: Room) {
    this.#room = room
  }

  isMuted(participant: Participant): boolean {
    const { id } = participant.identity
    return id === null ? this.#anonymous.has(participant) : this.#room.moderation.policy.chatMuted.has(id)
  }

  /** The owners of these clients, with all their tabs. */
  muteTabs(clientIds: readonly number[], isMuted: boolean): Told {
    const { policy } = this.#room.moderation
    const owners = this.#ownersOf(clientIds)
    const ids = new Set(owners.flatMap(({ identity }) => identity.id ?? []))
    for (const id of ids) policy.muteInChat(id, isMuted)
    this.#muteAnonymous(owners, isMuted)
    return [{ muted: isMuted, ids: [...ids], clientIds: [...clientIds] }, this.#heardBy(ids, owners)]
  }

  mutePerson(id: string, isMuted: boolean): Told {
    this.#room.moderation.policy.muteInChat(id, isMuted)
    return [{ muted: isMuted, ids: [id], clientIds: [] }, this.#heardBy(new Set([id]), [])]
  }

  /** A host on another node has muted somebody: those with an id are read of the store. */
  heard(data: Json): void {
    if (!isJsonObject(data) || !Array.isArray(data.clientIds) || typeof data.muted !== 'boolean') return
    const clientIds = data.clientIds.filter((clientId) => typeof clientId === 'number')
    this.#muteAnonymous(this.#ownersOf(clientIds), data.muted)
  }

  #muteAnonymous(owners: readonly Participant[], isMuted: boolean): void {
    for (const owner of owners) {
      if (owner.identity.id !== null) continue
      if (isMuted) this.#anonymous.add(owner)
      else this.#anonymous.delete(owner)
    }
  }

  #ownersOf(clientIds: readonly number[]): readonly Participant[] {
    return clientIds.flatMap((clientId) => this.#room.presence.get(clientId)?.owner ?? [])
  }

  #heardBy(ids: ReadonlySet<string>, owners: readonly Participant[]): ReadonlySet<Participant> {
    const { participants, presence } = this.#room
    const all = [...participants, ...[...presence.values()].map(({ owner }) => owner)]
    const concerned = ({ identity }: Participant) =>
      may(identity, 'moderate') || (identity.id !== null && ids.has(identity.id))
    return new Set([...owners, ...all.filter(concerned)])
  }
}
