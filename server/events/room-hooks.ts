import type { LeftReason, RoomId } from '../../shared/index.ts'
import type { Clock } from '../base/clock.ts'
import type { RoomListener } from '../fanout/room-listener.ts'
import type { Participant } from '../presence/participant.ts'
import type { Room } from '../rooms/room.ts'
import type { HookCalls } from './hook-calls.ts'
import { type HookBacklog, HookQueue } from './hook-queue.ts'
import type { Hooks } from './hooks.ts'
import { personOf } from './people.ts'
import { StoreHook, type StoreHookDeps } from './store-hook.ts'

export interface RoomHooksDeps extends Omit<StoreHookDeps, 'onStore'> {
  readonly hooks: Hooks
  readonly calls: HookCalls
  readonly backlog: HookBacklog
  readonly clock: Clock
}

/** What the host is told of one room. */
export class RoomHooks implements RoomListener {
  readonly #room: RoomId
  readonly #deps: RoomHooksDeps
  readonly #leaves: HookQueue
  readonly #updates: HookQueue
  readonly #store: StoreHook | null
  readonly #joinedAtMs = new Map<Participant, number>()

  constructor(room: Room, deps: RoomHooksDeps) {
    const { hooks, calls, backlog } = deps
    this.#room = room.id
    this.#deps = deps
    this.#leaves = new HookQueue('onLeave', room.id, calls, backlog)
    this.#updates = new HookQueue('onUpdate', room.id, calls, backlog)
    const { onStore } = hooks
    this.#store = onStore ? new StoreHook(room, { ...deps, onStore: (store) => onStore(store) }) : null
  }

  /** What the host keeps is not in step with the document. */
  get isBehind(): boolean {
    return this.#store?.isBehind === true
  }

  entered(who: Participant): void {
    if (this.#deps.hooks.onLeave && who.source !== 'node')
      this.#joinedAtMs.set(who, this.#deps.clock.wallMs())
  }

  left(who: Participant, reason: LeftReason): void {
    const { hooks, clock } = this.#deps
    const joinedAtMs = this.#joinedAtMs.get(who)
    if (joinedAtMs === undefined) return
    this.#joinedAtMs.delete(who)
    const about = { room: this.#room, atMs: clock.wallMs(), person: personOf(who), reason, joinedAtMs }
    this.#leaves.put((signal) => hooks.onLeave?.({ ...about, signal }))
  }

  updated(update: Uint8Array, by: Participant | null): void {
    const { hooks, clock } = this.#deps
    if (hooks.onUpdate === undefined || by?.source === 'node') return
    const about = { room: this.#room, atMs: clock.wallMs(), update, by: by && personOf(by) }
    this.#updates.put((signal) => hooks.onUpdate?.({ ...about, signal }), update.length)
  }

  written(): void {
    this.#store?.stored()
  }

  missed(): void {
    // A change may have been missed: the host is brought in step by the whole document.
    this.written()
  }

  sweep(): void {
    this.#store?.sweep()
  }

  /** Tells everything that is waiting; true where the host is in step. */
  async settle(): Promise<boolean> {
    await Promise.all([this.#leaves.settled, this.#updates.settled])
    return (await this.#store?.flush()) ?? true
  }
}
