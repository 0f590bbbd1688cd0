import type { LoadSocket } from './socket.ts'

/** How many states back the time of sending is known; a power of 2, more than anybody sends in a run. */
const KNOWN_STATES = 4096

export interface Room {
  readonly name: string
  readonly people: Person[]
  /** From a clientID to a place in `people`. */
  readonly indexByClient: Map<number, number>
}

/** Somebody in a room: what they send, and when they sent it. */
export class Person {
  readonly room: Room
  readonly index: number
  readonly clientId: number
  /** The fields of the state that do not change, as JSON. */
  readonly jsonRest: string
  socket: LoadSocket | null = null
  /** The number of the newest state; 0 is the one of the announcement. */
  seq = 0
  readonly #sentAtMs = new Float64Array(KNOWN_STATES)

  constructor(room: Room, index: number, clientId: number) {
    this.room = room
    this.index = index
    this.clientId = clientId
    this.jsonRest = `"emoji":"👍","hand":false,"name":"Pupil ${index + 1}"`
  }

  /** The clock of an awareness entry: it rises with each state. */
  get clock(): number {
    return this.seq + 1
  }

  sentAtMs(seq: number): number {
    return this.#sentAtMs[seq % KNOWN_STATES] as number
  }

  sent(nowMs: number): void {
    this.#sentAtMs[this.seq % KNOWN_STATES] = nowMs
  }
}

/** ClientIDs as Yjs draws them, 32 bits, but the same in each run. */
const createClientIds = () => {
  let state = 0x2545f491
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state
  }
}

export const createRooms = (count: number, size: number): Room[] => {
  const nextClientId = createClientIds()
  return Array.from({ length: count }, (_, n) => {
    const room: Room = { name: `lesson-${n}`, people: [], indexByClient: new Map() }
    for (let index = 0; index < size; index++) {
      const person = new Person(room, index, nextClientId())
      room.people.push(person)
      room.indexByClient.set(person.clientId, index)
    }
    return room
  })
}
