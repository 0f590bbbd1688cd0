import { randomUUID } from 'node:crypto'
import type { RoomId } from '../shared/index.ts'
import type { Context } from './base/context.ts'
import { inTurns } from './base/in-turns.ts'
import type { Turns } from './base/turns.ts'
import { etagOf } from './document/etag.ts'
import type { RoomEvents } from './events/room-events.ts'
import type { RelaySettings } from './options/relay-options.ts'
import type { Hub } from './rooms/hub.ts'
import { wholeSnapshot } from './rooms/whole-snapshot.ts'
import type { KeepingStore } from './store/store.ts'
import { readWebhook } from './webhooks/webhook.ts'
import { Webhooks } from './webhooks/webhooks.ts'

interface WebhooksContext extends Context {
  readonly hub: Hub
  readonly events: RoomEvents
  readonly turns: Turns
}

/** The webhooks of a relay, which hear its events; null where it has none, whose store need not have a place for them. */
export const webhooksOf = (
  { webhooks, store }: RelaySettings,
  { hub, events, turns, ...context }: WebhooksContext,
): Webhooks | null => {
  if (webhooks.length === 0) return null
  const versionOf = async (id: RoomId): Promise<string | null> => {
    const room = hub.peek(id)
    if (room === null) return null
    return inTurns(turns, etagOf(await wholeSnapshot(room, turns)), { room: id })
  }
  // `parseRelayOptions` has made sure of it.
  const keeping = store as KeepingStore
  // Random: what is left of an earlier run of this machine is that of a relay which is gone.
  const owner = store.isShared === true ? randomUUID() : null
  const made = new Webhooks(webhooks.map(readWebhook), { ...context, store: keeping, owner, versionOf })
  events.listen((event) => made.take(event))
  return made
}
