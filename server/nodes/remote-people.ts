import type { HybridClock } from '../base/clock.ts'
import type { NodeMessage, NodeSignal } from '../bus/node-message.ts'
import type { Participant } from '../presence/participant.ts'
import type { PresenceEntry } from '../presence/presence-entry.ts'
import type { Room } from '../rooms/room.ts'
import { hearGiven } from './node-orders.ts'
import { type Claim, precedes } from './precedence.ts'
import { type ClaimNews, type RemoteClaim, RemoteNode } from './remote-node.ts'
import { RemoteParticipant } from './remote-participant.ts'

interface RemotePeopleDeps {
  /** This node's own id. */
  readonly node: string
  readonly room: Room
  readonly hybridClock: HybridClock
  readonly send: (node: string, message: NodeMessage) => void
  /** Another node's clock is too far ahead to be believed. */
  readonly onClamped: () => void
}

/** The people that a room has on other nodes: each node's claims, and who of several has an entry. */
export class RemotePeople {
  readonly #deps: RemotePeopleDeps
  readonly #nodeById = new Map<string, RemoteNode>()

  constructor(deps: RemotePeopleDeps) {
    this.#deps = deps
  }

  get nodes(): Iterable<RemoteNode> {
    return this.#nodeById.values()
  }

  node(id: string): RemoteNode {
    const known = this.#nodeById.get(id)
    if (known !== undefined) return known
    const node = new RemoteNode(id, (message) => this.#deps.send(id, message))
    this.#nodeById.set(id, node)
    return node
  }

  whole(id: string, message: Extract<NodeMessage, { kind: 'here' }>): void {
    const { presence, count } = message
    const node = this.node(id)
    node.connections = count
    this.#take(node.whole(presence, this.#believed(presence.clock)))
  }

  news(id: string, { items, clock, count }: Extract<NodeMessage, { kind: 'presence' }>): void {
    const node = this.node(id)
    node.connections = count
    this.#take(node.take(items, this.#believed(clock)))
  }

  /** Its people have said this to those here. */
  signalled(id: string, signals: readonly NodeSignal[]): void {
    const { room } = this.#deps
    const { writer } = this.node(id)
    for (const { signal, to } of signals) {
      hearGiven(room, signal)
      const receivers = to && this.#ownersOf(to)
      // All whom it names are on other nodes.
      if (receivers?.size !== 0) room.tellSignal(signal, writer, receivers)
    }
  }

  gone(id: string): void {
    const node = this.#nodeById.get(id)
    this.#nodeById.delete(id)
    if (node !== undefined) this.#take(node.gone())
  }

  /** Nobody here has the entry any more: another node may have said that it does. */
  reclaim(clientId: number): void {
    const claim = this.#best(clientId)
    if (claim !== null) this.#take([{ kind: 'put', claim }])
  }

  #ownersOf(clientIds: readonly number[]): ReadonlySet<Participant> {
    const owners = clientIds.flatMap((clientId) => this.#deps.room.presence.get(clientId)?.owner ?? [])
    return new Set(owners.filter(({ source }) => source !== 'node'))
  }

  #believed(clock: number): number {
    const believed = this.#deps.hybridClock.heard(clock)
    if (believed < clock) this.#deps.onClamped()
    return believed
  }

  #take(all: Iterable<ClaimNews>): void {
    const { remote } = this.#deps.room
    for (const news of all) {
      if (news.kind === 'put') this.#put(news.claim)
      else this.#end(news)
      const { owner } = news.claim
      if (owner.clientIds.size === 0) remote.forget(owner)
    }
    let connections = 0
    for (const node of this.nodes) connections += node.connections
    remote.connections = connections
    remote.settle()
  }

  #put(claim: RemoteClaim): void {
    const { presence, remote } = this.#deps.room
    const holder = presence.get(claim.clientId)
    if (holder?.owner === claim.owner && holder.state === claim.state) return
    if (holder !== undefined && holder.owner !== claim.owner) {
      const held = this.#claimOf(holder)
      if (held.node !== claim.node && !precedes(claim, held)) return
    }
    remote.hear(claim)
    if (holder?.owner instanceof RemoteParticipant && holder.owner.clientIds.size === 0)
      remote.forget(holder.owner)
    // Its client is elsewhere: this is what is left of it here.
    if (holder !== undefined && holder.owner.source !== 'node' && holder.isAnnounced)
      holder.owner.close('silent')
  }

  #end({ claim, reason }: Extract<ClaimNews, { kind: 'ended' }>): void {
    const { presence, remote } = this.#deps.room
    if (presence.get(claim.clientId)?.owner !== claim.owner) return
    const heir = this.#best(claim.clientId)
    if (heir === null) remote.end(claim.clientId, claim.owner, reason)
    else remote.hear(heir)
  }

  #best(clientId: number): RemoteClaim | null {
    let best: RemoteClaim | null = null
    for (const node of this.nodes) {
      const claim = node.claimOf(clientId)
      if (claim !== undefined && (best === null || precedes(claim, best))) best = claim
    }
    return best
  }

  #claimOf({ isAnnounced, bornClock, owner }: PresenceEntry): Claim {
    const node = owner instanceof RemoteParticipant ? owner.node : this.#deps.node
    return { isAnnounced, bornClock, node }
  }
}
