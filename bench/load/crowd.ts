import { setTimeout as sleep } from 'node:timers/promises'
import { sum } from '../statistics.ts'
import { enterRoom } from './enter.ts'
import type { OnPayload } from './frame-reader.ts'
import { createRooms, type Person, type Room } from './person.ts'
import { writePresence } from './presence-message.ts'
import { Seen } from './seen.ts'
import { MESSAGE } from './sync-message.ts'
import type { PresenceReader, Wire } from './wire.ts'

/** How many join at once, so that nobody's handshake waits for hundreds of others. */
const BATCH = 50

const QUIET_MS = 150
const SETTLE_MS = 20_000

export interface CrowdOptions {
  /** The relay's, or that of each person where there are several relays. */
  readonly port: number | ((person: Person) => number)
  readonly wire: Wire
  readonly rooms: number
  /** People in each room. */
  readonly size: number
  /** How many of all read what they get; the others count frames and bytes. */
  readonly readers: number
  /** Selects the people who have presence; all if it is left out. */
  readonly isPresent?: (person: Person) => boolean
  /** Whether everyone sends back what they hear of presence, as the awareness handler of stock clients does. */
  readonly echoes?: boolean
}

/** One person's own copy of what there is to see. */
interface Reader {
  readonly seen: Seen
  readonly presence: PresenceReader
}

/** People in rooms of a relay. */
export class Crowd {
  readonly rooms: readonly Room[]
  readonly people: readonly Person[]
  /** The views of the readers. */
  readonly seen: readonly Seen[]
  readonly #options: CrowdOptions
  readonly #readers = new Map<Person, Reader>()
  /** Sockets that were let go, whose bytes still count. */
  #gone = { frames: 0, bytes: 0 }

  constructor(options: CrowdOptions) {
    this.#options = options
    this.rooms = createRooms(options.rooms, options.size)
    this.people = this.rooms.flatMap((room) => room.people)
    const step = this.people.length / Math.min(options.readers, this.people.length)
    for (let at = step / 2; at < this.people.length; at += step) {
      const person = this.people[Math.floor(at)] as Person
      const seen = new Seen(person.room, person.index)
      this.#readers.set(person, { seen, presence: options.wire.createReader(seen) })
    }
    this.seen = [...this.#readers.values()].map(({ seen }) => seen)
  }

  /** Frames and bytes that all have got since they came. */
  get received(): { readonly frames: number; readonly bytes: number } {
    let { frames, bytes } = this.#gone
    for (const { socket } of this.people) {
      frames += socket?.frames ?? 0
      bytes += socket?.bytes ?? 0
    }
    return { frames, bytes }
  }

  /** Faults so far: lost connections, and states that nobody sent. */
  get notes(): string[] {
    const lost = this.people.filter(({ socket }) => socket?.isClosed !== false)
    const reason = lost.map(({ socket }) => socket?.failure ?? null).find((failure) => failure !== null)
    const torn = sum(this.seen.map((seen) => seen.torn))
    return [
      ...(lost.length > 0 ? [`${lost.length} connections lost${reason ? ` (${reason})` : ''}`] : []),
      ...(torn > 0 ? [`${torn} states with x and y of two moves`] : []),
    ]
  }

  /** Brings everybody in, and waits until the relay has told all of it. */
  async join(): Promise<void> {
    await this.enter()
    await this.settle()
  }

  /** Brings everybody in, some at a time. */
  async enter(): Promise<void> {
    for (let at = 0; at < this.people.length; at += BATCH)
      await Promise.all(this.people.slice(at, at + BATCH).map((person) => this.#enter(person)))
  }

  /** Waits until nothing has come for a moment. */
  async settle(): Promise<void> {
    const endMs = performance.now() + SETTLE_MS
    for (let before = -1; before !== this.received.bytes; ) {
      if (performance.now() > endMs)
        throw new Error(`The relay is not done with the joins after ${SETTLE_MS} ms`)
      before = this.received.bytes
      await sleep(QUIET_MS)
    }
  }

  move(person: Person): void {
    person.seq += 1
    person.sent(performance.now())
    person.socket?.send(this.#options.wire.move(person))
  }

  /** Everybody loses the connection and comes back at once. */
  async rejoin(): Promise<void> {
    for (const person of this.people) this.#leave(person)
    await Promise.all(this.people.map((person) => this.#enter(person)))
  }

  leave(): void {
    for (const person of this.people) this.#leave(person)
  }

  async #enter(person: Person): Promise<void> {
    const { port, wire, isPresent = () => true } = this.#options
    const room = person.room.name
    const at = typeof port === 'number' ? port : port(person)
    const socket = enterRoom({ port: at, wire, room }, this.#onPayload(person))
    person.socket = socket
    await socket.opened
    if (!isPresent(person)) return
    person.sent(performance.now())
    socket.send(wire.wrap(room, writePresence(person)))
  }

  #onPayload(person: Person): OnPayload | null {
    const { wire, echoes = false } = this.#options
    const presence = this.#readers.get(person)?.presence
    if (!echoes) return presence ? (...payload) => presence.read(...payload) : null
    return (bytes, start, end) => {
      presence?.read(bytes, start, end)
      const isPresence = bytes[wire.messageStart(bytes, start, end)] === MESSAGE.awareness
      if (isPresence) person.socket?.send(bytes.subarray(start, end))
    }
  }

  #leave(person: Person): void {
    const { socket } = person
    if (socket === null) return
    this.#gone.frames += socket.frames
    this.#gone.bytes += socket.bytes
    socket.destroy()
    person.socket = null
    this.#readers.get(person)?.presence.reopened()
  }
}
