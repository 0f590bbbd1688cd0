import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import * as Y from 'yjs'
import { createHybridClock } from '../../server/base/clock.ts'
import { createContext } from '../../server/base/context.ts'
import { DEFAULT_LIMITS } from '../../server/base/limits.ts'
import { finish, Turns } from '../../server/base/turns.ts'
import type { Hooks } from '../../server/events/hooks.ts'
import { RelayHooks } from '../../server/events/relay-hooks.ts'
import { RoomEvents } from '../../server/events/room-events.ts'
import { Scheduler } from '../../server/fanout/scheduler.ts'
import { memoryStore } from '../../server/index.ts'
import type { OwnNews, Participant } from '../../server/presence/participant.ts'
import { noChat } from '../../server/rooms/chat-desk.ts'
import { Hub } from '../../server/rooms/hub.ts'
import { OrderRate } from '../../server/rooms/order-rate.ts'
import type { Room } from '../../server/rooms/room.ts'
import type { RoomId } from '../../shared/index.ts'
import { fakeClock } from './fake-clock.ts'
import { faultyStore } from './faulty-store.ts'
import { memoryLog } from './memory-log.ts'
import { sumOf } from './relay-metrics.ts'
import { updateNow } from './room-update.ts'

export const LESSON = 'lesson' as RoomId
export const IDLE_MS = 30_000

/** A participant that does nothing of its own accord, and records what it is told. */
export const someone = () => {
  const closes: Parameters<Participant['close']>[0][] = []
  const news: OwnNews[] = []
  const member: Participant = {
    id: randomUUID(),
    identity: { id: null, name: null, role: 'member', mayRename: true },
    source: 'client',
    tell: (one) => news.push(one),
    probe: () => undefined,
    close: (reason) => closes.push(reason),
  }
  return { member, closes, news }
}

/** A hub with a store that a test makes fail or wait, and a clock that it moves. */
export const hubHarness = ({
  idleMs = IDLE_MS,
  mustExist = false,
  limits = DEFAULT_LIMITS,
  hooks = {} as Hooks,
} = {}) => {
  const inner = memoryStore()
  const faulty = faultyStore(inner)
  const time = fakeClock()
  const { log, lines } = memoryLog()
  const context = createContext({ clock: time.clock, log, limits })
  const { metrics } = context
  const turns = new Turns(context)
  const events = new RoomEvents(context)
  const relayHooks = new RelayHooks(hooks, { ...context, turns })
  const hub = new Hub({
    ...context,
    store: faulty.store,
    scheduler: new Scheduler(context),
    turns,
    hostCode: relayHooks,
    chat: noChat,
    watchers: [relayHooks, events],
    idleMs,
    hybridClock: createHybridClock(time.clock),
    space: 'free',
    crowd: null,
    verifies: false,
    mustExist,
    isShared: false,
    orderRate: new OrderRate(time.clock, limits),
    gc: true,
    roles: {},
    looks: () => false,
  })
  const enter = async (id = LESSON, { member }: Pick<ReturnType<typeof someone>, 'member'> = someone()) => {
    let room: Room | null = null
    const entered = await hub.enter(id, member, (into) => {
      room = into
    })
    if (!entered.ok) throw new Error(entered.fault.code)
    return { room: room as unknown as Room, member, leave: () => room?.leave(member, 'left') }
  }
  const metric = async (name: string, labels?: Record<string, string>) =>
    sumOf(await metrics.registry.metrics(), name, labels)
  /** Lets the time of an empty room pass. */
  const idle = () => {
    time.advance(idleMs)
    hub.sweep()
  }
  return {
    hub,
    context,
    turns,
    events,
    hooks: relayHooks,
    enter,
    idle,
    metric,
    lines: lines as readonly unknown[],
    inner,
    ...faulty,
    ...time,
  }
}

export const write = ({ room, member }: { room: Room; member: Participant }, value: string) => {
  const doc = new Y.Doc()
  doc.getText('text').insert(0, value)
  expect(updateNow(room, member, Y.encodeStateAsUpdate(doc)).ok).toBe(true)
}

/** A copy of a room's document, with what waits in it. */
export const docOf = ({ document }: Room): Y.Doc => {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, finish(document.snapshot()))
  return doc
}

export const textOf = (room: Room) => docOf(room).getText('text').toString()
