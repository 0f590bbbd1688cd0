// The seat of this tab's person, among the keys of the room: taken, kept through a lost connection and a reload, given back.

import type { ClaimResult, Claims, HeldKey } from 'homeroom/claims'
import type { ReadonlyStore, Room } from 'homeroom/client'
import { createValue } from '../page/value.ts'
import { type SeatMemory, STANDING } from './seat-memory.ts'
import { deskOfKey, seatKey } from './seats.ts'

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

export const createOwnSeat = (options: OwnSeatOptions): OwnSeat => {
  const { room, claims, memory, onLost, onGiven } = options
  const remembered = memory.get()
  const desk = createValue(remembered === STANDING ? null : remembered)
  const isLeaving = createValue(false)
  let isStopped = false
  /** The relay has said on this connection that the seat is this tab's. */
  let isHeld = false
  let isConnected = false
  /** What is being asked of the relay: what it says meanwhile is part of that. */
  let asking = 0
  /** The seat of this person in another tab. */
  let elsewhere: HeldKey | null = null

  const settle = (next: string | null, kept: string | null = next) => {
    isHeld = next !== null
    memory.set(kept)
    desk.set(next)
  }

  const takeKey = async (key: string, tries = TRIES): Promise<ClaimResult> => {
    const taken = await claims.take(key)
    if (taken.ok || taken.fault.code !== 'no-entry' || tries === 0 || isStopped) return taken
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS))
    return takeKey(key, tries - 1)
  }

  /** Gives back all seats of this person but one. That of another tab is this tab's first. */
  const giveBackAllBut = async (kept: string | null): Promise<void> => {
    for (const { key, isOwn } of ownSeats(options)) {
      if (deskOfKey(key) === kept) continue
      if (!isOwn) await claims.take(key)
      await claims.release(key)
    }
  }

  const ask = async <T>(work: () => Promise<T>): Promise<T> => {
    asking += 1
    try {
      return await work()
    } finally {
      asking -= 1
      follow()
    }
  }

  const take = (next: string): Promise<ClaimResult> =>
    ask(async () => {
      const taken = await takeKey(seatKey(next))
      if (taken.ok) {
        settle(next)
        await giveBackAllBut(next)
      }
      return taken
    })

  /** The connection is new: the seat of before is this tab's again, unless somebody else was quicker. */
  const takeAgain = (before: string) =>
    ask(async () => {
      const taken = await takeKey(seatKey(before))
      if (desk.get() !== before) return
      if (taken.ok) return settle(before)
      if (taken.fault.code !== 'claim-taken') return
      settle(null)
      if (taken.by !== null) onLost(before, taken.by)
    })

  const lose = (before: string) => {
    const by = claims.holderOf(seatKey(before))
    settle(null, STANDING)
    if (by !== null && by.person !== ownKey(room)) onLost(before, by)
  }

  /** Acts on what the relay has said by itself. */
  const follow = () => {
    if (asking > 0 || isStopped || room.status.get().state !== 'connected') return
    const own = ownSeats(options)
    const at = desk.get()
    const given = own.find(({ key, isOwn }) => isOwn && deskOfKey(key) !== at)
    if (given !== undefined) {
      const next = deskOfKey(given.key)
      settle(next)
      if (next !== null) onGiven(next)
      void ask(() => giveBackAllBut(next))
    } else if (at !== null && own.some(({ key, isOwn }) => isOwn && deskOfKey(key) === at)) isHeld = true
    else if (at !== null && isHeld) lose(at)
    inherit(own)
  }

  /** A person whose other tab is closed sits on in this one. */
  const inherit = (own: readonly HeldKey[]) => {
    const before = elsewhere
    elsewhere = own.find(({ isOwn }) => !isOwn) ?? null
    if (before === null || elsewhere !== null || desk.get() !== null) return
    const isGone = room.others.get().every(({ clientId }) => clientId !== before.clientId)
    const at = deskOfKey(before.key)
    if (isGone && at !== null && claims.holderOf(before.key) === null) void take(at)
  }

  const onStatus = () => {
    const wasConnected = isConnected
    isConnected = room.status.get().state === 'connected'
    if (!isConnected) isHeld = false
    const before = desk.get()
    if (isConnected && !wasConnected && before !== null) void takeAgain(before)
  }
  const undo = [claims.subscribe(follow), room.status.subscribe(onStatus)]
  onStatus()
  follow()

  return {
    desk,
    isLeaving,
    take,
    stand: () =>
      ask(async () => {
        settle(null, STANDING)
        isLeaving.set(true)
        await giveBackAllBut(null)
        isLeaving.set(false)
      }),
    stop() {
      isStopped = true
      for (const unsubscribe of undo) unsubscribe()
    },
  }
}

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
