// The seat of this tab's person, among the keys of the room: taken, kept through a lost connection and a reload, given back.

import type { ClaimResult, Claims, HeldKey } from 'homeroom/claims'
import type { ReadonlyStore, Room } from 'homeroom/client'
import { createValue, type Value } from '../../common/page/value.ts'
import { deskOfKey, type SeatMemory, STANDING, seatKey } from '../../common/room/seat-memory.ts'

/** A client is among the people a moment after its connection: until then the relay gives it nothing. */
const AGAIN_MS = 500
const TRIES = 20

export interface OwnSeat {
  /** The desk at which this tab sits, or will again when the connection is back; null while it stands. */
  readonly desk: ReadonlyStore<string | null>
  /** True while this person gets up: the relay has not said so yet. */
  readonly isLeaving: ReadonlyStore<boolean>
  /** Sits down at a desk, and gets up from any other, in each tab of this person. */
  take(desk: string): Promise<ClaimResult>
  stand(): Promise<void>
  stop(): void
}

export interface OwnSeatOptions {
  readonly room: Pick<Room, 'status' | 'people' | 'others'>
  readonly claims: Claims
  readonly memory: SeatMemory
  /** Somebody else has the seat that this tab had, or would have had again. */
  readonly onLost: (desk: string, by: HeldKey) => void
  /** A host has given this person another seat. */
  readonly onGiven: (desk: string) => void
}

/** The seat of one tab. No method of what it gives needs `this`. */
class TabSeat {
  readonly #options: OwnSeatOptions
  readonly #desk: Value<string | null>
  readonly #isLeaving = createValue(false)
  readonly #undo: readonly (() => void)[]
  #isStopped = false
  /** The relay has said on this connection that the seat is this tab's. */
  #isHeld = false
  #isConnected = false
  /** What is being asked of the relay: what it says meanwhile is part of that. */
  #asking = 0
  /** The seat of this person in another tab. */
  #elsewhere: HeldKey | null = null

  constructor(options: OwnSeatOptions) {
    const { claims, memory, room } = options
    const remembered = memory.get()
    this.#options = options
    this.#desk = createValue(remembered === STANDING ? null : remembered)
    this.#undo = [claims.subscribe(() => this.#follow()), room.status.subscribe(() => this.#connection())]
    this.#connection()
    this.#follow()
  }

  readonly facade = (): OwnSeat => ({
    desk: this.#desk,
    isLeaving: this.#isLeaving,
    take: this.#take,
    stand: () =>
      this.#ask(async () => {
        this.#settle(null, STANDING)
        this.#isLeaving.set(true)
        await this.#giveBackAllBut(null)
        this.#isLeaving.set(false)
      }),
    stop: () => {
      this.#isStopped = true
      for (const unsubscribe of this.#undo) unsubscribe()
    },
  })

  readonly #take = (next: string): Promise<ClaimResult> =>
    this.#ask(async () => {
      const taken = await this.#takeKey(seatKey(next))
      if (taken.ok) {
        this.#settle(next)
        await this.#giveBackAllBut(next)
      }
      return taken
    })

  #settle(next: string | null, kept: string | null = next): void {
    this.#isHeld = next !== null
    this.#options.memory.set(kept)
    this.#desk.set(next)
  }

  async #takeKey(key: string, tries = TRIES): Promise<ClaimResult> {
    const taken = await this.#options.claims.take(key)
    if (taken.ok || taken.fault.code !== 'no-entry' || tries === 0 || this.#isStopped) return taken
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS))
    return this.#takeKey(key, tries - 1)
  }

  /** Gives back all seats of this person but one. That of another tab is this tab's first. */
  async #giveBackAllBut(kept: string | null): Promise<void> {
    const { claims } = this.#options
    for (const { key, isOwn } of ownSeats(this.#options)) {
      if (deskOfKey(key) === kept) continue
      if (!isOwn) await claims.take(key)
      await claims.release(key)
    }
  }

  async #ask<T>(work: () => Promise<T>): Promise<T> {
    this.#asking += 1
    try {
      return await work()
    } finally {
      this.#asking -= 1
      this.#follow()
    }
  }

  /** The connection is new: the seat of before is this tab's again, unless somebody else was quicker. */
  #takeAgain(before: string): Promise<void> {
    return this.#ask(async () => {
      const taken = await this.#takeKey(seatKey(before))
      if (this.#desk.get() !== before) return
      if (taken.ok) return this.#settle(before)
      if (taken.fault.code !== 'claim-taken') return
      this.#settle(null)
      if (taken.by !== null) this.#options.onLost(before, taken.by)
    })
  }

  #lose(before: string): void {
    const { claims, room, onLost } = this.#options
    const by = claims.holderOf(seatKey(before))
    this.#settle(null, STANDING)
    if (by !== null && by.person !== ownKey(room)) onLost(before, by)
  }

  /** Acts on what the relay has said by itself. */
  #follow(): void {
    const { room, onGiven } = this.#options
    if (this.#asking > 0 || this.#isStopped || room.status.get().state !== 'connected') return
    const own = ownSeats(this.#options)
    const at = this.#desk.get()
    const given = own.find(({ key, isOwn }) => isOwn && deskOfKey(key) !== at)
    if (given !== undefined) {
      const next = deskOfKey(given.key)
      this.#settle(next)
      if (next !== null) onGiven(next)
      void this.#ask(() => this.#giveBackAllBut(next))
    } else if (at !== null && own.some(({ key, isOwn }) => isOwn && deskOfKey(key) === at))
      this.#isHeld = true
    else if (at !== null && this.#isHeld) this.#lose(at)
    this.#inherit(own)
  }

  /** A person whose other tab is closed sits on in this one. */
  #inherit(own: readonly HeldKey[]): void {
    const { room, claims } = this.#options
    const before = this.#elsewhere
    this.#elsewhere = own.find(({ isOwn }) => !isOwn) ?? null
    if (before === null || this.#elsewhere !== null || this.#desk.get() !== null) return
    const isGone = room.others.get().every(({ clientId }) => clientId !== before.clientId)
    const at = deskOfKey(before.key)
    if (isGone && at !== null && claims.holderOf(before.key) === null) void this.#take(at)
  }

  #connection(): void {
    const wasConnected = this.#isConnected
    this.#isConnected = this.#options.room.status.get().state === 'connected'
    if (!this.#isConnected) this.#isHeld = false
    const before = this.#desk.get()
    if (this.#isConnected && !wasConnected && before !== null) void this.#takeAgain(before)
  }
}

export const createOwnSeat = (options: OwnSeatOptions): OwnSeat => new TabSeat(options).facade()

/** This person's key among the people; null while they are not among them. */
export const ownKey = ({ people }: Pick<Room, 'people'>): string | null =>
  people.get().find(({ isSelf }) => isSelf)?.key ?? null

/** The seats of this person, in all their tabs. */
const ownSeats = ({ room, claims }: OwnSeatOptions): readonly HeldKey[] => {
  const own = ownKey(room)
  return claims
    .get()
    .filter(
      ({ key, person, isOwn }) => deskOfKey(key) !== null && (isOwn || (person !== null && person === own)),
    )
}
