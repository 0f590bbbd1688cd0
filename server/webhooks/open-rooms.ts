import type { RoomId } from '../../shared/index.ts'
import type { Clock } from '../base/clock.ts'
import type { EventPerson, RoomEvent } from '../events/room-event.ts'
import type { KeptChanges } from '../store/kept.ts'
import type { WebhookEvent } from './message.ts'
import { CHANGED_KEY, encodeValue, OPEN_KEY, personKey } from './outbox-keys.ts'

/** The change of a document is told so long after the first of them that was not told: the version is that of the last one. */
const CHANGED_MS = 10_000

/** Somebody who is in a room, as it is stored. */
export interface PersonInside {
  readonly person: EventPerson
  readonly joinedAtMs: number
}

/** What is stored of a room, by which it is closed where the relay ends without a word. */
export interface StoredInside {
  readonly isOpen: boolean
  readonly isChanged: boolean
  /** By their keys. */
  readonly people: ReadonlyMap<string, PersonInside>
}

/** What to tell, and what to write in the same step. */
export interface Told {
  readonly events: readonly WebhookEvent[]
  readonly marks: KeptChanges
}

interface Inside {
  /** By their keys. */
  readonly people: Map<string, PersonInside>
  /** When the change of its document is to be told, on the monotonic clock; null where all is told. */
  tellAtMs: number | null
  /** Its version is being found out; then, whether it has changed meanwhile. */
  telling: 'unchanged' | 'changed' | null
}

const NOTHING: Told = { events: [], marks: new Map() }
const MARK = encodeValue({})

/** Who is in which room, and whose document has changed: told once, and also where the relay ends without a word. */
export class OpenRooms {
  readonly #clock: Pick<Clock, 'monotonicMs'>
  readonly #rooms = new Map<RoomId, Inside>()

  constructor(clock: Pick<Clock, 'monotonicMs'>) {
    this.#clock = clock
  }

  take(event: RoomEvent): Told {
    switch (event.type) {
      case 'room.closed':
        return this.#close(event)
      case 'document.changed':
        return this.#change(event.room)
      case 'document.replaced':
        return this.#replace(event)
      case 'room.opened':
        this.#inside(event.room)
        return { events: [event], marks: new Map([[OPEN_KEY, MARK]]) }
      case 'person.joined': {
        const { person, atMs: joinedAtMs } = event
        const inside = { person, joinedAtMs }
        this.#inside(event.room).people.set(keyOf(person), inside)
        return { events: [event], marks: new Map([[keyOf(person), encodeValue(inside)]]) }
      }
      case 'person.left': {
        const key = keyOf(event.person)
        this.#rooms.get(event.room)?.people.delete(key)
        return { events: [event], marks: new Map([[key, null]]) }
      }
      default:
        return { events: [event], marks: new Map() }
    }
  }

  /** Rooms whose change is due to be told: `changed` is called for each of them, with the version. */
  *due(): Iterable<RoomId> {
    const nowMs = this.#clock.monotonicMs()
    for (const [room, inside] of this.#rooms) {
      if (inside.tellAtMs === null || inside.tellAtMs > nowMs || inside.telling !== null) continue
      inside.telling = 'unchanged'
      yield room
    }
  }

  /** What to tell of a change that was due. The mark stays where the document has changed again. */
  changed(room: RoomId, version: string | null, atMs: number): Told {
    const inside = this.#rooms.get(room)
    // It was told when the room was closed.
    if (inside === undefined || inside.telling === null) return NOTHING
    const isChangedAgain = inside.telling === 'changed'
    inside.telling = null
    inside.tellAtMs = isChangedAgain ? this.#clock.monotonicMs() + CHANGED_MS : null
    const marks = isChangedAgain ? NOTHING.marks : new Map([[CHANGED_KEY, null]])
    return { events: [{ type: 'document.changed', room, atMs, version }], marks }
  }

  /** All that is open, told once more: somebody has told that it has ended. */
  *anew(atMs: number): Iterable<readonly [room: RoomId, told: Told]> {
    for (const [room, { people, tellAtMs }] of this.#rooms) {
      const about = { room, atMs }
      const joined = [...people.values()].map(
        ({ person }) => ({ ...about, type: 'person.joined', person }) as const,
      )
      const marks = [...people].map(([key, inside]) => [key, encodeValue(inside)] as const)
      const changed = tellAtMs === null ? [] : [[CHANGED_KEY, MARK] as const]
      yield [
        room,
        {
          events: [{ ...about, type: 'room.opened' }, ...joined],
          marks: new Map([[OPEN_KEY, MARK], ...changed, ...marks]),
        },
      ]
    }
  }

  #inside(room: RoomId): Inside {
    const inside = this.#rooms.get(room) ?? { people: new Map(), tellAtMs: null, telling: null }
    this.#rooms.set(room, inside)
    return inside
  }

  #change(room: RoomId): Told {
    const inside = this.#inside(room)
    if (inside.telling !== null) inside.telling = 'changed'
    if (inside.tellAtMs !== null) return NOTHING
    inside.tellAtMs = this.#clock.monotonicMs() + CHANGED_MS
    return { events: [], marks: new Map([[CHANGED_KEY, MARK]]) }
  }

  /** A room that is in memory is closed next, and tells it then. */
  #replace({ room, atMs }: Extract<RoomEvent, { type: 'document.replaced' }>): Told {
    if (this.#rooms.has(room)) return this.#change(room)
    return { events: changes(room, atMs, true), marks: new Map() }
  }

  /** What was not told of its document is told before. */
  #close(event: Extract<RoomEvent, { type: 'room.closed' }>): Told {
    const { room, atMs } = event
    const isChanged = (this.#rooms.get(room)?.tellAtMs ?? null) !== null
    this.#rooms.delete(room)
    return {
      events: [...changes(room, atMs, isChanged), { ...event, reason: 'closed' }],
      marks: new Map([
        [OPEN_KEY, null],
        [CHANGED_KEY, null],
      ]),
    }
  }
}

/** What is told of a room whose relay has ended without a word, and what is taken away of it. */
export const endOf = (room: RoomId, { isOpen, isChanged, people }: StoredInside, atMs: number): Told => {
  const about = { room, atMs, reason: 'relay-ended' } as const
  return {
    events: [
      ...changes(room, atMs, isChanged),
      ...[...people.values()].map((inside) => ({ ...about, type: 'person.left', ...inside }) as const),
      ...(isOpen ? [{ ...about, type: 'room.closed' } as const] : []),
    ],
    marks: new Map([OPEN_KEY, CHANGED_KEY, ...people.keys()].map((key) => [key, null])),
  }
}

/** Nobody has the document in memory any more, and so its version is not known. */
const changes = (room: RoomId, atMs: number, isChanged: boolean): readonly WebhookEvent[] =>
  isChanged ? [{ type: 'document.changed', room, atMs, version: null }] : []

const keyOf = ({ connection }: EventPerson): string => personKey(connection ?? '')
