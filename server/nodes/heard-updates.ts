import type { Clock } from '../base/clock.ts'
import { Budget } from '../base/rate.ts'
import type { WorkBudget } from '../document/update-queue.ts'
import type { Room } from '../rooms/room.ts'
import { isTold } from './own-updates.ts'
import type { RemoteNode } from './remote-node.ts'
import type { RemoteParticipant } from './remote-participant.ts'
import type { StoredSide } from './stored-side.ts'

/** So many ms this node may work on what another one has taken already: half of its time, as for all documents together. */
const WORK_MS = { burst: 20_000, perSecond: 500 }

/** What was not taken is asked for again so much later, in ms. */
const RETRY_MS = 2_000

class NodeWork extends Budget implements WorkBudget {
  get leftMs(): number {
    return this.credit
  }
}

interface Lack {
  readonly sinceMs: number
  /** It was asked for, or not taken: else something may wait for what comes by itself. */
  readonly isSure: boolean
}

/** Updates of other nodes' people on their way into the document; what could not be taken is asked for again. */
export class HeardUpdates {
  readonly #room: Room
  readonly #stored: StoredSide
  readonly #clock: Clock
  readonly #work: NodeWork
  readonly #ask: (node: string) => void
  readonly #lackByNode = new Map<string, Lack>()
  readonly #storedByNode = new Map<string, number>()
  /** Up to which of a node's updates there is one that was too large to be told. */
  readonly #untoldByNode = new Map<string, number>()

  constructor(room: Room, stored: StoredSide, clock: Clock, ask: (node: string) => void) {
    this.#room = room
    this.#stored = stored
    this.#clock = clock
    this.#work = new NodeWork(clock, WORK_MS)
    this.#ask = ask
  }

  /** Asks for what a node has told before this one listened; again, until it answers. */
  want(node: string): void {
    this.#lackByNode.set(node, { sinceMs: this.#clock.monotonicMs(), isSure: true })
    this.#ask(node)
  }

  take({ id, writer }: RemoteNode, update: Uint8Array, upTo: number): void {
    if (isTold(update)) {
      this.#stored.heard(id, update, upTo)
      this.#put(writer, update)
    } else {
      this.#untoldByNode.set(id, upTo)
      this.#lookWhereStored(id)
    }
  }

  /** What this node has lacked, and deletions that it knows: what is new in it is stored here, since a third node may have written it. */
  answered({ id, answerer }: RemoteNode, update: Uint8Array): void {
    this.#lackByNode.delete(id)
    this.#put(answerer, update)
  }

  /** So many of a node's updates are stored, as it says. */
  storedBy(node: string, upTo: number): void {
    this.#stored.storedBy(node, upTo)
    this.#storedByNode.set(node, upTo)
    this.#lookWhereStored(node)
  }

  gone(node: string): void {
    this.#lackByNode.delete(node)
    this.#storedByNode.delete(node)
    this.#stored.orphaned(node)
    if (this.#untoldByNode.delete(node)) this.#stored.look()
  }

  sweep(): void {
    const nowMs = this.#clock.monotonicMs()
    for (const [node, { sinceMs, isSure }] of this.#lackByNode) {
      if (nowMs - sinceMs < RETRY_MS) continue
      this.#lackByNode.delete(node)
      if (isSure || this.#room.document.hasPending) this.want(node)
    }
  }

  #lookWhereStored(node: string): void {
    const untold = this.#untoldByNode.get(node)
    if (untold === undefined || untold > (this.#storedByNode.get(node) ?? 0)) return
    this.#untoldByNode.delete(node)
    this.#stored.look()
  }

  #put(by: RemoteParticipant, update: Uint8Array): void {
    this.#room.update(by, update, this.#work, (taken) => {
      if ((taken.ok && taken.value === 'whole') || this.#lackByNode.has(by.node)) return
      this.#lackByNode.set(by.node, { sinceMs: this.#clock.monotonicMs(), isSure: !taken.ok })
    })
  }
}
