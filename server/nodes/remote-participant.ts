import type { CloseName, Identity } from '../../shared/index.ts'
import type { NodeMessage } from '../bus/node-message.ts'
import type { OwnNews, Participant } from '../presence/participant.ts'

/** Somebody on another node, as a participant of the room here. What concerns the connection alone is its node's affair. */
export class RemoteParticipant implements Participant {
  readonly source = 'node'
  readonly isStoredElsewhere: boolean
  readonly id: string
  readonly node: string
  identity: Identity
  /** Entries that it has, as its node says. */
  readonly clientIds = new Set<number>()
  readonly #toNode: (message: NodeMessage) => void
  #answered: (() => void) | null = null

  constructor(
    id: string,
    node: string,
    identity: Identity,
    toNode: (message: NodeMessage) => void,
    isStoredElsewhere = true,
  ) {
    this.isStoredElsewhere = isStoredElsewhere
    this.id = id
    this.node = node
    this.identity = identity
    this.#toNode = toNode
  }

  tell(news: OwnNews): void {
    if (news.kind === 'lower') this.#toNode({ kind: 'lower', clientIds: [news.clientId] })
    // What is ordered about a person with an id, their node reads in the store.
    else if (news.kind === 'role' && this.identity.id === null)
      this.#toNode({ kind: 'role', connections: [this.id], standing: news.standing })
  }

  probe(answered: () => void): void {
    this.#answered = answered
    const [clientId = 0] = this.clientIds
    this.#toNode({ kind: 'claim', clientId, connection: this.id })
  }

  /** Its node says that it is alive. */
  alive(): void {
    this.#answered?.()
    this.#answered = null
  }

  close(reason: CloseName | 'silent'): void {
    this.#toNode({ kind: 'close', connections: [this.id], reason })
  }
}
