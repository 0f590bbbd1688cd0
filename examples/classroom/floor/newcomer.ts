// Seats a newcomer by themselves: at the desk that the host planned for them, or at the next free one.

import type { ReadonlyStore, Room } from 'homeroom/client'
import type { Rights } from '../../common/room/rights.ts'
import { type SeatMemory, STANDING } from '../../common/room/seat-memory.ts'
import { freeDeskFor, type Plan } from './free-desk.ts'
import type { Layout } from './layout.ts'
import { type OwnSeat, ownKey } from './own-seat.ts'
import { ownDeskIn, type Seats } from './seats.ts'

export interface NewcomerOptions {
  readonly room: Pick<Room, 'status' | 'welcome' | 'people'>
  readonly rights: ReadonlyStore<Rights>
  readonly chosen: ReadonlyStore<Layout>
  readonly seats: ReadonlyStore<Seats>
  readonly plan: ReadonlyStore<Plan>
  readonly ownSeat: Pick<OwnSeat, 'desk' | 'take'>
  readonly memory: Pick<SeatMemory, 'get'>
  readonly onSeated: (desk: string) => void
}

/**
 * Seats this person as soon as they are in the room, unless they sit already or got up by themselves. Hosts stand in front
 * of the class, and viewers are not in the room: neither is seated.
 *
 * @returns what ends it.
 */
export const seatNewcomer = (options: NewcomerOptions): (() => void) => {
  const { room, rights, chosen, seats, plan, ownSeat, memory, onSeated } = options
  let isSeating = false
  let isStopped = false
  /** The relay gives no seat on this connection. */
  let isRefused = false

  /** A seat of before is taken again first, and that of another tab is this person's own. */
  const isSeated = () => ownSeat.desk.get() !== null || ownDeskIn(seats.get()) !== null
  const mayBeSeated = () => !isStopped && memory.get() !== STANDING && !isSeated()

  const seat = async (own: string): Promise<void> => {
    const tried = new Set<string>()
    while (mayBeSeated()) {
      const desk = freeDeskFor(own, { layout: chosen.get(), seats: seats.get(), plan: plan.get(), tried })
      if (desk === null) return
      const taken = await ownSeat.take(desk.id)
      if (taken.ok) return onSeated(desk.id)
      isRefused = taken.fault.code !== 'claim-taken'
      if (isRefused) return
      tried.add(desk.id)
    }
  }

  const look = () => {
    if (room.status.get().state !== 'connected') {
      isRefused = false
      return
    }
    if (isSeating || isRefused || room.welcome.get() === null || !mayBeSeated()) return
    const own = ownKey(room)
    const { present, isHost } = rights.get()
    if (own === null || present !== null || isHost) return
    isSeating = true
    void seat(own).finally(() => {
      isSeating = false
    })
  }
  const undo = [room.status, room.welcome, room.people, rights, ownSeat.desk].map(({ subscribe }) =>
    subscribe(look),
  )
  look()
  return () => {
    isStopped = true
    for (const unsubscribe of undo) unsubscribe()
  }
}
