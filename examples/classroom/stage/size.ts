import type { ReadonlyStore, Room } from 'homeroom/client'
import type { Lead } from '../../common/host/following.ts'
import { createValue } from '../../common/page/value.ts'
import type { PenState } from '../../common/pen/pen.ts'

type Size = 'small' | 'large'

/** How large the board is shown on this page: at the front of the room, or over all of it. */
export interface BoardSize extends ReadonlyStore<Size> {
  toggle(): void
}

/**
 * Everyone tells by presence how large their board is. People who follow somebody take theirs when it changes, and when they begin to
 * follow; between that each chooses. With the pen the large one comes, where the tools are.
 */
export const createSize = (
  room: Pick<Room, 'self' | 'people'>,
  lead: ReadonlyStore<Lead | null>,
  pen: ReadonlyStore<PenState>,
): BoardSize & { stop(): void } => {
  const size = createValue<Size>('small')
  /** Of the person whom this one follows; null for nobody. */
  const followedSize = (): Size | null => {
    const { isFollowed, key } = lead.get() ?? { isFollowed: false, key: null }
    const person = isFollowed ? room.people.get().find((one) => one.key === key) : undefined
    if (person === undefined) return null
    return (person as { readonly board?: unknown }).board === 'large' ? 'large' : 'small'
  }
  const set = (next: Size): void => {
    if (next === size.get()) return
    size.set(next)
    room.self.set({ board: next === 'large' ? next : undefined })
  }
  let seen: Size | null = null
  const look = () => {
    const next = followedSize()
    if (next === seen) return
    seen = next
    if (next !== null) set(next)
  }
  look()
  let { isOwn } = pen.get()
  const lookAtPen = (next: PenState) => {
    if (next.isOwn && !isOwn) set('large')
    isOwn = next.isOwn
  }
  const undo = [lead.subscribe(look), room.people.subscribe(look), pen.subscribe(lookAtPen)]
  return {
    get: size.get,
    subscribe: size.subscribe,
    toggle: () => set(size.get() === 'small' ? 'large' : 'small'),
    stop() {
      for (const unsubscribe of undo) unsubscribe()
    },
  }
}
