// Where webhooks keep things in the store, beside the logs of rooms: events that wait, dead letters, and who is in which room.
import type { KeptChanges, KeptInfo, KeptRange } from '../store/kept.ts'
import type { KeepingStore } from '../store/store.ts'
import type { DeadLetter } from './message.ts'

/** Their kind: such things stay with a room that is deleted. */
const WEBHOOKS_KIND = 'webhooks'

/** What one relay keeps for its webhooks in a store. */
export interface Outbox {
  keep(room: string, changes: KeptChanges): Promise<void>
  kept(range: KeptRange): Promise<readonly KeptInfo[]>
  keptBodies(room: string, keys: readonly string[]): Promise<readonly (Uint8Array | null)[]>
}

/** The outbox of a relay; null for one that has its store to itself. */
export const outboxIn = (store: KeepingStore, owner: string | null): Outbox => {
  const kind = owner === null ? WEBHOOKS_KIND : `${WEBHOOKS_KIND} ${owner}`
  return {
    keep: (room, changes) => store.keep(room, kind, changes),
    kept: (range) => store.kept(kind, range),
    keptBodies: (room, keys) => store.keptBodies(room, kind, keys),
  }
}

/** The room is open; it is not told yet that its document has changed. */
export const OPEN_KEY = 'open'
export const CHANGED_KEY = 'changed'

const SEQ_DIGITS = 16

export const eventKey = (webhook: string, seq: number): string => `event ${webhook} ${digitsOf(seq)}`
export const deadKey = (webhook: string, seq: number): string => `dead ${webhook} ${digitsOf(seq)}`
export const personKey = (connection: string): string => `person ${connection}`

const digitsOf = (seq: number): string => `${seq}`.padStart(SEQ_DIGITS, '0')

/** What a key stands for; null for one of a later Homeroom. */
type OutboxPlace =
  | { readonly what: 'event' | 'dead'; readonly webhook: string; readonly seq: number }
  | { readonly what: 'person' | 'open' | 'changed' }

const readKey = (key: string): OutboxPlace | null => {
  if (key === OPEN_KEY) return { what: 'open' }
  if (key === CHANGED_KEY) return { what: 'changed' }
  if (key.startsWith(personKey(''))) return { what: 'person' }
  const { what, webhook, seq } = /^(?<what>event|dead) (?<webhook>\S+) (?<seq>\d+)$/.exec(key)?.groups ?? {}
  if (webhook === undefined) return null
  return { what: what === 'dead' ? 'dead' : 'event', webhook, seq: Number(seq) }
}

/** Where one thing lies, and how large it is. */
export interface OutboxThing {
  readonly room: string
  readonly key: string
  readonly place: OutboxPlace
  readonly bytes: number
}

/** So many are listed in one step. */
const PAGE = 1_000

/** All that is in an outbox, a page at a time. */
export async function* outboxThings(outbox: Outbox): AsyncGenerator<OutboxThing> {
  let page = await outbox.kept({ limit: PAGE })
  for (;;) {
    for (const { room, key, bytes } of page) {
      const place = readKey(key)
      if (place !== null) yield { room, key, place, bytes }
    }
    const after = page.at(-1)
    if (after === undefined || page.length < PAGE) return
    page = await outbox.kept({ after: { room: after.room, key: after.key }, limit: PAGE })
  }
}

/** The bytes of a value as they are stored, and back; null for what is not there or is damaged. */
export const encodeValue = (value: object): Uint8Array => Buffer.from(JSON.stringify(value))

export const readValue = async <Value>(outbox: Outbox, room: string, key: string): Promise<Value | null> => {
  const [body] = await outbox.keptBodies(room, [key])
  if (body === undefined || body === null) return null
  try {
    return JSON.parse(Buffer.from(body).toString()) as Value
  } catch {
    return null
  }
}

/** What makes an event that waits of a dead letter. */
export const reviving = (webhook: string, seq: number, letter: DeadLetter): KeptChanges => {
  const { failure: _, ...message } = letter
  const changes = [
    [deadKey(webhook, seq), null],
    [eventKey(webhook, seq), encodeValue(message)],
  ] as const
  return new Map(changes)
}
