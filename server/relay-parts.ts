import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { createHybridClock, type HybridClock } from './base/clock.ts'
import type { Context } from './base/context.ts'
import { Turns } from './base/turns.ts'
import { Node } from './bus/node.ts'
import { Chat } from './chat/chat.ts'
import { ConnectionRegistry } from './connections/connection-registry.ts'
import { AttendanceLog } from './events/attendance-log.ts'
import { RelayHooks } from './events/relay-hooks.ts'
import { RoomEvents } from './events/room-events.ts'
import { ShownNames } from './events/shown-names.ts'
import { Scheduler } from './fanout/scheduler.ts'
import { Fleet } from './fleet/fleet.ts'
import { RoomHandles } from './handle/room-handles.ts'
import { RoomLinks } from './nodes/room-links.ts'
import { storedSideOf } from './nodes/room-store.ts'
import type { RelaySettings } from './options/relay-options.ts'
import { type ChatDesk, noChat } from './rooms/chat-desk.ts'
import type { HostCode } from './rooms/host-code.ts'
import { Hub } from './rooms/hub.ts'
import { OrderRate } from './rooms/order-rate.ts'
import type { RoomWatcher } from './rooms/room-watcher.ts'
import { isKeeping, type Store } from './store/store.ts'
import { createVersions } from './versions/schedule.ts'
import type { Versions } from './versions/versions.ts'
import type { Webhooks } from './webhooks/webhooks.ts'
import { webhooksOf } from './webhooks-of.ts'

/** One sweep for everything that waits for time to pass. */
export const SWEEP_MS = 250

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
  /** Null where the relay keeps none. */
  readonly chat: Chat | null
  /** Null where the store keeps none. */
  readonly versions: Versions | null
  /** Null where the relay has none. */
  readonly webhooks: Webhooks | null
  /** This relay on the bus; null where it has its rooms to itself. */
  readonly node: Node | null
  /** All relays that share its rooms. */
  readonly fleet: Fleet
  /** Does what waits for time to pass; a relay that closes begins no version. */
  sweep(isDraining: boolean): void
}

export const createParts = (settings: RelaySettings, context: Context): RelayParts => {
  const { store, verifies, roles } = settings
  const turns = createTurns(context)
  const orderRate = new OrderRate(context.clock, context.limits)
  const events = new RoomEvents(context)
  const node = settings.bus === null ? null : new Node({ ...context, transport: settings.bus })
  const told = {
    ...context,
    turns,
    scheduler: createScheduler(context),
    hybridClock: createHybridClock(context.clock),
  }
  const links =
    node === null ? null : new RoomLinks({ ...told, bus: node, storedSideOf, heals: settings.heal })
  const hooks = new RelayHooks(settings.hooks, { ...context, turns })
  const chat = createChat(settings, context)
  const names = settings.attendance === null ? null : new ShownNames()
  // The names after the events: somebody who leaves still has one when that is told.
  const watchers = [hooks, events, names, chat, links].filter((watcher) => watcher !== null)
  const hub = createHub(settings, {
    ...{ ...told, orderRate, hostCode: hooks, chat: chat ?? noChat },
    ...{ watchers, node },
  })
  const connections = new ConnectionRegistry({ hub, durability: store.durability, verifies }, context)
  const attendanceLog = createAttendanceLog(settings, { ...context, turns, events, names })
  const webhooks = webhooksOf(settings, { ...context, hub, events, turns })
  const made = createVersions({
    ...{ ...context, turns, store, hub, rule: settings.versions },
    rankOf: (room) => links?.rankOf(room) ?? 0,
    onCreated: (room, { id, name, cause, by, atMs }) =>
      events.tell({ type: 'version.created', room, atMs, version: { id, name, cause, by } }),
  })
  const versions = made?.versions ?? null
  const handles = new RoomHandles({ ...context, hub, turns, roles, versions, chat, others: links })
  const fleet = new Fleet({
    ...{ clock: context.clock, hub, connections, sweepMs: SWEEP_MS, name: hostname() },
    id: node?.id ?? randomUUID(),
    bus: node?.questions ?? null,
  })
  const sweeping = [fleet, connections, hub, handles, hooks, chat, attendanceLog, webhooks, node, links]
  return {
    ...{ store, turns, orderRate, hub, connections, handles, hooks, chat },
    ...{ attendanceLog, versions, webhooks, node, fleet },
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
  { events, names, ...context }: Context & { turns: Turns; events: RoomEvents; names: ShownNames | null },
): AttendanceLog | null =>
  days !== null && names !== null && isKeeping(store)
    ? new AttendanceLog(events, {
        ...context,
        ...{ store, names },
        days,
        owner: store.isShared === true ? randomUUID() : null,
      })
    : null

const createChat = ({ store, chat: days }: RelaySettings, context: Context): Chat | null =>
  days !== null && isKeeping(store) ? new Chat({ ...context, store, days }) : null

const createScheduler = (context: Context): Scheduler => {
  const scheduler = new Scheduler(context)
  context.metrics.measure('tick_seconds', 'The present length of a tick.', () => scheduler.tickMs / 1000)
  return scheduler
}

interface HubContext extends Context {
  readonly turns: Turns
  readonly scheduler: Scheduler
  readonly hybridClock: HybridClock
  readonly orderRate: OrderRate
  readonly hostCode: HostCode
  readonly chat: ChatDesk
  readonly watchers: readonly RoomWatcher[]
  readonly node: Node | null
}

const createHub = (settings: RelaySettings, context: HubContext): Hub => {
  const { store, space, idleMs, rooms, verifies, gc, roles, crowd } = settings
  return new Hub({
    ...context,
    ...{ store, space, idleMs, verifies, gc, roles, crowd },
    mustExist: rooms === 'known',
    isShared: store.isShared === true || context.node !== null,
    // As long as the bus is there, the other nodes tell what they write.
    looks: () => store.isShared === true && context.node?.isUp !== true,
  })
}
