// What a relay has left that is gone, and whose store others share: they deliver it, and end what it cannot end any more.
import { createHash } from 'node:crypto'
import type { RoomId } from '../../shared/index.ts'
import type { Endpoint } from './endpoint.ts'
import type { WebhookEvent } from './message.ts'
import { endOf, type Told } from './open-rooms.ts'
import { deadKey, eventKey, type Outbox } from './outbox-keys.ts'
import type { OutboxWriter } from './outbox-writer.ts'
import { type LeftEvent, readOutbox } from './recovery.ts'

/** So many events are moved in one step. */
const STEP = 100

/** The outbox that takes it over. */
export interface Adopter {
  readonly endpoints: ReadonlyMap<string, Endpoint>
  readonly writer: OutboxWriter
  nextSeq(): number
  tell(room: RoomId, told: Told, idOf: (event: WebhookEvent) => string): void
}

/**
 * Moves all that is in `left`; false where the store did not take all of it: what was moved is there, and the rest is moved the next time.
 * Where two relays do it at once an event goes out twice, with the same id.
 */
export const adopt = async (
  left: Outbox,
  owner: string | null,
  adopter: Adopter,
  nowMs: number,
): Promise<boolean> => {
  const { events, insideByRoom } = await readOutbox(left)
  for (let at = 0; at < events.length; at += STEP) {
    const some = events.slice(at, at + STEP)
    for (const event of some) await moveInto(adopter, left, event)
    if (!(await adopter.writer.flush())) return false
    for (const [room, ofRoom] of Map.groupBy(some, (event) => event.room))
      await left.keep(room, new Map(ofRoom.map(({ key }) => [key, null])))
  }
  for (const [room, inside] of insideByRoom) {
    const { events: ends, marks } = endOf(room, inside, nowMs)
    adopter.tell(room, { events: ends, marks: new Map() }, (event) => endId(owner, event))
    if (!(await adopter.writer.flush())) return false
    await left.keep(room, marks)
  }
  return true
}

const moveInto = async (adopter: Adopter, left: Outbox, event: LeftEvent): Promise<void> => {
  const { room, what, webhook, key } = event
  const [body] = await left.keptBodies(room, [key])
  // It is damaged, or somebody else has moved it.
  if (body === null || body === undefined) return
  const seq = adopter.nextSeq()
  const ownKey = what === 'dead' ? deadKey(webhook, seq) : eventKey(webhook, seq)
  adopter.writer.write(room, new Map([[ownKey, body]]), () => {
    const endpoint = adopter.endpoints.get(webhook)
    const queued = { room, seq, bytes: body.length }
    if (what === 'dead') endpoint?.addDead(queued)
    else endpoint?.add(queued)
  })
}

/** The same one whoever tells it. */
const endId = (owner: string | null, event: WebhookEvent): string => {
  const connection = 'person' in event ? event.person.connection : null
  const about = JSON.stringify([owner, event.room, event.type, connection])
  return `msg_${createHash('sha256').update(about).digest('hex').slice(0, 32)}`
}
