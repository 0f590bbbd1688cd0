import { NODE_MESSAGE_BYTES } from './bounds.ts'
import { Inbound, type UnfinishedMemory } from './inbound.ts'

/** What may still be on its way is waited for so long, in ms, before it counts as lost. */
export const GRACE_MS = 1_000

/** An answer that has not come by then, in ms, is asked for again. */
const RETRY_MS = 2_000

interface Surroundings {
  readonly memory: UnfinishedMemory
  readonly nowMs: number
}

/** A room on another node, as far as this node has heard of it. */
export class OtherNode {
  readonly incarnation: number
  /** What it says to the room, and to this node alone. */
  readonly stream: Inbound
  direct: Inbound
  /** The number of the last frame that this node has sent to it alone. */
  directSent: number
  /** A list of its rooms lacked this one. */
  isDoubted = false
  readonly #memory: UnfinishedMemory
  #isSynced = false
  /** When it is to be asked; null where nothing is missing. */
  #askAtMs: number | null
  /** Numbers that it has come to, as it says. */
  #dueSeq = 0
  #dueDirect = 0

  constructor(incarnation: number, directSent: number, { memory, nowMs }: Surroundings) {
    this.incarnation = incarnation
    this.#memory = memory
    this.directSent = directSent
    this.stream = new Inbound(memory, NODE_MESSAGE_BYTES)
    this.direct = new Inbound(memory, NODE_MESSAGE_BYTES)
    // Its answer to our `hello` is on its way.
    this.#askAtMs = nowMs + GRACE_MS
  }

  /** Whether its entries are known, so that what changes of them can be told. */
  get isSynced(): boolean {
    return this.#isSynced
  }

  /** Something is lost: it is asked from `atMs` on. */
  lost(atMs: number): void {
    this.#isSynced = false
    this.askFrom(atMs)
  }

  askFrom(atMs: number): void {
    this.#askAtMs = Math.min(this.#askAtMs ?? atMs, atMs)
  }

  /** Its `here` has come, before which it had sent so many frames to this node alone. */
  told(direct: number, nowMs: number): void {
    this.#isSynced = true
    this.#dueDirect = direct
    this.#askAtMs = this.#lacks ? nowMs + GRACE_MS : null
  }

  /** It has published so many frames to the room, as it says. */
  owes(seq: number, nowMs: number): void {
    if (seq <= this.stream.seq) return
    this.#dueSeq = seq
    this.askFrom(nowMs + GRACE_MS)
  }

  /** Whether it is to be asked now. */
  isDue(nowMs: number): boolean {
    if (this.#askAtMs === null || nowMs < this.#askAtMs) return false
    if (this.#isSynced && !this.#lacks) {
      this.#askAtMs = null
      return false
    }
    if (this.stream.seq < this.#dueSeq) {
      // Whatever comes of it now would change what is not known.
      this.stream.skipTo(this.#dueSeq)
      this.#isSynced = false
    }
    return true
  }

  asked(nowMs: number): void {
    this.#askAtMs = nowMs + RETRY_MS
  }

  /** This node is another one: what the other one sends it directly is counted anew. */
  countAnew(): void {
    this.direct.end()
    this.direct = new Inbound(this.#memory, NODE_MESSAGE_BYTES)
    this.#dueDirect = 0
  }

  end(): void {
    this.stream.end()
    this.direct.end()
  }

  get #lacks(): boolean {
    return this.stream.seq < this.#dueSeq || this.direct.seq < this.#dueDirect
  }
}
