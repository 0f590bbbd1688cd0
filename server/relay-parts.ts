import { createHybridClock } from './base/clock.ts'
import type { Context } from './base/context.ts'
import { Turns } from './base/turns.ts'
import { ConnectionRegistry } from './connections/connection-registry.ts'
import { AttendanceLog } from './events/attendance-log.ts'
import { RelayHooks } from './events/relay-hooks.ts'
import { RoomEvents } from './events/room-events.ts'
import { Scheduler } from './fanout/scheduler.ts'
import { RoomHandles } from './handle/room-handles.ts'
import type { RelaySettings } from './options/relay-options.ts'
import type { HostCode } from './rooms/host-code.ts'
import { Hub } from './rooms/hub.ts'
import { OrderRate } from './rooms/order-rate.ts'
import type { RoomWatcher } from './rooms/room-watcher.ts'
import { isKeeping, type Store } from './store/store.ts'
import { createVersions } from './versions/schedule.ts'
import type { Versions } from './versions/versions.ts'
import type { Webhooks } from './webhooks/webhooks.ts'
import { webhooksOf } from './webhooks-of.ts'

/** What a relay consists of behind its doors: the rooms, who is in them, and what hears of them. */
export interface RelayParts {
  readonly store: Store
  readonly turns: Turns
  readonly orderRate: OrderRate
  readonly hub: Hub
  readonly connections: ConnectionRegistry
  readonly handles: RoomHandles
  readonly hooks: RelayHooks
  /** Null where the relay keeps none. */
  readonly attendanceLog: AttendanceLog | null
  /** Null where the store keeps none. */
  readonly versions: Versions | null
  /** Null where the relay has none. */
  readonly webhooks: Webhooks | null
  /** Does what waits for time to pass; a relay that closes begins no version. */
  sweep(isDraining: boolean): void
}

export const createParts = (settings: RelaySettings, context: Context): RelayParts => {
  const { store, verifies, roles } = settings
  const turns = createTurns(context)
  const orderRate = new OrderRate(context.clock, context.limits)
  const events = new RoomEvents(context)
  const hooks = new RelayHooks(settings.hooks, { ...context, turns })
  const hub = createHub(settings, {
    ...{ ...context, turns, orderRate },
    ...{ hostCode: hooks, watchers: [hooks, events] },
  })
  const connections = new ConnectionRegistry({ hub, durability: store.durability, verifies }, context)
  const attendanceLog = createAttendanceLog(settings, events, context)
  const webhooks = webhooksOf(settings, { ...context, hub, events, turns })
  const made = createVersions({
    ...{ ...context, turns, store, hub, rule: settings.versions },
    onCreated: (room, { id, name, cause, by, atMs }) =>
      events.tell({ type: 'version.created', room, atMs, version: { id, name, cause, by } }),
  })
  const versions = made?.versions ?? null
  const handles = new RoomHandles({ ...context, hub, turns, roles, versions })
  const sweeping = [connections, hub, handles, hooks, attendanceLog, webhooks]
  return {
    ...{ store, turns, orderRate, hub, connections, handles, hooks, attendanceLog, versions, webhooks },
    sweep(isDraining) {
      for (const part of sweeping) context.fence.run('sweep', {}, () => part?.sweep())
      if (!isDraining) context.fence.run('sweep', {}, () => made?.schedule?.sweep())
    },
  }
}

const createTurns = (context: Context): Turns => {
  const turns = new Turns(context)
  context.metrics.measure('work_waiting', 'Heavy works that wait for a turn.', () => turns.waiting)
  return turns
}

const createAttendanceLog = (
  { store, attendance: days }: RelaySettings,
  events: RoomEvents,
  context: Context,
): AttendanceLog | null =>
  days !== null && isKeeping(store) ? new AttendanceLog(events, { ...context, store, days }) : null

interface HubContext extends Context {
  readonly turns: Turns
  readonly orderRate: OrderRate
  readonly hostCode: HostCode
  readonly watchers: readonly RoomWatcher[]
}

const createHub = (settings: RelaySettings, context: HubContext): Hub => {
  const { store, space, idleMs, rooms, verifies, gc, roles } = settings
  const scheduler = new Scheduler(context)
  context.metrics.measure('tick_seconds', 'The present length of a tick.', () => scheduler.tickMs / 1000)
  return new Hub({
    ...context,
    ...{ store, scheduler, space, idleMs, verifies, gc, roles },
    hybridClock: createHybridClock(context.clock),
    mustExist: rooms === 'known',
    looks: () => store.isShared === true,
  })
}
