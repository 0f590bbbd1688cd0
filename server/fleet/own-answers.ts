import { sizeOf } from '../../shared/index.ts'
import type { Clock } from '../base/clock.ts'
import { LoopDelay } from '../base/loop-delay.ts'
import { readVersion } from '../base/version.ts'
import type { Attendance, ConnectionRegistry } from '../connections/connection-registry.ts'
import type { Hub } from '../rooms/hub.ts'
import type { Room } from '../rooms/room.ts'
import { byCodePoints } from '../store/code-points.ts'
import type { Figures, RoomHere } from './questions.ts'

/** What an answer takes of the bus: with names and figures it is under 256 KiB. */
const ROOMS_BYTES = 240 * 1024
const CONNECTIONS_BYTES = 180 * 1024
const LEFT_BYTES = 60 * 1024

/** A page of rooms, by their names. */
export interface RoomRange {
  /** Those that come after it. */
  readonly after: string
  readonly limit: number
}

export interface OwnAnswersDeps {
  readonly clock: Clock
  readonly hub: Pick<Hub, 'rooms' | 'peek' | 'size'>
  readonly connections: Pick<ConnectionRegistry, 'attendance' | 'laggingByRoom' | 'refusedIn' | 'size'>
  /** How often `sweep` is due, in ms. */
  readonly sweepMs: number
}

/** Connections that this relay has. Server code that people see is in a room as they are, and has none. */
export const connectionsHere = ({ participants }: Pick<Room, 'participants'>): number => {
  let count = 0
  for (const { source } of participants) if (source === 'client') count += 1
  return count
}

/** What this relay knows of itself. */
export class OwnAnswers {
  /** By which people know it: the machine, and the port where it has one of its own. */
  name: string
  readonly #deps: OwnAnswersDeps
  readonly #version = readVersion()
  readonly #loopDelay: LoopDelay
  readonly #begunMs: number

  constructor(name: string, deps: OwnAnswersDeps) {
    this.name = name
    this.#deps = deps
    this.#loopDelay = new LoopDelay(deps.clock, deps.sweepMs)
    this.#begunMs = deps.clock.monotonicMs()
  }

  get figures(): Figures {
    const { clock, hub, connections } = this.#deps
    return {
      ...{ version: this.#version, rooms: hub.size, connections: connections.size },
      uptimeMs: Math.round(clock.monotonicMs() - this.#begunMs),
      loopDelayMs: Math.round(this.#loopDelay.longestMs),
    }
  }

  /** Rooms in memory, a page of them. */
  rooms({ after, limit }: RoomRange): RoomHere[] {
    const { hub, connections } = this.#deps
    const lagging = connections.laggingByRoom()
    return [...hub.rooms()]
      .filter(({ id }) => byCodePoints(id, after) > 0)
      .sort((one, other) => byCodePoints(one.id, other.id))
      .slice(0, limit)
      .map((room) => ({
        ...roomHere(room),
        lagging: lagging.get(room.id) ?? 0,
        refused: connections.refusedIn(room.id),
      }))
  }

  connections(room: string): Attendance {
    return this.#deps.connections.attendance(room)
  }

  /** The same for another relay, as far as it fits. */
  roomsAnswer(range: RoomRange): object {
    const all = this.rooms(range)
    const rooms = fitting(all, ROOMS_BYTES)
    return { name: this.name, figures: this.figures, rooms, isCut: rooms.length < all.length }
  }

  connectionsAnswer(room: string): object {
    const { connections, left, refused } = this.connections(room)
    return {
      ...{ name: this.name, figures: this.figures, count: connections.length, refused },
      connections: fitting(connections, CONNECTIONS_BYTES),
      left: fitting(left, LEFT_BYTES),
    }
  }

  sweep(): void {
    this.#loopDelay.pass()
  }
}

const roomHere = (room: Room): Omit<RoomHere, 'lagging' | 'refused'> => {
  const own = connectionsHere(room)
  return { room: room.id, epoch: room.epoch, own, all: own + room.remote.connections, people: peopleIn(room) }
}

/** The people who are seen there, on all relays: tabs with one verified id are one. */
const peopleIn = ({ presence }: Room): number =>
  new Set([...presence.values()].map(({ clientId, owner }) => owner.identity.id ?? clientId)).size

/** The first ones, as many as take so many bytes as JSON. */
const fitting = <Item>(items: readonly Item[], mostBytes: number): readonly Item[] => {
  let left = mostBytes
  const end = items.findIndex((item) => {
    left -= sizeOf(JSON.stringify(item)) + 1
    return left < 0
  })
  return end < 0 ? items : items.slice(0, end)
}
