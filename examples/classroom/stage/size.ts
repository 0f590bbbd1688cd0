import type { ReadonlyStore, Room } from 'homeroom/client'
import { createValue } from '../page/value.ts'

type Size = 'small' | 'large'

/** How large the board is shown on this page: at the front of the room, or over all of it. */
export interface BoardSize extends ReadonlyStore<Size> {
  toggle(): void
}

/**
 * Everyone tells by presence how large their board is. People who follow somebody take theirs when it changes, and when they begin to
 * follow; between that each chooses.
 */
export const createSize = (
  room: Pick<Room, 'self' | 'people'>,
  followed: ReadonlyStore<string | null>,
): BoardSize & { stop(): void } => {
  const size = createValue<Size>('small')
  const sizeOf = (key: string | null): Size | null => {
    const person = key === null ? undefined : room.people.get().find((one) => one.key === key)
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
    const next = sizeOf(followed.get())
    if (next === seen) return
    seen = next
    if (next !== null) set(next)
  }
  look()
  const undo = [followed.subscribe(look), room.people.subscribe(look)]
  return {
    get: size.get,
    subscribe: size.subscribe,
    toggle: () => set(size.get() === 'small' ? 'large' : 'small'),
    stop() {
      for (const unsubscribe of undo) unsubscribe()
    },
  }
}
