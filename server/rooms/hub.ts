import { randomUUID } from 'node:crypto'
import { fault, ok, type Result, type RoomId } from '../../shared/index.ts'
import type { Participant } from '../presence/participant.ts'
import { DocumentMemory } from './document-memory.ts'
import type { HubDeps } from './hub-deps.ts'
import type { RoomKeeper } from './keeper.ts'
import type { Room } from './room.ts'
import type { Holder } from './room-epoch.ts'
import { type OpenFault, RoomLoader, type SetAside } from './room-loader.ts'
import type { RoomWatcher } from './room-watcher.ts'
import { sendAway } from './send-away.ts'
import { replaceInStore } from './snapshot-parts.ts'
import { StoreWatch } from './store-watch.ts'
import { StoreWriter } from './store-writer.ts'
import { SweepRounds } from './sweep-rounds.ts'

/** Where a room is in its life. One Map holds this and nothing else does. */
type RoomState =
  | {
      readonly state: 'loading'
      readonly settled: Promise<Result<Room, OpenFault>>
    }
  | { readonly state: 'open'; readonly room: Room }
  | { readonly state: 'closing'; readonly room: Room; readonly settled: Promise<void> }

/** So long an empty room stays in memory where there is no memory for others. */
const HURRIED_IDLE_MS = 1_000

type LoadFault = OpenFault | 'room-not-found'

/** The rooms of a relay and their life cycle. */
export class Hub {
  readonly #deps: HubDeps
  readonly #stateById = new Map<RoomId, RoomState>()
  readonly #loader: RoomLoader
  /** The memory that documents may take together. */
  readonly documentMemory: DocumentMemory
  readonly #storeWatch: StoreWatch
  readonly #rounds: SweepRounds

  constructor(deps: HubDeps) {
    this.#deps = deps
    this.documentMemory = new DocumentMemory(deps)
    this.#loader = new RoomLoader({
      ...deps,
      ...{ documentMemory: this.documentMemory, writer: new StoreWriter(deps) },
      onStirred: (room) => this.#rounds.stir(this.peek(room)),
    })
    this.#storeWatch = new StoreWatch(deps, () => this.rooms())
    this.#rounds = new SweepRounds(deps.clock, deps.isShared)
  }

  /** Rooms in memory, whatever their state. */
  get size(): number {
    return this.#stateById.size
  }

  get isStoreFailing(): boolean {
    return this.#loader.isFailing || this.#storeWatch.isFailing || this.#rounds.isStoreFailing
  }

  /** Rooms that cannot be opened, since what is stored of them is too large, or takes too long to load. */
  get setAside(): ReadonlyMap<RoomId, SetAside> {
    return this.#loader.setAside
  }

  /** Loads a room, also one that is set aside: what is stored of it may be another document now. */
  loadAgain(id: RoomId): Promise<Result<void, LoadFault>> {
    this.#loader.takeBack(id)
    return this.load(id)
  }

  /** Has the room in memory when it settles; a moment later it may be gone again. */
  async load(id: RoomId): Promise<Result<void, LoadFault>> {
    const opened = await this.#open(id)
    if (!opened.ok) return opened
    const isMissing = this.#deps.mustExist && !opened.value.hasContent
    return isMissing ? fault('room-not-found', 'There is no such room.') : ok(undefined)
  }

  /** Keeps a room in memory until `keeper` releases it, or refuses as `load` does; `kept` is called in the same turn. */
  async keep<Value>(
    id: RoomId,
    keeper: RoomKeeper,
    kept: (room: Room) => Value,
  ): Promise<Result<Value, LoadFault>> {
    for (;;) {
      const loaded = await this.load(id)
      if (!loaded.ok) return loaded
      const room = this.peek(id)
      // Since it was loaded it may have begun to close.
      if (room === null) continue
      room.keepers.add(keeper)
      room.broadcast.stir()
      return ok(kept(room))
    }
  }

  /** `keeper` does not need the room any more. */
  release(room: Room, keeper: RoomKeeper): void {
    if (!room.keepers.delete(keeper)) return
    room.emptySinceMs = this.#deps.clock.monotonicMs()
    room.broadcast.stir()
  }

  /**
   * Puts `participant` into the room, loading it where it must; `entered` is called in the same turn. Where it throws, nobody is in.
   * Before that the store takes the epoch of the copy that `holder` has, where it is to.
   */
  async enter(
    id: RoomId,
    participant: Participant,
    entered: (room: Room) => void,
    holder: Holder = NO_COPY,
  ): Promise<Result<void, OpenFault>> {
    for (;;) {
      const opened = await this.#open(id)
      if (!opened.ok) return opened
      const room = this.peek(id)
      // Between the end of a load and this turn the room may have begun to close.
      if (room !== opened.value) continue
      const adoption = room.adoption(holder)
      if (adoption !== null) {
        if (!(await this.#loader.adopt(id, adoption))) return NOT_ADOPTED
        room.refusal(holder)
        continue
      }
      try {
        room.enter(participant)
        entered(room)
      } catch (error) {
        const hasLeft = this.#deps.fence.run('leave', { room: id }, () => room.leave(participant, 'lost'))
        if (!hasLeft) room.fail()
        throw error
      }
      return ok(undefined)
    }
  }

  /**
   * Gives a room a new epoch with `snapshot` in it, or with nothing; everyone in it is sent away. Gives the new epoch. Rejects
   * as the store does, and then nothing has changed.
   */
  async replace(id: RoomId, snapshot: Uint8Array | null): Promise<string> {
    const epoch = randomUUID()
    await this.peek(id)?.moderation.orders.flush()
    await replaceInStore(this.#deps.store, id, epoch, snapshot)
    this.#watch(id, (watcher) => watcher.replaced?.(id, epoch))
    this.#loader.takeBack(id)
    const state = this.#stateById.get(id)
    // A load that goes on may have read what was there before, and an unload may fail at that and leave the room open.
    if (state !== undefined && state.state !== 'open') await state.settled
    const room = this.peek(id)
    if (room !== null && room.epoch !== epoch) this.#reset(id, room)
    return epoch
  }

  /** A room that is in memory. */
  peek(id: RoomId): Room | null {
    const state = this.#stateById.get(id)
    return state?.state === 'open' ? state.room : null
  }

  /** All rooms that are open. */
  *rooms(): Iterable<Room> {
    for (const state of this.#stateById.values()) if (state.state === 'open') yield state.room
  }

  sweep(): void {
    const { fence } = this.#deps
    this.#storeWatch.sweep(this.isStoreFailing)
    this.#loader.sweep()
    fence.run('sweep', {}, () => this.documentMemory.sweep())
    this.#rounds.begin((room) => {
      if (this.peek(room.id) !== room) return
      if (!fence.run('sweep', { room: room.id }, () => room.sweep())) room.fail()
      fence.run('sweep', { room: room.id }, () => this.#settle(room))
      if (this.peek(room.id) === room) fence.run('sweep', { room: room.id }, () => this.#rounds.swept(room))
    })
  }

  /** Writes everything; true when all of it is in the store. */
  async flush(): Promise<boolean> {
    const write = (state: RoomState) => state.state === 'loading' || this.#write(state.room)
    return (await Promise.all(Array.from(this.#stateById.values(), write))).every(Boolean)
  }

  /** Forgets every room: the relay is closed, and {@link flush} has written what it could. */
  close(): void {
    for (const [id, state] of this.#stateById) if (state.state === 'open') this.#drop(id, state.room)
  }

  /** What becomes of a room after a sweep: it stays, or it leaves memory. */
  #settle(room: Room): void {
    const { id } = room
    const { clock, watchers } = this.#deps
    const { isFull } = this.documentMemory
    const idleMs = isFull ? Math.min(this.#deps.idleMs, HURRIED_IDLE_MS) : this.#deps.idleMs
    if (room.journal?.isOutdated) {
      this.#reset(id, room)
      return
    }
    const isBroken = room.hasFailed
    if (isBroken) this.#evict(room, room.document.brokenBy?.by ?? null)
    const isEmpty = !room.isWanted && !room.isBusy
    const isLongEmpty = isEmpty && clock.monotonicMs() - room.emptySinceMs >= idleMs
    const isHeld = () => !isFull && watchers.some((watcher) => watcher.holds?.(room) === true)
    const isIdle = isLongEmpty && !isHeld()
    if (isIdle || isBroken) this.#set(id, { state: 'closing', room, settled: this.#unload(id, room) })
  }

  #set(id: RoomId, state: RoomState | null): void {
    const { metrics } = this.#deps
    const before = this.#stateById.get(id)
    if (before !== undefined) metrics.rooms.dec({ state: before.state })
    if (state === null) this.#stateById.delete(id)
    else {
      metrics.rooms.inc({ state: state.state })
      this.#stateById.set(id, state)
      if (state.state === 'open') this.#rounds.stir(state.room)
    }
  }

  /** The open room, after whatever must settle before; a load that fails is told to all that wait for it. */
  async #open(id: RoomId): Promise<Result<Room, OpenFault>> {
    for (;;) {
      const state = this.#stateById.get(id)
      if (state === undefined) {
        const settled = this.#loadRoom(id)
        this.#set(id, { state: 'loading', settled })
        return settled
      }
      if (state.state === 'open') return ok(state.room)
      if (state.state === 'loading') return state.settled
      await state.settled
    }
  }

  async #loadRoom(id: RoomId): Promise<Result<Room, OpenFault>> {
    const loaded = await this.#loader.load(id)
    this.#set(id, loaded.ok ? { state: 'open', room: loaded.value } : null)
    if (loaded.ok) this.#watch(id, (watcher) => watcher.opened(loaded.value))
    return loaded
  }

  /** Writes what is left and lets the room go; where the store fails it stays, so that nothing is lost. */
  async #unload(id: RoomId, room: Room): Promise<void> {
    if (await this.#write(room, true)) {
      this.#drop(id, room)
      return
    }
    room.emptySinceMs = this.#deps.clock.monotonicMs()
    this.#set(id, { state: 'open', room })
  }

  /** Writes what waits, and perhaps a snapshot; true when all of it is in the store. */
  async #write(room: Room, compacts = false): Promise<boolean> {
    try {
      const areOrdersWritten = await room.moderation.orders.flush()
      const isWritten = ((await room.journal?.flush()) ?? true) && areOrdersWritten
      if (isWritten && compacts) await room.journal?.compact()
      return isWritten
    } catch (error) {
      this.#deps.fence.failed('sweep', error, { room: room.id })
      return false
    }
  }

  /** What a watcher throws costs the rooms nothing. */
  #watch(room: RoomId, tell: (watcher: RoomWatcher) => void): void {
    const { fence, watchers } = this.#deps
    for (const watcher of watchers) fence.run('listener', { room }, () => tell(watcher))
  }

  /** Forgets a room, however it takes that. */
  #drop(id: RoomId, room: Room): void {
    this.documentMemory.closed(room)
    this.#rounds.drop(room)
    this.#deps.fence.run('sweep', { room: id }, () => room.close())
    this.#set(id, null)
    this.#watch(id, (watcher) => watcher.closed(room))
  }

  /** Sends everyone away, for the room to be loaded again as it was before; a sender that broke it stays out. */
  #evict(room: Room, culprit: Participant | null): void {
    this.#deps.log.error({ room: room.id }, 'a room has failed; it will be loaded again')
    sendAway(this.#deps.fence, room, 'try-later', culprit)
  }

  /** Sends everyone away from a room that is not what the store holds any more, and forgets it. */
  #reset(id: RoomId, room: Room): void {
    sendAway(this.#deps.fence, room, 'room-reset')
    room.journal?.discard()
    room.moderation.orders.discard()
    this.#drop(id, room)
  }
}

const NO_COPY: Holder = { epoch: null, mayWrite: false }
const NOT_ADOPTED = fault('store-unavailable', 'The store does not take the epoch of the copy.')
