import type { LeftReason, RoomId, Signal } from '../../shared/index.ts'
import type { Clock } from '../base/clock.ts'
import type { RoomListener } from '../fanout/room-listener.ts'
import type { Participant } from '../presence/participant.ts'
import { personOf } from './people.ts'
import type { RoomEvent } from './room-event.ts'

interface Listeners {
  readonly isHeard: boolean
  tell(event: RoomEvent): void
}

/** Makes events of what happens in one room. Somebody on another node is an event of that node. */
export class EventMaker implements RoomListener {
  readonly #room: RoomId
  readonly #events: Listeners
  readonly #clock: Clock
  /** Those that were told as joined: of anybody else nobody is told that they left. */
  readonly #joinedAtMs = new Map<Participant, number>()

  constructor(room: RoomId, events: Listeners, clock: Clock) {
    this.#room = room
    this.#events = events
    this.#clock = clock
  }

  entered(who: Participant): void {
    if (!this.#isTold(who)) return
    const about = this.#now()
    this.#joinedAtMs.set(who, about.atMs)
    this.#events.tell({ ...about, type: 'person.joined', person: personOf(who) })
  }

  left(who: Participant, reason: LeftReason): void {
    const joinedAtMs = this.#joinedAtMs.get(who)
    if (joinedAtMs === undefined) return
    this.#joinedAtMs.delete(who)
    this.#events.tell({ ...this.#now(), type: 'person.left', person: personOf(who), reason, joinedAtMs })
  }

  updated(update: Uint8Array, by: Participant | null): void {
    if (!this.#isTold(by)) return
    const person = by && personOf(by)
    this.#events.tell({ ...this.#now(), type: 'document.changed', update, by: person })
  }

  signalled({ kind, data }: Signal, by: Participant): void {
    if (!this.#isTold(by)) return
    this.#events.tell({ ...this.#now(), type: 'signal.sent', kind, data, by: personOf(by) })
  }

  missed(): void {
    // Each that listens is behind a fence of its own: nothing is missed here.
  }

  #isTold(by: Participant | null): boolean {
    return this.#events.isHeard && by?.source !== 'node'
  }

  #now() {
    return { room: this.#room, atMs: this.#clock.wallMs() }
  }
}
