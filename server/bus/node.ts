import { randomBytes } from 'node:crypto'
import type { RoomId } from '../../shared/index.ts'
import type { Context } from '../base/context.ts'
import { Bucket } from '../base/rate.ts'
import { UNFINISHED_BYTES } from './bounds.ts'
import { type BusMetrics, createBusMetrics, type DropReason } from './bus-metrics.ts'
import { type BusNode, BusRoom } from './bus-room.ts'
import { UnfinishedMemory } from './inbound.ts'
import { LivedTime } from './lived-time.ts'
import { type NodeFrame, readFrame, writeFrame } from './node-frame.ts'
import { Pulse } from './pulse.ts'
import { Questions } from './questions.ts'
import type { RoomChannel, RoomChannelEvents } from './room-channel.ts'
import { RoomShares } from './room-shares.ts'
import type { Transport } from './transport.ts'

/** After an outage thousands of rooms ask at once: their answers would be too much for the bus. */
const ROOM_QUESTIONS = { burst: 200, perSecond: 1_000 }

const ID_BYTES = 8

const BEATS = 'beats'
/** Of its own: a node of a Homeroom that knows no questions hears none. */
const QUESTIONS_TO_ALL = 'questions'
const channelOfRoom = (room: RoomId): string => `room:${room}`
const channelOfNode = (id: string): string => `node:${id}`

interface NodeDeps extends Pick<Context, 'clock' | 'log' | 'metrics' | 'fence'> {
  readonly transport: Transport
  /** What its id is made of; for tests. */
  readonly random?: (bytes: number) => Uint8Array
}

/** This process among those that share rooms with it. */
export class Node {
  readonly id: string
  /** What it asks all others, and answers them. */
  readonly questions: Questions
  readonly #deps: NodeDeps
  readonly #metrics: BusMetrics
  readonly #lived: LivedTime
  readonly #pulse = new Pulse()
  readonly #rooms = new RoomShares()
  readonly #subscriptionByRoom = new Map<BusRoom, Promise<(() => void) | null>>()
  /** As its rooms see it. */
  readonly #self: BusNode
  #incarnation = 0
  #wasUp = true
  #isClosed = false

  constructor(deps: NodeDeps) {
    const { clock, metrics, random = randomBytes } = deps
    this.#deps = deps
    this.id = Buffer.from(random(ID_BYTES)).toString('hex')
    this.#metrics = createBusMetrics(metrics)
    this.#lived = new LivedTime(clock)
    this.#self = this.#asRoomsSeeIt(new Bucket(clock, ROOM_QUESTIONS))
    this.questions = new Questions({
      clock,
      head: () => ({ from: this.id, incarnation: this.#incarnation }),
      others: () => this.#pulse.ids,
      isUp: () => this.isUp,
      toAll: (frame) => this.#publish(QUESTIONS_TO_ALL, frame),
      toNode: (node, frame) => this.#publish(channelOfNode(node), frame),
      dropped: (reason) => this.#drop(reason),
    })
    this.#metrics.measure('up', 'Whether the bus is there: 1 or 0.', () => (this.isUp ? 1 : 0))
    this.#metrics.measure('nodes', 'Nodes that are heard of, with this one.', () => this.nodes)
    this.#metrics.measure('shared_rooms', 'Rooms that other nodes have, too.', () => this.#rooms.shared)
    const again = () => this.#thawIfAway()
    void this.#subscribe(BEATS, (frame) => this.#hearBeat(frame), again)
    void this.#subscribe(QUESTIONS_TO_ALL, (frame) => this.#hearQuestion(frame), again)
    void this.#subscribe(channelOfNode(this.id), (frame) => this.#hearDirect(frame), again)
  }

  /** Whether this node hears what it says: false for 3 s of silence, whatever the transport says. */
  get isUp(): boolean {
    return this.#deps.transport.isUp && this.#pulse.hearsItself(this.#lived.ms)
  }

  /** How many nodes there are, with this one. */
  get nodes(): number {
    return this.#pulse.others + 1
  }

  /** Opens a room on the bus; one that is closed before may be opened again. */
  join(id: RoomId, events: RoomChannelEvents): RoomChannel {
    const room = new BusRoom(id, events, this.#self)
    this.#rooms.add(room)
    const heard = (frame: NodeFrame) => {
      if (frame.kind === 'room') room.hear(frame)
      else this.#drop('bad-bytes')
    }
    const renewed = () => {
      if (!this.#thawIfAway()) room.greet()
    }
    const subscription = this.#subscribe(channelOfRoom(id), heard, renewed)
    this.#subscriptionByRoom.set(room, subscription)
    void subscription.then((unsubscribe) => {
      if (unsubscribe === null || !this.#subscriptionByRoom.has(room)) return
      room.greet()
      room.sweep()
    })
    return room
  }

  /** Says what is due, and finds out who is gone; several times a second. */
  sweep(): void {
    if (this.#isClosed) return
    this.#live()
    if (this.#pulse.isDue(this.#lived.ms)) this.#beat()
    for (const node of this.#pulse.takeDead(this.#lived.ms))
      for (const room of this.#rooms) room.vanished(node, 'dead')
    for (const room of this.#rooms) room.sweep()
    this.#logWhetherUp()
  }

  /** Says `bye` in all rooms, and ends the transport. Twice is once. */
  async close(): Promise<void> {
    if (!this.#isClosed) for (const room of [...this.#rooms]) room.close()
    this.#isClosed = true
    try {
      await this.#deps.transport.close()
    } catch (error) {
      this.#deps.fence.failed('bus', error)
    }
  }

  #asRoomsSeeIt(questions: Bucket): BusNode {
    const lived = this.#lived
    return {
      id: this.id,
      get nowMs() {
        return lived.ms
      },
      memory: new UnfinishedMemory(UNFINISHED_BYTES),
      fence: this.#deps.fence,
      log: this.#deps.log,
      nextIncarnation: () => {
        this.#incarnation += 1
        return this.#incarnation
      },
      toRoom: (room, frame) => this.#publish(channelOfRoom(room), frame),
      toNode: (node, frame) => this.#publish(channelOfNode(node), frame),
      mayAsk: () => questions.take(),
      dropped: (reason) => this.#drop(reason),
      asked: () => this.#metrics.missed.inc(),
      left: (room) => this.#leave(room),
    }
  }

  /** Null where the bus is closed. */
  async #subscribe(
    channel: string,
    take: (frame: NodeFrame) => void,
    renewed: () => void,
  ): Promise<(() => void) | null> {
    const { transport, fence, log } = this.#deps
    const hear = (bytes: Uint8Array) => fence.run('bus', { channel }, () => this.#hear(bytes, take))
    try {
      return await transport.subscribe(channel, hear, () => fence.run('bus', { channel }, renewed))
    } catch (error) {
      if (!this.#isClosed) log.error({ channel, err: error }, 'the bus takes no subscription')
      return null
    }
  }

  #leave(room: BusRoom): void {
    this.#rooms.delete(room)
    const subscription = this.#subscriptionByRoom.get(room)
    this.#subscriptionByRoom.delete(room)
    void subscription?.then((unsubscribe) => unsubscribe?.())
  }

  #hear(bytes: Uint8Array, take: (frame: NodeFrame) => void): void {
    if (this.#isClosed) return
    this.#live()
    const read = readFrame(bytes)
    if (!read.ok) {
      this.#drop(read.fault.code)
      return
    }
    const frame = read.value
    const isOwn = frame.from === this.id
    if (isOwn && frame.kind !== 'beat') return
    this.#metrics.messages.inc({ direction: 'in' })
    this.#metrics.bytes.inc({ direction: 'in' }, bytes.length)
    if (!isOwn && !this.#pulse.heard(frame.from, this.#lived.ms)) {
      this.#drop('too-many-nodes')
      return
    }
    take(frame)
  }

  #hearBeat(frame: NodeFrame): void {
    if (frame.kind !== 'beat') {
      this.#drop('bad-bytes')
      return
    }
    if (frame.from !== this.id) {
      if (this.#pulse.isLatest(frame.from, frame.seq)) this.#rooms.listed(frame)
      return
    }
    if (!this.#pulse.isRecent(frame.seq)) return
    this.#thawIfAway()
    this.#pulse.heardItself(this.#lived.ms)
  }

  #hearQuestion(frame: NodeFrame): void {
    if (frame.kind === 'question') this.questions.hearQuestion(frame)
    else this.#drop('bad-bytes')
  }

  #hearDirect(frame: NodeFrame): void {
    if (frame.kind === 'answer') {
      this.questions.hearAnswer(frame)
      return
    }
    if (frame.kind !== 'direct') {
      this.#drop('bad-bytes')
      return
    }
    const room = this.#rooms.get(frame.room)
    if (room === undefined) this.#drop('no-room')
    else room.hearDirect(frame)
  }

  #publish(channel: string, frame: Uint8Array): void {
    if (!this.#deps.transport.publish(channel, frame)) {
      this.#drop('down')
      return
    }
    this.#metrics.messages.inc({ direction: 'out' })
    this.#metrics.bytes.inc({ direction: 'out' }, frame.length)
  }

  #beat(): void {
    const seq = this.#pulse.beat(this.#lived.ms)
    const head = { from: this.id, incarnation: this.#incarnation, seq }
    this.#publish(BEATS, writeFrame({ kind: 'beat', ...head, ...this.#rooms.shareAt(seq) }))
  }

  /** Time has passed: where this process stood still meanwhile, it is another one now. */
  #live(): void {
    if (this.#lived.pass()) this.#thaw('this node stood still for over 5 s')
  }

  /** True where it heard nothing of itself for so long that others have given it up. */
  #thawIfAway(): boolean {
    if (!this.#pulse.wasAway(this.#lived.ms)) return false
    this.#thaw('this node was away from the bus for over 5 s')
    return true
  }

  #thaw(why: string): void {
    this.#deps.log.info({ node: this.id }, why)
    this.#pulse.beginAnew(this.#lived.ms)
    for (const room of [...this.#rooms]) room.thaw()
  }

  #logWhetherUp(): void {
    const { isUp } = this
    if (isUp === this.#wasUp) return
    // A relay that has just begun has not heard itself yet.
    if (!isUp && this.#pulse.isYoung(this.#lived.ms)) return
    this.#wasUp = isUp
    const about = { node: this.id, fault: this.#deps.transport.fault }
    if (isUp) this.#deps.log.info({ node: this.id }, 'the bus is there again')
    else this.#deps.log.error(about, 'the bus does not answer: rooms hear nothing of other nodes')
  }

  #drop(reason: DropReason): void {
    this.#metrics.dropped.inc({ reason })
  }
}
