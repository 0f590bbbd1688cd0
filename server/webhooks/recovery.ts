// What a relay has left in its outbox when it ended.
import type { RoomId } from '../../shared/index.ts'
import type { PersonInside, StoredInside } from './open-rooms.ts'
import { type Outbox, type OutboxThing, outboxThings, readValue } from './outbox-keys.ts'

/** An event of an outbox, or a dead letter. */
export interface LeftEvent {
  readonly what: 'event' | 'dead'
  readonly webhook: string
  readonly room: string
  readonly key: string
  readonly seq: number
  readonly bytes: number
}

interface LeftOutbox {
  /** In order. */
  readonly events: readonly LeftEvent[]
  /** Rooms that were open when the relay ended. */
  readonly insideByRoom: ReadonlyMap<RoomId, StoredInside>
}

export const readOutbox = async (outbox: Outbox): Promise<LeftOutbox> => {
  const events: LeftEvent[] = []
  const insideByRoom = new Map<RoomId, StoredInside>()
  for await (const { room, key, place, bytes } of outboxThings(outbox)) {
    if (place.what === 'event' || place.what === 'dead') events.push({ ...place, room, key, bytes })
    else {
      const id = room as RoomId
      const inside = insideByRoom.get(id) ?? NOBODY
      insideByRoom.set(id, await withMark(outbox, inside, { room, key, place, bytes }))
    }
  }
  // The list is in the order of rooms.
  events.sort((one, other) => one.seq - other.seq)
  return { events, insideByRoom }
}

const NOBODY: StoredInside = { isOpen: false, isChanged: false, people: new Map() }

const withMark = async (
  outbox: Outbox,
  inside: StoredInside,
  { room, key, place }: OutboxThing,
): Promise<StoredInside> => {
  if (place.what === 'open') return { ...inside, isOpen: true }
  if (place.what === 'changed') return { ...inside, isChanged: true }
  const person = await readValue<PersonInside>(outbox, room, key)
  return person === null ? inside : { ...inside, people: new Map([...inside.people, [key, person]]) }
}
