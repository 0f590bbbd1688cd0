// The pen is a key that one person at a time holds: a host gives it, with the right to write, and takes it back.

import type { Claims, HeldKey } from 'homeroom/claims'
import type { ReadonlyStore, Room } from 'homeroom/client'
import type { News } from '../news/news.ts'
import { createValue } from '../page/value.ts'
import type { Member } from '../people/cast.ts'
import { words } from '../words/index.ts'
import { refusalInWords } from '../words/refusal.ts'

const KEY = 'pen'

/** Somebody who holds the pen. */
interface PenHolder {
  /** {@link Member.key}; null while they are not among the people. */
  readonly key: string | null
  readonly name: string
}

export interface PenState {
  /** Null while nobody has it. */
  readonly holder: PenHolder | null
  /** True where this tab has it, by the relay's word. */
  readonly isOwn: boolean
}

export interface Pen extends ReadonlyStore<PenState> {
  /** For hosts: gives it to somebody, whoever has it. */
  give(member: Pick<Member, 'key'>): Promise<void>
  /** For hosts: takes it back from everybody. */
  take(): Promise<void>
  stop(): void
}

export interface PenOptions {
  readonly room: Pick<Room, 'people'>
  readonly claims: Claims
  readonly news: News
}

const stateOf = (held: HeldKey | null): PenState =>
  held === null
    ? { holder: null, isOwn: false }
    : { holder: { key: held.person, name: held.name ?? words().people.unnamed }, isOwn: held.isOwn }

const isSame = (one: PenState, other: PenState): boolean =>
  one.isOwn === other.isOwn &&
  one.holder?.key === other.holder?.key &&
  one.holder?.name === other.holder?.name

export const createPen = ({ room, claims, news }: PenOptions): Pen => {
  const state = createValue(stateOf(claims.holderOf(KEY)))
  const stop = claims.subscribe(() => {
    const next = stateOf(claims.holderOf(KEY))
    const before = state.get()
    if (isSame(next, before)) return
    state.set(next)
    if (next.isOwn !== before.isOwn) news.toast('own', next.isOwn ? words().pen.yours : words().pen.over)
  })

  const give = async (to: Parameters<Claims['give']>[1]) => {
    const given = await claims.give(KEY, to, { writes: true })
    if (!given.ok) news.toast('own', refusalInWords(given.fault))
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
    stop,
  }
}
