import { applyChange, changeBetween, type JsonObject } from '../../shared/index.ts'
import type { NodeItem, NodeMessage, NodePresence, WholeItem } from '../bus/node-message.ts'
import type { Claim } from './precedence.ts'
import { RemoteParticipant } from './remote-participant.ts'

/** An entry as its node tells of it. */
export interface RemoteClaim extends Claim {
  readonly slot: number
  readonly clientId: number
  readonly owner: RemoteParticipant
  readonly state: JsonObject
  readonly clock: number
}

/** What has become of a claim. */
export type ClaimNews =
  | { readonly kind: 'put'; readonly claim: RemoteClaim }
  | { readonly kind: 'ended'; readonly claim: RemoteClaim; readonly reason: 'left' | 'lost' | 'removed' }

const NOBODY = { id: null, name: null, role: 'viewer', mayRename: false } as const

/** One other node that has the room: its entries by its own slots, and whose they are. */
export class RemoteNode {
  readonly id: string
  /** It writes for all of its people together. */
  readonly writer: RemoteParticipant
  /** Its answers hold what others have written, too, and who stores that is not known. */
  readonly answerer: RemoteParticipant
  /** Connections of the room there. */
  connections = 0
  /** Of its room, as it has said; null before. What it says of a room of another life is not taken. */
  epoch: string | null = null
  readonly #toNode: (message: NodeMessage) => void
  readonly #claimBySlot = new Map<number, RemoteClaim>()
  readonly #claimByClient = new Map<number, RemoteClaim>()
  readonly #participantById = new Map<string, RemoteParticipant>()

  constructor(id: string, toNode: (message: NodeMessage) => void) {
    this.id = id
    this.#toNode = toNode
    this.writer = new RemoteParticipant(id, id, NOBODY, toNode)
    this.answerer = new RemoteParticipant(id, id, NOBODY, toNode, false)
  }

  claimOf(clientId: number): RemoteClaim | undefined {
    return this.#claimByClient.get(clientId)
  }

  participant(connection: string): RemoteParticipant | undefined {
    return this.#participantById.get(connection)
  }

  /** Its entries are exactly these: gives what is new. */
  *whole({ entries }: NodePresence, clock: number): Iterable<ClaimNews> {
    const before = new Map(this.#claimByClient)
    this.#claimBySlot.clear()
    this.#claimByClient.clear()
    for (const entry of entries) {
      const known = before.get(entry.clientId)
      before.delete(entry.clientId)
      const claim = this.#claim(entry, clock)
      if (known !== undefined && known.owner !== claim.owner) this.#leave(known)
      // Also one that is as it was: somebody else may have been taken for its owner.
      const isKnown = known !== undefined && isSame(known, claim)
      yield { kind: 'put', claim: isKnown ? this.#keep({ ...known, slot: claim.slot }) : claim }
    }
    for (const claim of before.values()) {
      this.#leave(claim)
      yield { kind: 'ended', claim, reason: 'lost' }
    }
  }

  /** Gives what is new by these items; one of a slot that is not known tells nothing. */
  *take(items: readonly NodeItem[], clock: number): Iterable<ClaimNews> {
    for (const item of items) {
      const known = this.#claimBySlot.get(item.slot)
      if (item.kind === 'whole') {
        const claim = this.#claim(item, clock)
        const isAnother = known !== undefined && known.clientId !== claim.clientId
        if (known !== undefined && (isAnother || known.owner !== claim.owner)) this.#leave(known)
        if (isAnother) yield this.#ended(known, 'lost')
        yield { kind: 'put', claim }
      } else if (known !== undefined && item.kind === 'change') {
        yield {
          kind: 'put',
          claim: this.#keep({ ...known, clock, state: applyChange(known.state, item.change) }),
        }
      } else if (known !== undefined && item.kind === 'gone') {
        this.#claimBySlot.delete(item.slot)
        this.#leave(known)
        yield this.#ended(known, item.reason)
      }
    }
  }

  /** The node is gone, and all that it had. */
  *gone(): Iterable<ClaimNews> {
    yield* this.whole({ clock: 0, entries: [] }, 0)
  }

  #ended(claim: RemoteClaim, reason: 'left' | 'lost' | 'removed'): ClaimNews {
    if (this.#claimByClient.get(claim.clientId) === claim) this.#claimByClient.delete(claim.clientId)
    return { kind: 'ended', claim, reason }
  }

  #claim(item: WholeItem, clock: number): RemoteClaim {
    const { slot, clientId, isAnnounced, bornClock, connection, identity, state } = item
    const owner =
      this.#participantById.get(connection) ??
      new RemoteParticipant(connection, this.id, identity, this.#toNode)
    this.#participantById.set(connection, owner)
    owner.identity = identity
    owner.clientIds.add(clientId)
    return this.#keep({ slot, clientId, isAnnounced, bornClock, node: this.id, owner, state, clock })
  }

  #keep(claim: RemoteClaim): RemoteClaim {
    this.#claimBySlot.set(claim.slot, claim)
    this.#claimByClient.set(claim.clientId, claim)
    return claim
  }

  #leave({ owner, clientId }: RemoteClaim): void {
    owner.clientIds.delete(clientId)
    if (owner.clientIds.size === 0) this.#participantById.delete(owner.id)
  }
}

const isSame = (one: RemoteClaim, other: RemoteClaim): boolean =>
  one.owner === other.owner &&
  one.bornClock === other.bornClock &&
  one.isAnnounced === other.isAnnounced &&
  changeBetween(one.state, other.state) === null
