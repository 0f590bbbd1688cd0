import { expect } from 'vitest'
import * as Y from 'yjs'
import { createHybridClock } from '../../server/base/clock.ts'
import { DEFAULT_LIMITS } from '../../server/base/limits.ts'
import { createMetrics } from '../../server/base/metrics.ts'
import { createScheduler } from '../../server/fanout/scheduler.ts'
import { memoryStore } from '../../server/index.ts'
import { createHub } from '../../server/rooms/hub.ts'
import type { Member } from '../../server/rooms/member.ts'
import { createPolicies } from '../../server/rooms/policy.ts'
import type { Room } from '../../server/rooms/room.ts'
import type { CloseName, RoomId } from '../../shared/index.ts'
import { fakeClock } from './fake-clock.ts'
import { faultyStore } from './faulty-store.ts'
import { memoryLog } from './memory-log.ts'
import { sumOf } from './relay-metrics.ts'

export const LESSON = 'lesson' as RoomId
export const IDLE_MS = 30_000

/** Somebody in a room, who hears and is told to go. */
export const someone = () => {
  const closes: CloseName[] = []
  const frames: Uint8Array[] = []
  const member: Member = {
    identity: { id: null, name: null, role: 'member', mayRename: true },
    ownedClients: new Set(),
    formerClients: new Set(),
    protocol: 'stock',
    confirm: () => undefined,
    lowered: () => undefined,
    welcome: () => undefined,
    askForDocument: () => undefined,
    takeRole: () => undefined,
    selfClient: null,
    isLagging: false,
    giveUp: () => undefined,
    heardAtMs: 0,
    isOpen: true,
    ping: () => undefined,
    terminate: () => undefined,
    send: ({ payload }) => frames.push(payload),
    close: (name) => closes.push(name),
  }
  return { member, closes, frames }
}

/** A hub with a store that a test makes fail or wait, and a clock that it moves. */
export const hubHarness = ({ idleMs = IDLE_MS, mustExist = false, limits = DEFAULT_LIMITS } = {}) => {
  const inner = memoryStore()
  const faulty = faultyStore(inner)
  const time = fakeClock()
  const metrics = createMetrics()
  const { log, lines } = memoryLog()
  const { clock } = time
  const hub = createHub({
    store: faulty.store,
    clock,
    log,
    metrics,
    scheduler: createScheduler({ clock, log, metrics }),
    idleMs,
    hybridClock: createHybridClock(clock),
    space: 'free',
    verifies: false,
    mustExist,
    limits,
    policies: createPolicies(),
  })
  const enter = async (id = LESSON, { member } = someone()) => {
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
  return { hub, enter, idle, metric, lines: lines as readonly unknown[], inner, ...faulty, ...time }
}

export const write = ({ room, member }: { room: Room; member: Member }, value: string) => {
  const doc = new Y.Doc()
  doc.getText('text').insert(0, value)
  expect(room.update(member, Y.encodeStateAsUpdate(doc)).ok).toBe(true)
}

export const textOf = (room: Room) => room.document.doc.getText('text').toString()
