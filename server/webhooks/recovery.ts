// What the last run of a relay has left in the outbox.
import type { RoomId } from '../../shared/index.ts'
import type { Endpoint } from './endpoint.ts'
import { endOf, type PersonInside, type StoredInside, type Told } from './open-rooms.ts'
import { type OutboxStore, type OutboxThing, outboxThings, readValue } from './outbox-keys.ts'

interface Recovered {
  /** The highest number of an event. */
  readonly lastSeq: number
  /** Rooms that were open when the relay ended, with what is to be told of each. */
  readonly ended: readonly (readonly [room: RoomId, told: Told])[]
  /** How many events wait for webhooks that are none of `endpoints`. They stay. */
  readonly unknown: number
}

/** Gives each endpoint what waits for it, in order. */
export const recover = async (
  store: OutboxStore,
  endpoints: ReadonlyMap<string, Endpoint>,
  nowMs: number,
): Promise<Recovered> => {
  const events: { what: 'event' | 'dead'; endpoint: Endpoint; room: string; seq: number; bytes: number }[] =
    []
  const insideByRoom = new Map<RoomId, StoredInside>()
  let lastSeq = 0
  let unknown = 0
  for await (const { room, key, place, bytes } of outboxThings(store)) {
    if (place.what === 'event' || place.what === 'dead') {
      lastSeq = Math.max(lastSeq, place.seq)
      const endpoint = endpoints.get(place.webhook)
      if (endpoint === undefined) unknown += 1
      else events.push({ what: place.what, endpoint, room, seq: place.seq, bytes })
    } else {
      const id = room as RoomId
      insideByRoom.set(id, await withMark(store, insideByRoom.get(id) ?? NOBODY, { room, key, place, bytes }))
    }
  }
  // The list is in the order of rooms.
  events.sort((one, other) => one.seq - other.seq)
  for (const { what, endpoint, ...event } of events)
    if (what === 'event') endpoint.add(event)
    else endpoint.addDead(event)
  const ended = [...insideByRoom].map(([room, inside]) => [room, endOf(room, inside, nowMs)] as const)
  return { lastSeq, ended, unknown }
}

const NOBODY: StoredInside = { isOpen: false, isChanged: false, people: new Map() }

const withMark = async (
  store: OutboxStore,
  inside: StoredInside,
  { room, key, place }: OutboxThing,
): Promise<StoredInside> => {
  if (place.what === 'open') return { ...inside, isOpen: true }
  if (place.what === 'changed') return { ...inside, isChanged: true }
  const person = await readValue<PersonInside>(store, room, key)
  return person === null ? inside : { ...inside, people: new Map([...inside.people, [key, person]]) }
}
