// The pen is a key that one person at a time holds: a host gives it, with the right to write, and takes it back.

import type { Claims, HeldKey } from 'homeroom/claims'
import type { Person, ReadonlyStore, Room } from 'homeroom/client'
import type { News } from '../news/news.ts'
import { createValue } from '../page/value.ts'
import type { Member } from '../people/cast.ts'
import { words } from '../words/index.ts'
import { refusalInWords } from '../words/refusal.ts'

export const PEN_KEY = 'pen'

/** Somebody who holds the pen. */
interface PenHolder {
  /** {@link Member.key}; null while they are not among the people. */
  readonly key: string | null
  readonly name: string
}

export interface PenState {
  /** Null while nobody has it. */
  readonly holder: PenHolder | null
  /** True where this tab has it, by the relay's last word: a cut takes it from nobody. */
  readonly isOwn: boolean
  /** It was lost with the connection, and the relay has not said yet whether it still is this tab's. */
  readonly isKept: boolean
}

export interface Pen extends ReadonlyStore<PenState> {
  /** For hosts: gives it to somebody, whoever has it. */
  give(member: Pick<Member, 'key'>): Promise<void>
  /** For hosts: takes it back from everybody. */
  take(): Promise<void>
  stop(): void
}

export interface PenOptions {
  readonly room: Pick<Room, 'people' | 'status' | 'welcome'>
  readonly claims: Claims
  readonly news: News
  /** The page before this one had it, in this tab. */
  readonly wasOwn: boolean
}

/** So long after a cut the relay may give it back: it first has to know that the connection before is dead. */
const BACK_MS = 5_000

/** And so long it keeps it for the next page of a tab ([CM3]): that it is there again is no news. */
const KEPT_MS = 10_000

const stateOf = (held: HeldKey | null): PenState => ({
  holder: held && { key: held.person, name: held.name ?? words().people.unnamed },
  isOwn: held?.isOwn === true,
  isKept: false,
})

const isSame = (one: PenState, other: PenState): boolean => JSON.stringify(one) === JSON.stringify(other)

export const createPen = ({ room, claims, news, wasOwn }: PenOptions): Pen => {
  const madeMs = performance.now()
  let isKnown = wasOwn
  const state = createValue(stateOf(claims.holderOf(PEN_KEY)))
  let timer: ReturnType<typeof setTimeout> | undefined
  const settle = (next = stateOf(claims.holderOf(PEN_KEY))) => {
    clearTimeout(timer)
    timer = undefined
    const before = state.get()
    if (isSame(next, before)) return
    state.set(next)
    if (next.isOwn === before.isOwn) return
    const isBack = isKnown && performance.now() - madeMs < KEPT_MS
    isKnown = false
    if (!isBack) news.toast('own', next.isOwn ? words().pen.yours : words().pen.over)
  }
  const look = () => {
    const before = state.get()
    const next = stateOf(claims.holderOf(PEN_KEY))
    if (room.status.get().state === 'connected') {
      // It comes back with the right to write, and the relay says these one after the other.
      const isBack = next.isOwn && room.welcome.get()?.identity.rights !== 'attendee'
      if (!before.isKept || isBack) return settle(next)
      timer ??= setTimeout(settle, BACK_MS)
    } else if (before.isOwn) settle({ ...before, isKept: true })
    else settle(next)
  }
  const undo = [claims, room.status, room.welcome].map(({ subscribe }) => subscribe(look))

  const give = async (to: Person | null) => {
    const { holder } = state.get()
    const given = await claims.give(PEN_KEY, to, { writes: true })
    if (!given.ok) news.toast('own', refusalInWords(given.fault))
    else if (to !== null && holder !== null && holder.key !== to.key)
      news.toast('own', words().pen.went(holder.name, to.name ?? words().people.unnamed))
  }
  return {
    get: state.get,
    subscribe: state.subscribe,
    async give({ key }) {
      const person = room.people.get().find((one) => one.key === key)
      // Somebody who has left meanwhile gets nothing.
      if (person !== undefined) await give(person)
    },
    take: () => give(null),
    stop() {
      clearTimeout(timer)
      for (const unsubscribe of undo) unsubscribe()
    },
  }
}
