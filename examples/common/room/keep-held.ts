import type { Claims } from 'homeroom/claims'
import type { Room } from 'homeroom/client'
import { goLost, hasMovedOn } from '../page/move-on.ts'
import { PEN_KEY, type Pen } from '../pen/pen.ts'
import { heldIn, noteHeld } from './held.ts'

/** The relay says that somebody may write right behind that they have the pen. */
const RIGHT_MS = 2_000

interface KeepHeldOptions {
  /** The room's name. */
  readonly name: string
  readonly room: Pick<Room, 'self' | 'status' | 'welcome'>
  readonly claims: Claims
  readonly pen: Pen
}

/**
 * A raised hand and the pen go with a person to the page that this tab shows next, be it the same one after a reload. The relay keeps the
 * place of a hand that is up in the first word of the new page (`VisitedRoom`), and the pen with the right to write where the page before
 * has said no goodbye; so the page of a person with the pen says none. Gives what stops it: somebody who leaves the room has neither.
 */
export const keepHeld = ({ name, room, claims, pen }: KeepHeldOptions): (() => void) => {
  const before = heldIn(name)
  const hasMoved = hasMovedOn()
  let isHere = false
  const isConnected = () => room.status.get().state === 'connected'
  const note = () => {
    if (!isHere || !isConnected()) return
    const hand = room.self.get().hand === true ? ['hand'] : []
    noteHeld(name, pen.get().isOwn ? [...hand, 'pen'] : hand)
  }
  const enter = () => {
    if (isHere || !isConnected()) return
    isHere = true
    if (hasMoved && before.includes('pen')) void takeAgain({ room, claims })
  }
  // A page cannot tell a reload from the end of its tab: there the pen is free after 10 s.
  const hide = () => {
    if (pen.get().isOwn) goLost()
  }
  addEventListener('pagehide', hide)
  const undo = [room.status.subscribe(enter), room.self.subscribe(note), pen.subscribe(note)]
  enter()
  return () => {
    removeEventListener('pagehide', hide)
    for (const unsubscribe of undo) unsubscribe()
    noteHeld(name, [])
  }
}

/** Takes the pen; a key without the right to write goes back. */
const takeAgain = async ({ room, claims }: Pick<KeepHeldOptions, 'room' | 'claims'>): Promise<void> => {
  const taken = await claims.take(PEN_KEY)
  if (!taken.ok) return
  await new Promise((resolve) => setTimeout(resolve, RIGHT_MS))
  if (room.welcome.get()?.identity.rights === 'attendee') await claims.release(PEN_KEY)
}
