import { fault, may, ok, type Result } from '../../shared/index.ts'
import type { Clock } from '../base/clock.ts'
import type { Context } from '../base/context.ts'
import type { Broadcast } from '../fanout/broadcast.ts'
import type { Participant } from '../presence/participant.ts'
import type { PresenceTable } from '../presence/presence-table.ts'
import type { Policy } from './policy.ts'

export type RoomDoorDeps = Pick<Context, 'clock' | 'limits'>

/** The room behind the door. */
interface RoomInside {
  readonly participants: ReadonlySet<Participant>
  readonly presence: PresenceTable
  readonly broadcast: Pick<Broadcast, 'answerSignal'>
}

/** What hosts are told by, each time that somebody begins to wait or waits no more. The relay alone sends it. */
export const WAITING = 'waiting'

/** Where more wait, hosts are told by the next sweep: each of thousands who come would be a look at all the others. */
const FEW = 100

/** So often those who are heard no more are looked for, in ms. */
const LOOK_MS = 1_000

/** No person of the room. */
const RELAY = { clientId: null, id: null, name: null, role: 'host' }

/** The waiting room of a room in memory: people knock, hosts answer, and each host here is told of it. */
export class RoomDoor {
  readonly #room: RoomInside
  readonly #policy: Policy
  readonly #clock: Clock
  readonly #most: number
  /** What hosts were told last. */
  #told: string
  /** Something may be news, and nobody has looked. */
  #isStale = false
  #lookedAtMs = 0

  constructor(room: RoomInside, policy: Policy, { clock, limits }: RoomDoorDeps) {
    this.#room = room
    this.#policy = policy
    this.#clock = clock
    this.#most = limits.waiting
    this.#told = this.#state
  }

  /** Notes that a person waits. */
  knock(id: string, name: string | null): Result<void, 'room-full'> {
    const { door } = this.#policy
    // The count is of up to a second ago: somebody whose time has just passed may come back into their own place.
    if (!door.isWaiting(id) && door.count >= this.#most && door.waiting().length >= this.#most)
      return fault('room-full', 'As many people as may wait in front of this room do already.')
    door.note(id, name)
    this.#changed()
    return ok(undefined)
  }

  /** A person waits no more. */
  leave(id: string): void {
    this.#policy.door.leave(id)
    this.#changed()
  }

  /** Lets people in who wait, or who were removed. */
  letIn(ids: Iterable<string>): void {
    for (const id of ids) this.#policy.letIn(id)
    this.told()
  }

  /** The lesson is over: those who wait hear of it, and are not let in by a lock that opens. */
  end(): void {
    this.#policy.door.end()
    this.told()
  }

  /** Whether everyone who comes by a link waits from now on; those who are inside have been let in. */
  hold(isHeld: boolean): void {
    this.#policy.door.hold(isHeld, idsInside(this.#room))
    this.told()
  }

  /** Those who are heard no more wait no more. */
  sweep(): void {
    const { door } = this.#policy
    if (door.isEmpty) return
    const nowMs = this.#clock.wallMs()
    if (!this.#isStale && Math.abs(nowMs - this.#lookedAtMs) < LOOK_MS) return
    this.#lookedAtMs = nowMs
    this.told()
  }

  /** Tells the hosts here how many wait, where that is news. */
  told(): void {
    this.#isStale = false
    const state = this.#state
    if (state === this.#told) return
    this.#told = state
    const data = { waiting: this.#policy.door.waiting().length }
    const signal = { kind: WAITING, data, from: RELAY, atMs: this.#clock.wallMs() }
    for (const participant of this.#room.participants)
      if (may(participant.identity, 'moderate')) this.#room.broadcast.answerSignal(participant, signal)
  }

  #changed(): void {
    if (this.#policy.door.count <= FEW) this.told()
    else this.#isStale = true
  }

  get #state(): string {
    const { door, removals } = this.#policy
    const waiting = door.waiting().map(({ id, name }) => [id, name])
    return JSON.stringify([door.isHeld, waiting, removals.atMsById.size])
  }
}

/** Verified people in a room. Those on other nodes are, too: their node may be dead or stand still before it can say so itself. */
export const idsInside = ({
  participants,
  presence,
}: Pick<RoomInside, 'participants' | 'presence'>): string[] => {
  const owners = [...presence.values()].map(({ owner }) => owner)
  return [...participants, ...owners].flatMap(({ identity }) => identity.id ?? [])
}
