import type { RoomId } from '../../shared/index.ts'
import { ExpiringMap } from '../base/expiring-map.ts'
import type { Fence } from '../base/fence.ts'
import type { Log } from '../base/log.ts'
import { NODES } from './bounds.ts'
import type { DropReason } from './bus-metrics.ts'
import type { Arrival, UnfinishedMemory } from './inbound.ts'
import { readNodeMessage, writeNodeMessage } from './node-codec.ts'
import {
  type BeatRoom,
  type DirectFrame,
  type FrameHead,
  isSendable,
  partsOf,
  type RoomFrame,
  writeFrame,
} from './node-frame.ts'
import type { NodeMessage } from './node-message.ts'
import { GRACE_MS, OtherNode } from './other-node.ts'
import type { RoomChannel, RoomChannelEvents } from './room-channel.ts'

/** What a room needs of the node that has it. */
export interface BusNode {
  readonly id: string
  /** Time as the node has lived it. */
  readonly nowMs: number
  readonly memory: UnfinishedMemory
  readonly fence: Fence
  readonly log: Log
  /** A number that is higher than all that it gave before. */
  nextIncarnation(): number
  toRoom(room: RoomId, frame: Uint8Array): void
  toNode(node: string, frame: Uint8Array): void
  /** False where so many questions have gone out that this one has to wait. */
  mayAsk(): boolean
  dropped(reason: DropReason): void
  asked(): void
  left(room: BusRoom): void
}

/** Where a node had come to when it was given up: what comes late of that is not taken again. */
interface Past {
  readonly incarnation: number
  readonly seq: number
}

const NEVER = Number.POSITIVE_INFINITY

/** By then nothing of it is on its way any more. */
const KEEP_PAST_MS = 60_000

const isOver = (past: { incarnation: number; seq?: number }, incarnation: number): boolean =>
  incarnation < past.incarnation || (incarnation === past.incarnation && past.seq === NEVER)

/** One open room on the bus: who else has it, and what they say, in order. */
export class BusRoom implements RoomChannel {
  readonly id: RoomId
  readonly #node: BusNode
  readonly #events: RoomChannelEvents
  readonly #otherById = new Map<string, OtherNode>()
  readonly #others = new Set<string>()
  readonly #pastById: ExpiringMap<string, Past>
  #incarnation: number
  /** Of frames to the room, and of all that went to single nodes. */
  #seq = 0
  #directSeq = 0
  #isGreetingDue = false
  #isClosed = false

  constructor(id: RoomId, events: RoomChannelEvents, node: BusNode) {
    this.id = id
    this.#events = events
    this.#node = node
    this.#incarnation = node.nextIncarnation()
    this.#pastById = new ExpiringMap({ monotonicMs: () => node.nowMs }, { most: NODES })
  }

  get others(): ReadonlySet<string> {
    return this.#others
  }

  /** Which opening of the room this is, and the number of the last frame to it. */
  get position(): Pick<BeatRoom, 'incarnation' | 'seq'> {
    return { incarnation: this.#incarnation, seq: this.#seq }
  }

  publish(message: NodeMessage): void {
    if (this.#isClosed) return
    if (this.#others.size > 0 || message.kind === 'hello') this.#toRoom(message, null)
    // Somebody may have the room whom this node has given up: by the next number they know that they have missed something.
    else this.#seq += 1
  }

  send(node: string, message: NodeMessage): void {
    const other = this.#otherById.get(node)
    if (this.#isClosed || other === undefined) return
    // In the run of what is told to the room, so that everybody knows what came before it and what after.
    if (message.kind === 'here') this.#toRoom(message, { node, direct: other.directSent })
    else this.#toNode(node, other, message)
  }

  close(): void {
    this.publish({ kind: 'bye' })
    this.#isClosed = true
    for (const other of this.#otherById.values()) other.end()
    this.#otherById.clear()
    this.#others.clear()
    this.#node.left(this)
  }

  /** What is published from now on is heard: by the next sweep the room says so, once for all that happens until then. */
  greet(): void {
    this.#isGreetingDue = true
    for (const other of this.#otherById.values()) other.lost(this.#node.nowMs)
  }

  /** The node is another one from now on. */
  thaw(): void {
    this.#incarnation = this.#node.nextIncarnation()
    this.#seq = 0
    for (const other of this.#otherById.values()) other.countAnew()
    this.#run({}, () => this.#events.thawed())
    this.greet()
  }

  /** Says and asks what is due. */
  sweep(): void {
    if (this.#isGreetingDue && !this.#isClosed && this.#node.mayAsk()) {
      this.#isGreetingDue = false
      this.#run({}, () => this.#events.subscribed())
    }
    for (const [id, other] of this.#otherById) this.#askIfDue(id, other)
    this.#pastById.sweep()
  }

  hear(frame: RoomFrame): void {
    const other = this.#otherOf(frame)
    if (other === null) return
    const message = this.#arrived(other, other.stream.take(frame))
    const isForUs = frame.to === null || frame.to.node === this.#node.id
    if (message !== null && isForUs) this.#take(frame.from, other, message, frame.to?.direct ?? 0)
    this.#askIfDue(frame.from, other)
  }

  hearDirect(frame: DirectFrame): void {
    if (frame.toIncarnation !== this.#incarnation) {
      this.#node.dropped('late')
      return
    }
    const other = this.#otherOf(frame)
    if (other === null) return
    const message = this.#arrived(other, other.direct.take(frame))
    if (message !== null) this.#take(frame.from, other, message, 0)
    this.#askIfDue(frame.from, other)
  }

  /** A node says that it has the room, and how many frames it has published to it. */
  listed(from: string, { incarnation, seq }: BeatRoom): void {
    const before = this.#otherById.get(from)
    const other = this.#otherOf({ from, incarnation })
    if (other === null) return
    other.isDoubted = false
    if (other !== before) other.askFrom(this.#node.nowMs)
    else other.owes(seq, this.#node.nowMs)
    this.#askIfDue(from, other)
  }

  /** A node does not name the room among those that it has: a `bye` was lost, or it named them before it opened the room. */
  unlisted(from: string): void {
    const other = this.#otherById.get(from)
    if (other?.isDoubted) this.vanished(from, 'bye')
    else if (other !== undefined) other.isDoubted = true
  }

  vanished(from: string, why: 'bye' | 'dead'): void {
    const other = this.#otherById.get(from)
    if (other === undefined) return
    other.end()
    this.#otherById.delete(from)
    this.#others.delete(from)
    const { incarnation, stream } = other
    this.#pastById.set(from, { incarnation, seq: why === 'bye' ? NEVER : stream.seq }, KEEP_PAST_MS)
    this.#run({ node: from }, () => this.#events.vanished(from, why))
  }

  /** What is known of the sender; null where it is not heard. */
  #otherOf({ from, incarnation }: Pick<FrameHead, 'from' | 'incarnation'>): OtherNode | null {
    if (this.#isClosed) return null
    const other = this.#otherById.get(from)
    if (other?.incarnation === incarnation) return other
    const past = other ?? this.#pastById.get(from)
    if (past !== undefined && isOver(past, incarnation)) {
      this.#node.dropped('late')
      return null
    }
    // It has opened the room again, or stood still: what it was has ended.
    if (other !== undefined) this.vanished(from, 'dead')
    return this.#meet(from, incarnation)
  }

  #meet(from: string, incarnation: number): OtherNode {
    const other = new OtherNode(incarnation, this.#directSeq, this.#node)
    const past = this.#pastById.get(from)
    if (past?.incarnation === incarnation) other.stream.skipTo(past.seq)
    this.#otherById.set(from, other)
    this.#others.add(from)
    return other
  }

  /** The message that is whole with this frame; where one before it is lost, its sender is asked. */
  #arrived(other: OtherNode, { order, message, isDropped }: Arrival): Uint8Array | null {
    if (order === 'late') this.#node.dropped('late')
    if (isDropped) this.#node.dropped('unfinished')
    if (order === 'gap') other.lost(this.#node.nowMs)
    if (isDropped) other.lost(this.#node.nowMs + GRACE_MS)
    return message
  }

  #take(from: string, other: OtherNode, bytes: Uint8Array, direct: number): void {
    const read = readNodeMessage(bytes)
    if (!read.ok) {
      this.#node.dropped(read.fault.code)
      // A newer node may say more than this one knows.
      if (read.fault.code !== 'unknown-message') other.lost(this.#node.nowMs + GRACE_MS)
      return
    }
    const message = read.value
    if (message.kind === 'bye') {
      this.vanished(from, 'bye')
      return
    }
    if (message.kind === 'presence' && !other.isSynced) {
      this.#node.dropped('unsynced')
      return
    }
    if (message.kind === 'hello') other.lost(this.#node.nowMs)
    if (message.kind === 'here') other.told(direct, this.#node.nowMs)
    const isHeard = this.#run({ node: from, kind: message.kind }, () => this.#events.heard(from, message))
    if (!isHeard) other.lost(this.#node.nowMs + GRACE_MS)
  }

  #askIfDue(from: string, other: OtherNode): void {
    const { nowMs } = this.#node
    if (this.#isClosed || this.#otherById.get(from) !== other) return
    if (!other.isDue(nowMs) || !this.#node.mayAsk()) return
    other.asked(nowMs)
    this.#node.asked()
    this.#run({ node: from }, () => this.#events.missed(from))
  }

  #toRoom(message: NodeMessage, to: RoomFrame['to']): void {
    for (const { place, body } of this.#partsOf(message)) {
      this.#seq += 1
      const head = { from: this.#node.id, ...this.position }
      this.#node.toRoom(this.id, writeFrame({ kind: 'room', ...head, place, to, body }))
    }
  }

  #toNode(node: string, other: OtherNode, message: NodeMessage): void {
    for (const { place, body } of this.#partsOf(message)) {
      other.directSent += 1
      this.#directSeq += 1
      const head = { from: this.#node.id, incarnation: this.#incarnation, seq: other.directSent }
      const about = { room: this.id, toIncarnation: other.incarnation }
      this.#node.toNode(node, writeFrame({ kind: 'direct', ...head, ...about, place, body }))
    }
  }

  #partsOf(message: NodeMessage): ReturnType<typeof partsOf> {
    const bytes = writeNodeMessage(message)
    if (isSendable(bytes)) return partsOf(bytes)
    this.#node.dropped('message-too-large')
    const about = { room: this.id, kind: message.kind, bytes: bytes.length }
    this.#node.log.error(about, 'a message is too large for the bus')
    return []
  }

  #run(about: object, work: () => void): boolean {
    return this.#node.fence.run('bus', { room: this.id, ...about }, work)
  }
}
